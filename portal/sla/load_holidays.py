"""Put announced years of holidays and make-up days into the calendars that heed them (T1)."""

from datetime import date, datetime
from typing import Final

from sqlalchemy import delete, extract, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models.sla import BusinessCalendar, CalendarDay, DayKind
from portal.infra.once import forget
from portal.sla.holidays import HolidaySet, join_holiday_years, seeded_years

FIRST_SEEDED_YEAR: Final = 2020
_STATUTORY: Final = (DayKind.HOLIDAY, DayKind.MAKE_UP)


def seed_holidays(session: Session, *, now: datetime) -> list[BusinessCalendar]:
    """Load what the holidays package knows of the years that a calendar has not been given yet.

    What was loaded or edited by people stays as it is; a year not yet announced stays unknown.
    """
    seeded = join_holiday_years(seeded_years(FIRST_SEEDED_YEAR, now.year + 1))
    changed = []
    for calendar in _observing(session):
        missing = seeded.known_years.difference(calendar.known_years)
        if missing:
            _load(session, calendar, seeded, missing)
            changed.append(calendar)
    return changed


def load_holidays(session: Session, holidays: HolidaySet) -> list[BusinessCalendar]:
    """Put years in the place of what was loaded for them before; overrides are left alone."""
    calendars = _observing(session)
    for calendar in calendars:
        _load(session, calendar, holidays, holidays.known_years)
    return calendars


def _observing(session: Session) -> list[BusinessCalendar]:
    return list(
        session.scalars(
            select(BusinessCalendar)
            .where(BusinessCalendar.observes_holidays)
            .order_by(BusinessCalendar.id)
            .with_for_update(key_share=True)
        )
    )


def _load(
    session: Session, calendar: BusinessCalendar, holidays: HolidaySet, years: frozenset[int]
) -> None:
    session.execute(
        delete(CalendarDay).where(
            CalendarDay.calendar_id == calendar.id,
            CalendarDay.kind.in_(_STATUTORY),
            extract("year", CalendarDay.day).in_(sorted(years)),
        )
    )
    rows = [
        {"calendar_id": calendar.id, "day": day, "kind": kind, "name": name}
        for kind, days in (
            (DayKind.HOLIDAY, holidays.off_days),
            (DayKind.MAKE_UP, holidays.make_up_days),
        )
        for day, name in sorted(days.items())
        if _is_of(day, years, calendar.known_years)
    ]
    if rows:
        session.execute(insert(CalendarDay).on_conflict_do_nothing(), rows)
    calendar.known_years = sorted(years.union(calendar.known_years))
    # The version is what the counting processes look at.
    calendar.version += 1
    forget(session)
    session.flush()


def _is_of(day: date, years: frozenset[int], known: list[int]) -> bool:
    """A day of these years, or one they name in a neighbouring year that has no file of its own."""
    return day.year in years or day.year not in known
