"""Holidays reach the calendars that heed them, once, and never over what people entered."""

from datetime import date

import pytest
from sqlalchemy import func, select

from models.sla import BusinessCalendar, CalendarDay, DayKind
from portal.sla.calendars import load_calendar
from portal.sla.holidays import HolidaySet
from portal.sla.load_holidays import load_holidays, seed_holidays
from tests.sla.calendars import at
from tests.sla.conftest import NOON


@pytest.fixture
def office(time_session):
    """The row of the office calendar."""
    return time_session.scalars(
        select(BusinessCalendar).where(BusinessCalendar.code == "office")
    ).one()


def test_the_office_knows_the_announced_years(time_session):
    office = load_calendar(time_session, "office")

    assert office.is_working(at("2026-10-10 10:00"))
    assert not office.is_working(at("2026-10-01 10:00"))
    assert not office.is_confirmed(date(2027, 6, 1))


def test_the_service_calendar_does_not_heed_holidays(time_session):
    service = load_calendar(time_session, "service")

    assert service.is_working(at("2026-10-01 10:00"))
    assert service.is_confirmed(date(2027, 6, 1))


def test_seeding_again_changes_nothing(time_session, office):
    before = (office.version, time_session.scalar(select(func.count(CalendarDay.id))))

    changed = seed_holidays(time_session, now=NOON)

    assert changed == []
    assert before == (office.version, time_session.scalar(select(func.count(CalendarDay.id))))


def test_a_loaded_year_replaces_what_was_loaded_before_and_keeps_overrides(time_session, office):
    stocktaking = date(2026, 12, 30)
    time_session.add(
        CalendarDay(calendar_id=office.id, day=stocktaking, kind=DayKind.OVERRIDE, windows=[])
    )
    time_session.flush()
    version = office.version
    announced = HolidaySet(
        off_days={date(2026, 10, 9): "节", stocktaking: "节"},
        make_up_days={},
        known_years=frozenset({2026}),
    )

    load_holidays(time_session, announced)

    counted = load_calendar(time_session, "office")
    assert office.version == version + 1
    assert not counted.is_working_day(date(2026, 10, 9))
    assert counted.is_working_day(date(2026, 10, 1))
    assert not counted.is_working_day(date(2026, 10, 10))
    assert not counted.is_working_day(stocktaking)
    assert not counted.is_working_day(date(2025, 10, 1))


def test_a_new_year_becomes_known(time_session, office):
    announced = HolidaySet(
        off_days={date(2027, 1, 1): "元旦"}, make_up_days={}, known_years=frozenset({2027})
    )

    load_holidays(time_session, announced)

    assert 2027 in office.known_years
    assert load_calendar(time_session, "office").is_confirmed(date(2027, 6, 1))
