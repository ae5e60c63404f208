"""What the holder of a link can say: the hotline hears it, and no case moves by itself (C3, K9)."""

from datetime import timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar
from sqlalchemy import select

from models import (
    Case,
    CaseEvent,
    CaseStatus,
    EventKind,
    EventText,
    Notice,
    NoticeKind,
    Role,
    SentBy,
    StoredFile,
)
from portal.cases.links import issue_link
from portal.infra import clock
from tests.files.photos import picture
from tests.support.page import Browser
from tests.support.world import NOON

S = CaseStatus
E = EventKind
PHONE = "13900004417"


@pytest.fixture(autouse=True)
def at_noon(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)


@pytest.fixture
def phone(app):
    return Browser(app.test_client(), locale="en")


@pytest.fixture
def at(world, acting):
    """A case in a status, and the address of its customer's page."""

    def make(status, **given):
        dealer = None if status is S.TRIAGE else world.dealer("Riverside")
        case = world.case(status, dealer, customer=world.customer(phone=PHONE), **given)
        realm = acting(actor := world.actor(Role.AGENT))
        link = issue_link(realm, actor, case.id, SentBy.SMS, now=NOON)
        realm.commit()
        realm.close()
        return case, f"/t/{link.token}"

    return make


def events(session, case, kind):
    session.expire_all()
    return session.scalars(
        select(CaseEvent)
        .where(CaseEvent.case_id == case.id, CaseEvent.kind == kind)
        .order_by(CaseEvent.id)
    ).all()


def test_nobody_has_contacted_me_is_a_chase_and_the_hotline_hears_of_it(phone, world, session, at):
    agent = world.user(Role.AGENT, name="Grace")
    case, here = at(S.ACCEPTED, agent_id=agent.id)

    answer = phone.submit(
        here, form="not-contacted-form", **{"notcontacted-said": "Three days now."}
    )

    [event] = events(session, case, E.SAID_NOT_CONTACTED)
    kept = session.get(Case, case.id)
    told = session.scalars(select(Notice).where(Notice.kind == NoticeKind.CHASED)).all()
    assert answer.status_code == 302
    assert (kept.status, kept.chases, kept.raised_at) == (S.ACCEPTED, 1, NOON)
    assert event.actor.startswith("link:")
    assert event.for_dealer
    assert session.get(EventText, event.id).body == "Three days now."
    assert agent.id in {notice.user_id for notice in told}


def test_pressed_again_and_again_it_counts_once_and_is_told_once(phone, session, world, at):
    world.user(Role.AGENT)
    case, here = at(S.ACCEPTED)

    for _press in range(3):
        phone.submit(here, form="not-contacted-form")

    assert len(events(session, case, E.SAID_NOT_CONTACTED)) == 3
    assert session.get(Case, case.id).chases == 1
    told = session.scalars(select(Notice).where(Notice.kind == NoticeKind.CHASED)).all()
    assert len(told) == len({notice.recipient for notice in told})


def test_pressing_without_end_is_answered_with_a_pause(phone, session, at):
    case, here = at(S.ACCEPTED)

    answers = [phone.submit(here, form="not-contacted-form").status_code for _press in range(12)]

    assert answers == [302] * 10 + [429] * 2
    assert len(events(session, case, E.SAID_NOT_CONTACTED)) == 10


def test_yes_i_was_contacted_stands_beside_what_the_dealer_says(phone, session, at):
    case, here = at(S.CONTACTED)

    phone.submit(here, form="contacted-form")

    [event] = events(session, case, E.SAID_CONTACTED)
    assert event.for_dealer
    assert session.get(Case, case.id).chases == 0


def test_settled_wants_the_digits_and_does_not_close(phone, session, at):
    case, here = at(S.RESOLVED)

    wrong = phone.submit(here, form="settled-form", **{"settled-last_four": "0000"})
    right = phone.submit(here, form="settled-form", **{"settled-last_four": PHONE[-4:]})

    assert (wrong.status_code, right.status_code) == (422, 302)
    assert len(events(session, case, E.SAID_SETTLED)) == 1
    assert session.get(Case, case.id).status is S.RESOLVED


def test_the_agent_who_rings_sees_what_was_said_on_the_link(phone, world, as_user, at):
    case, here = at(S.RESOLVED)
    phone.submit(here, form="settled-form", **{"settled-last_four": PHONE[-4:]})

    page = as_user(world.user(Role.AGENT)).open(f"/cases/{case.number}/call-back")

    assert "it is settled" in page.text


