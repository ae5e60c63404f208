"""The pages of calendars: a year at a glance, a look ahead, and the change itself."""

import json
from datetime import date
from io import BytesIO

import pytest
from sqlalchemy import select

from models import CaseStatus, Role, Stage
from models.sla import BusinessCalendar, CalendarDay, DayKind
from portal.infra import clock
from portal.sla.clocks import start_clock
from portal.sla.load_holidays import seed_holidays
from tests.support.page import checked


@pytest.fixture
def office(world, as_user):
    return as_user(world.user(Role.ADMIN, name="Office"))


@pytest.fixture
def calendar(session):
    seed_holidays(session, now=clock.now())
    session.commit()
    return session.scalars(select(BusinessCalendar).where(BusinessCalendar.code == "office")).one()


def day_of(session, calendar, on):
    session.expire_all()
    return session.scalars(
        select(CalendarDay).where(CalendarDay.calendar_id == calendar.id, CalendarDay.day == on)
    ).one_or_none()


def seen(page):
    """What the preview's button sends."""
    return page.form().filled()


def test_the_list_names_the_three_and_dealers_own(office, session, world):
    dealer = world.dealer("Own hours")
    answer = office.submit("/admin/calendars/new", dealer_id=dealer.id)

    page = office.open("/admin/calendars")

    assert answer.status_code == 302
    for name in ("Service hours", "Office hours", "Round the clock", "Hours of Own hours"):
        assert name in page.text


@pytest.mark.parametrize(
    ("year", "working"),
    [(2020, 249), (2021, 250), (2022, 249), (2023, 249), (2024, 251), (2025, 248), (2026, 248)],
)
def test_a_year_at_a_glance_counts_its_working_days(office, calendar, year, working):
    page = office.open(f"/admin/calendars/{calendar.id}?year={year}")

    assert f"Working days {working}" in page.text
    assert "is not confirmed" not in page.text


def test_a_year_that_is_not_announced_is_not_confirmed(office, calendar):
    page = office.open(f"/admin/calendars/{calendar.id}?year=2029")

    assert "2029 is not confirmed" in page.text


def test_each_day_says_its_kind_in_words(office, calendar):
    page = office.open(f"/admin/calendars/{calendar.id}?year=2026")

    assert "Thu 1 Oct" in page.html or "1 Oct 2026" in page.html
    assert "Holiday" in page.html
    assert "Make-up working day" in page.html


def test_a_day_is_looked_at_first_and_then_changed(office, calendar, session):
    url = f"/admin/calendars/{calendar.id}/days/2026-10-12"

    preview = checked(office.submit(url, kind="holiday", name="Founding day"))
    before = day_of(session, calendar, date(2026, 10, 12))
    done = office.client.post(url, data=seen(preview))

    assert "Nothing has been changed yet" in preview.text
    assert "Holiday · Founding day" in preview.text
    assert before is None
    assert done.status_code == 302
    assert day_of(session, calendar, date(2026, 10, 12)).name == "Founding day"
    assert "Holiday · Founding day" in office.open("/admin/changes").text


def test_the_look_ahead_names_the_cases_that_would_move(office, session, world):
    case = world.case(CaseStatus.ACCEPTED)
    running = start_clock(session, case, Stage.VISIT, now=clock.now())
    session.commit()
    service = session.scalars(
        select(BusinessCalendar).where(BusinessCalendar.code == "service")
    ).one()
    on = running.due_at.date().isoformat()

    preview = checked(
        office.submit(f"/admin/calendars/{service.id}/days/{on}", kind="holiday", name="x")
    )

    assert case.number in preview.text
    assert "Due then" in preview.text


def test_a_day_gets_hours_of_its_own_and_is_like_any_other_again(office, calendar, session):
    url = f"/admin/calendars/{calendar.id}/days/2026-10-12"

    preview = checked(office.submit(url, kind="override", hours="10-12, 14-16", name=""))
    office.client.post(url, data=seen(preview))
    special = day_of(session, calendar, date(2026, 10, 12))
    windows, kind = special.windows, special.kind
    office.client.post(url, data=seen(checked(office.submit(url, kind="none"))))

    assert (kind, windows) == (DayKind.OVERRIDE, [["10:00", "12:00"], ["14:00", "16:00"]])
    assert day_of(session, calendar, date(2026, 10, 12)) is None


