"""What an administrator can change about a calendar, each as a step from plan to plan (T1)."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final
from zoneinfo import available_timezones

from models.sla import DayKind
from portal.errors import InvalidError
from portal.sla.holidays import HolidaySet
from portal.sla.hours import WEEKDAYS, window
from portal.sla.plan import Plan, Spans, Special

Edit = Callable[[Plan], Plan]

_STATUTORY: Final = frozenset({DayKind.HOLIDAY, DayKind.MAKE_UP})
# Due times are reckoned some years ahead; what lies beyond belongs to nobody's plans.
_YEARS: Final = range(2000, 2101)
# More days at once than any holiday has: whoever asks for them means another year.
MOST_DAYS: Final = 62


def read_spans(spelled: str, *, field: str) -> Spans:
    """`09:00-12:00, 13:00-18:00`, in their order, none reaching into another; nothing is closed.

    A window that closes at or before it opens closes on the day after.
    """
    marks = re.sub("[–~～]", "-", spelled.replace("：", ":"))
    parts = [part for part in re.split("[,，、;；]", marks) if part.strip()]
    try:
        spans = [tuple(_time(side) for side in part.split("-")) for part in parts]
        pairs = sorted((opens, closes) for opens, closes in spans)
        windows = [window(opens, closes) for opens, closes in pairs]
    except ValueError as error:
        raise InvalidError("windows_unreadable", field=field, given=spelled) from error
    if any(one.closes > other.opens for one, other in zip(windows, windows[1:], strict=False)):
        raise InvalidError("windows_overlap", field=field)
    return tuple(pairs)


def spell_spans(spans: Sequence[Sequence[str]]) -> str:
    """The windows as they are read."""
    return ", ".join(f"{opens}-{closes}" for opens, closes in spans)


def _time(spelled: str) -> str:
    hours, _, minutes = spelled.strip().partition(":")
    return f"{int(hours):02}:{int(minutes or 0):02}"


def set_day(day: date, special: Special | None) -> Edit:
    """Make a date a holiday, a make-up day, one with hours of its own, or like any other."""
    return set_days(day, day, special)


def set_days(first: date, last: date, special: Special | None) -> Edit:
    """The same for every date from the first to the last, both with it."""
    if last < first:
        raise InvalidError("days_end_before_they_begin", field="until")
    if (last - first).days >= MOST_DAYS:
        raise InvalidError("days_too_many", field="until", days=MOST_DAYS)
    if not {first.year, last.year} <= set(_YEARS):
        raise InvalidError("day_out_of_range", field="day")
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return lambda plan: plan.with_days(dict.fromkeys(days, special))


def set_hours(tz: str, weekly: Mapping[str, Spans]) -> Edit:
    """Other hours of the week, perhaps in another zone."""
    if tz not in available_timezones():
        raise InvalidError("unknown_choice", field="tz")
    if not any(weekly.values()):
        raise InvalidError("calendar_never_open", field=WEEKDAYS[0])
    described = {day: [list(span) for span in weekly[day]] for day in WEEKDAYS if weekly.get(day)}
    return lambda plan: replace(plan, tz=tz, weekly=described)


def set_year(year: int, *, known: bool) -> Edit:
    """Say that the holidays of a year are all there, or that they are not."""
    if year not in _YEARS:
        raise InvalidError("day_out_of_range", field="year")

    def edit(plan: Plan) -> Plan:
        years = plan.known_years | {year} if known else plan.known_years - {year}
        return replace(plan, known_years=years)

    return edit


def put_holidays(found: HolidaySet) -> Edit:
    """Announced years in the place of what stood there for them; overrides are left alone.

    A day that such a year names in a neighbouring one is taken unless that one is known itself.
    """

    def edit(plan: Plan) -> Plan:
        years = found.known_years
        days: dict[date, Special | None] = {
            day: None
            for day, special in plan.days.items()
            if day.year in years and special.kind in _STATUTORY
        }
        for kind, named in (
            (DayKind.HOLIDAY, found.off_days),
            (DayKind.MAKE_UP, found.make_up_days),
        ):
            for day, name in named.items():
                standing = plan.days.get(day)
                if standing is not None and standing.kind is DayKind.OVERRIDE:
                    continue
                if day.year in years or day.year not in plan.known_years:
                    days[day] = Special(kind, (), name)
        return replace(plan.with_days(days), known_years=plan.known_years | years)

    return edit
