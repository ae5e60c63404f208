"""Read a file of holidays that somebody has: a year's JSON, or an iCalendar with 休 and 班.

Public calendars name many days that are no statutory holidays: only what is marked as off or as
worked is taken, everything else is listed so that nobody wonders where it went.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from icalendar import Calendar as ICalendar

from portal.errors import InvalidError
from portal.sla.holidays import (
    HolidayFileError,
    HolidaySet,
    HolidayYear,
    join_holiday_years,
    read_holiday_year,
)

# Ten years of both kinds of days; a file with more is no file of holidays.
_MOST_DAYS: Final = 1000
_MOST_SPAN: Final = 31
_MARK: Final = re.compile(r"[(（\[【]\s*([休班])\s*[)）\]】]")
_NAME_ENDS: Final = re.compile(r"[\s(（\[【].*$|(补班|調休|调休|補班|休|班).*$")


@dataclass(frozen=True, slots=True)
class FileRead:
    """What a file says: the days, the years it does not announce, the entries left out."""

    holidays: HolidaySet
    unannounced: tuple[int, ...]
    ignored: tuple[str, ...]


def read_calendar_file(content: bytes) -> FileRead:
    """Whichever of the two it is; a file that announces nothing is refused."""
    text = _decoded(content)
    if "BEGIN:VCALENDAR" in text[:2000]:
        years, ignored = _read_ical(text)
    else:
        years, ignored = _read_json(text), []
    joined = join_holiday_years(year for year in years if year.is_known)
    if not joined.known_years:
        raise InvalidError("calendar_file_announces_nothing", field="file")
    if len(joined.off_days) + len(joined.make_up_days) > _MOST_DAYS:
        raise InvalidError("calendar_file_too_long", field="file")
    unannounced = sorted({year.year for year in years} - joined.known_years)
    return FileRead(joined, tuple(unannounced), tuple(dict.fromkeys(ignored)))


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidError("calendar_file_unreadable", field="file") from error


def _read_json(text: str) -> list[HolidayYear]:
    try:
        return [read_holiday_year(text)]
    except HolidayFileError as error:
        raise InvalidError("calendar_file_unreadable", field="file") from error


def _read_ical(text: str) -> tuple[list[HolidayYear], list[str]]:
    try:
        events = ICalendar.from_ical(text).walk("VEVENT")
        read = [(_summary(event), list(_days_of(event)), "RRULE" in event) for event in events]
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise InvalidError("calendar_file_unreadable", field="file") from error
    off: dict[date, str] = {}
    worked: dict[date, str] = {}
    ignored = []
    for summary, days, repeats in read:
        mark = None if repeats or not days else _mark(summary)
        if mark is None:
            ignored.append(summary or "–")
            continue
        (off if mark == "休" else worked).update(dict.fromkeys(days, _name(summary)))
    return list(_by_year(off, worked)), ignored


def _summary(event: Any) -> str:
    return str(event.get("SUMMARY", "")).strip()


def _days_of(event: Any) -> Iterator[date]:
    """The dates of an all-day event; one with a time of day has none."""
    begins = event.decoded("DTSTART")
    if isinstance(begins, datetime):
        return
    ends = event.decoded("DTEND", None) or begins + event.decoded("DURATION", timedelta(1))
    if isinstance(ends, datetime) or not 0 <= (ends - begins).days <= _MOST_SPAN:
        return
    for further in range(max(1, (ends - begins).days)):
        yield begins + timedelta(further)


def _mark(summary: str) -> str | None:
    """休 or 班. 调休上班 is a day worked, though 休 stands in it."""
    if (bracketed := _MARK.search(summary)) is not None:
        return bracketed[1]
    if "班" in summary and "不上班" not in summary:
        return "班"
    return "休" if "休" in summary or "不上班" in summary else None


def _name(summary: str) -> str:
    return _NAME_ENDS.sub("", summary) or summary


def _by_year(off: dict[date, str], worked: dict[date, str]) -> Iterable[HolidayYear]:
    """A year is announced when it has days off and days worked for them."""
    for year in sorted({day.year for day in (*off, *worked)}):
        days_off = {day: name for day, name in off.items() if day.year == year}
        make_up = {day: name for day, name in worked.items() if day.year == year}
        yield HolidayYear(year, days_off if make_up else {}, make_up)