def test_a_whole_holiday_is_put_in_at_once(office, calendar, session):
    url = f"/admin/calendars/{calendar.id}/days/2027-10-01"

    backwards = office.submit(url, kind="holiday", name="National Day", until="2027-09-30")
    preview = checked(office.submit(url, kind="holiday", name="National Day", until="2027-10-07"))
    office.client.post(url, data=seen(preview))

    assert backwards.status_code == 422
    names = {day_of(session, calendar, date(2027, 10, number)).name for number in range(1, 8)}
    assert names == {"National Day"}
    assert day_of(session, calendar, date(2027, 10, 8)) is None


def test_hours_that_cannot_be_read_are_shown_again_as_typed(office, calendar):
    answer = office.submit(
        f"/admin/calendars/{calendar.id}/days/2026-10-12", kind="override", hours="nine to five"
    )

    assert answer.status_code == 422
    assert checked(answer).form().controls["hours"].values == ["nine to five"]


def test_somebody_else_was_first(office, calendar, session):
    url = f"/admin/calendars/{calendar.id}/days/2026-10-12"
    preview = checked(office.submit(url, kind="holiday", name="Mine"))
    other = f"/admin/calendars/{calendar.id}/days/2026-10-13"
    office.client.post(other, data=seen(checked(office.submit(other, kind="holiday"))))

    refused = office.client.post(url, data=seen(preview))

    assert refused.status_code == 409
    page = checked(refused)
    assert "Somebody else has changed this calendar" in page.text
    assert page.form().controls["name"].values == ["Mine"]
    assert day_of(session, calendar, date(2026, 10, 12)) is None
    again = checked(office.client.post(url, data=page.form().filled()))
    assert office.client.post(url, data=seen(again)).status_code == 302


def test_the_week_and_the_zone_are_changed(office, calendar, session):
    url = f"/admin/calendars/{calendar.id}/hours"

    preview = checked(office.submit(url, tz="Asia/Taipei", sat="09:00-12:00"))
    office.client.post(url, data=seen(preview))

    session.expire_all()
    changed = session.get(BusinessCalendar, calendar.id)
    assert changed.tz == "Asia/Taipei"
    assert changed.weekly["sat"] == [["09:00", "12:00"]]
    assert "sun" not in changed.weekly


def test_a_year_is_confirmed_by_hand(office, calendar, session):
    url = f"/admin/calendars/{calendar.id}/years/2031"

    office.client.post(url, data=seen(checked(office.submit(url, known="yes"))))

    session.expire_all()
    assert 2031 in session.get(BusinessCalendar, calendar.id).known_years
    assert "is not confirmed" not in office.open(f"/admin/calendars/{calendar.id}?year=2031").text


def upload(office, url, content):
    form = checked(office.client.get(url)).form().filled()
    data = {**form.to_dict(), "file": (BytesIO(content), "2031.json")}
    return office.client.post(url, data=data, content_type="multipart/form-data")


def test_a_file_is_shown_first_and_then_loaded(office, calendar, session):
    url = f"/admin/calendars/{calendar.id}/import"
    content = json.dumps(
        {
            "year": 2031,
            "days": [
                {"name": "元旦", "date": "2031-01-01", "isOffDay": True},
                {"name": "元旦", "date": "2031-01-04", "isOffDay": False},
            ],
        }
    ).encode()

    preview = checked(upload(office, url, content))
    before = day_of(session, calendar, date(2031, 1, 1))
    done = office.client.post(url, data=seen(preview))

    assert "元旦" in preview.text
    assert before is None
    assert done.status_code == 302
    assert day_of(session, calendar, date(2031, 1, 1)).kind is DayKind.HOLIDAY
    assert day_of(session, calendar, date(2031, 1, 4)).kind is DayKind.MAKE_UP
    assert 2031 in session.get(BusinessCalendar, calendar.id).known_years


@pytest.mark.parametrize("content", [b"", b"nonsense", b'{"year": 2031, "days": []}'])
def test_a_file_that_announces_nothing_is_refused(office, calendar, content):
    answer = upload(office, f"/admin/calendars/{calendar.id}/import", content)

    assert answer.status_code == 422
    assert checked(answer)