def test_not_settled_brings_our_call_and_nothing_else(phone, session, world, at):
    world.user(Role.AGENT)
    case, here = at(S.RESOLVED)

    phone.submit(here, form="not-settled-form", **{"notsettled-said": "It drips again."})

    kept = events(session, case, E.SAID_NOT_SETTLED)
    assert len(kept) == 1
    assert session.get(Case, case.id).status is S.RESOLVED
    assert session.get(Case, case.id).raised_at == NOON


@pytest.mark.parametrize(
    ("status", "forms"),
    [
        (S.TRIAGE, {"not-contacted-form", "photos-form", "withdraw-form"}),
        (S.ACCEPTED, {"contacted-form", "not-contacted-form", "photos-form", "withdraw-form"}),
        (
            S.RESOLVED,
            {
                "settled-form",
                "not-settled-form",
                "visited-form",
                "not-visited-form",
                "photos-form",
                "withdraw-form",
            },
        ),
        (S.CLOSED, set()),
    ],
)
def test_only_what_can_be_said_now_is_asked(status, forms, phone, at):
    _case, here = at(status)

    page = phone.open(here)

    assert {form.id for form in page.forms if form.id.endswith("-form")} == forms


def test_what_cannot_be_said_now_is_refused_kindly(phone, at):
    _case, here = at(S.ACCEPTED)
    form = phone.open(here).form("not-contacted-form")
    data = {**form.filled().to_dict(), "settled-last_four": PHONE[-4:]}

    late = phone.client.post(f"{here}/settled", data=data)

    assert late.status_code == 409
    assert "not reported as done" in late.text


def test_photos_come_and_are_shown_to_who_sent_them(phone, session, at):
    case, here = at(S.ACCEPTED)

    answer = phone.submit(
        here, form="photos-form", **{"photos-photos": [(BytesIO(picture()), "leak.jpg")]}
    )

    session.expire_all()
    [file] = session.scalars(select(StoredFile).where(StoredFile.case_id == case.id)).all()
    assert answer.status_code == 302
    assert (file.for_customer, file.for_dealer, file.added_by_id) == (True, True, None)
    assert phone.get(f"{here}/photos/{file.id}").status_code == 200


def test_a_photo_that_is_not_for_the_customer_does_not_exist_here(phone, world, at):
    case, here = at(S.ACCEPTED)
    hidden = world.photo(case)
    other, _there = at(S.ACCEPTED)
    foreign = world.photo(other, for_customer=True)

    assert phone.get(f"{here}/photos/{hidden.id}").status_code == 404
    assert phone.get(f"{here}/photos/{foreign.id}").status_code == 404


def test_there_is_an_end_to_photos(phone, world, session, at):
    case, here = at(S.ACCEPTED)
    for number in range(40):
        world.photo(case, key=f"link-{number}", added_by="link:1", for_customer=True)

    answer = phone.submit(
        here, form="photos-form", **{"photos-photos": [(BytesIO(picture()), "one-more.jpg")]}
    )

    assert answer.status_code == 409
    assert "enough photos" in answer.text


def test_the_visit_goes_into_the_customers_calendar(phone, session, at):
    case, here = at(S.SCHEDULED)

    answer = phone.get(f"{here}/appointment.ics")

    calendar = Calendar.from_ical(answer.data)
    [event] = calendar.walk("VEVENT")
    assert answer.headers["Content-Type"].startswith("text/calendar")
    assert calendar["method"] == "PUBLISH"
    assert case.number in event["summary"]
    assert event["dtstart"].dt.tzinfo == ZoneInfo("Asia/Shanghai")
    assert "location" not in event
    assert f"{here}/appointment.ics" in phone.open(here).links


def test_without_a_visit_there_is_nothing_for_a_calendar(phone, at):
    _case, here = at(S.CONTACTED)

    assert phone.get(f"{here}/appointment.ics").status_code == 404


def test_a_link_that_has_run_out_says_nothing_any_more(phone, at, monkeypatch):
    _case, here = at(S.SCHEDULED)
    page = phone.open(here)
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(days=61))

    answers = {
        phone.client.post(form.action, data=form.filled()).status_code
        for form in page.forms
        if form.id.endswith("-form")
    }

    assert answers == {404}
    assert phone.get(f"{here}/appointment.ics").status_code == 404
