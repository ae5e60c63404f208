"""All that a calendar says, as a value: read from the database, changed, counted with (T1)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.sla import BusinessCalendar, CalendarDay, DayKind
from portal.sla.hours import Hours, Windows, read_weekly, read_windows

Spans = tuple[tuple[str, str], ...]


class Special(NamedTuple):
    """What is special about a date; only an override has windows of its own."""

    kind: DayKind
    spans: Spans = ()
    name: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """A calendar as it is, or as it would be."""

    tz: str
    weekly: Mapping[str, Any]
    observes_holidays: bool
    known_years: frozenset[int]
    days: Mapping[date, Special]

    def with_days(self, days: Mapping[date, Special | None]) -> "Plan":
        """The same with these dates replaced; None makes a date like any other of its weekday."""
        left = {day: special for day, special in self.days.items() if day not in days}
        return replace(self, days=left | {day: one for day, one in days.items() if one is not None})

    @property
    def hours(self) -> Hours:
        """What a calendar counts with."""
        by_kind: dict[DayKind, dict[date, Windows]] = {kind: {} for kind in DayKind}
        for day, special in sorted(self.days.items()):
            by_kind[special.kind][day] = read_windows(special.spans)
        return Hours(
            zone=ZoneInfo(self.tz),
            weekly=read_weekly(self.weekly),
            holidays=frozenset(by_kind[DayKind.HOLIDAY]),
            make_up_days=frozenset(by_kind[DayKind.MAKE_UP]),
            overrides=by_kind[DayKind.OVERRIDE],
            known_years=self.known_years if self.observes_holidays else None,
        )


def read_plan(session: Session, calendar: BusinessCalendar) -> Plan:
    """What a calendar says now."""
    rows = session.execute(
        select(CalendarDay.day, CalendarDay.kind, CalendarDay.windows, CalendarDay.name)
        .where(CalendarDay.calendar_id == calendar.id)
        .order_by(CalendarDay.day, CalendarDay.id)
    ).all()
    return Plan(
        tz=calendar.tz,
        weekly=calendar.weekly,
        observes_holidays=calendar.observes_holidays,
        known_years=frozenset(calendar.known_years),
        days={
            day: Special(kind, tuple((opens, closes) for opens, closes in windows or ()), name)
            for day, kind, windows, name in rows
        },
    )
