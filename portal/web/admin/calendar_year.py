"""A calendar's year at a glance: twelve months, each day marked by letter and icon."""

from calendar import Calendar as Weeks
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from babel.dates import format_date
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from models.sla import DayKind
from portal.i18n import formats
from portal.i18n.words import word
from portal.sla.calendar import Calendar
from portal.sla.edits import spell_spans
from portal.sla.hours import Windows
from portal.sla.plan import Plan

_WEEKS: Final = Weeks(firstweekday=0)
_A_MONDAY: Final = date(2024, 1, 1)


@dataclass(frozen=True, slots=True)
class Kind:
    """How a kind of day is marked; nobody has to tell colours apart."""

    letter: Any
    icon: str
    tone: str
    label: Any


KINDS: Final = {
    DayKind.HOLIDAY: Kind(_l("H"), "moon-stars-fill", "breach", word),
    DayKind.MAKE_UP: Kind(_l("W"), "tools", "ok", word),
    DayKind.OVERRIDE: Kind(_l("X"), "pencil", "soon", word),
}
CLOSED: Final = Kind(_l("C"), "dash", "neutral", _l("Closed on this weekday"))


@dataclass(frozen=True, slots=True)
class Cell:
    """One day; `spoken` says all of it."""

    on: date
    letter: str
    icon: str
    tone: str
    spoken: str


@dataclass(frozen=True, slots=True)
class Month:
    """A month's weeks; None where a week belongs to its neighbour."""

    label: str
    working_days: int
    weeks: Sequence[Sequence[Cell | None]]


def year_of(plan: Plan, year: int) -> list[Month]:
    """The twelve months."""
    calendar = Calendar(plan.hours)
    return [_month(plan, calendar, year, month) for month in range(1, 13)]


def weekdays() -> list[tuple[str, str]]:
    """Short and long names of the days of the week, Monday first."""
    days = [_A_MONDAY + timedelta(number) for number in range(7)]
    reader = formats.locale()
    short = "EEEEE" if reader.language == "zh" else "EEEEEE"
    return [
        (format_date(day, short, locale=reader), format_date(day, "EEEE", locale=reader))
        for day in days
    ]


def legend() -> list[Cell]:
    """What the marks mean."""
    kinds = [(kind, str(word(member))) for member, kind in KINDS.items()]
    return [
        Cell(_A_MONDAY, str(kind.letter), kind.icon, kind.tone, label)
        for kind, label in [*kinds, (CLOSED, str(CLOSED.label))]
    ]


def _month(plan: Plan, calendar: Calendar, year: int, month: int) -> Month:
    weeks = _WEEKS.monthdatescalendar(year, month)
    cells = [
        [_cell(plan, calendar, day) if day.month == month else None for day in week]
        for week in weeks
    ]
    last = weeks[-1][-1] if weeks[-1][-1].month == month else date(year, month, 28)
    while (last + timedelta(1)).month == month:
        last += timedelta(1)
    return Month(
        label=formats.month(date(year, month, 1)),
        working_days=calendar.working_days(date(year, month, 1), last),
        weeks=cells,
    )


def _cell(plan: Plan, calendar: Calendar, day: date) -> Cell:
    special = plan.days.get(day)
    windows = calendar.hours.windows_on(day)
    hours = spell_windows(windows) or str(_("closed"))
    named = formats.day(day)
    if special is not None:
        kind = KINDS[special.kind]
        label = str(word(special.kind))
        if special.name:
            label = str(_("%(what)s, %(name)s", what=label, name=special.name))
        spoken = _("%(day)s: %(kind)s, %(hours)s", day=named, kind=label, hours=hours)
        return Cell(day, str(kind.letter), kind.icon, kind.tone, str(spoken))
    spoken = _("%(day)s: %(hours)s", day=named, hours=hours)
    if not windows:
        return Cell(day, str(CLOSED.letter), CLOSED.icon, CLOSED.tone, str(spoken))
    return Cell(day, "", "", "", str(spoken))


def spell_windows(windows: Windows) -> str:
    """09:00-12:00, 13:00-18:00; what closes at midnight closes at 24:00."""
    return spell_spans([(_time(one.opens), _time(one.closes)) for one in windows])


def _time(seconds: int) -> str:
    minutes = seconds // 60
    hours = minutes // 60 if minutes <= 24 * 60 else minutes // 60 - 24
    return f"{hours:02}:{minutes % 60:02}"
