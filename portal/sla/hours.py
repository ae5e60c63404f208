"""When a calendar is open, as people define it: weekly, with holidays and exceptions (T1)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

DAY = 24 * 60 * 60
_TIME = re.compile(r"(\d{1,2})(?::(\d{1,2}))?(?::(\d{1,2}))?")
MONDAY = 0
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """Seconds after local midnight, half-open; one that closes after `DAY` runs past midnight."""

    opens: int
    closes: int

    def __post_init__(self) -> None:
        if not (0 <= self.opens < DAY and self.opens < self.closes <= self.opens + DAY):
            raise ValueError(f"no window opens at {self.opens} s and closes at {self.closes} s")


Windows = tuple[Window, ...]
Weekly = Mapping[int, Windows]

WHOLE_DAY: Windows = (Window(0, DAY),)
ROUND_THE_CLOCK: Weekly = dict.fromkeys(range(7), WHOLE_DAY)


def read_time(text: str) -> int:
    """Seconds after midnight in `09:00`, `09:00:30` or `24:00`."""
    read = _TIME.fullmatch(text.strip())
    hours, minutes, seconds = (int(part or 0) for part in read.groups()) if read else (0, 60, 0)
    total = hours * 3600 + minutes * 60 + seconds
    if minutes >= 60 or seconds >= 60 or total > DAY:
        raise ValueError(f"no time of day: {text}")
    return total


def window(opens: str, closes: str) -> Window:
    """The window between two times of day; an end not after the start is on the next day."""
    start, end = read_time(opens), read_time(closes)
    return Window(start, end if end > start else end + DAY)


def read_windows(spans: Any) -> Windows:
    """The windows in `[["09:00", "12:00"], …]`; null is none."""
    return tuple(window(opens, closes) for opens, closes in spans or ())


def read_weekly(described: Mapping[str, Any] | None) -> dict[int, Windows]:
    """The week in `{"mon": [["09:00", "12:00"], …], …}`; days left out are closed."""
    return {
        WEEKDAYS.index(name.strip().lower()[:3]): read_windows(spans)
        for name, spans in (described or {}).items()
    }


@dataclass(frozen=True)
class Hours:
    """All that decides whether a calendar is open.

    `breaks` are taken out of whatever else a date has. A make-up day is worked like
    `make_up_like`, a weekday. `known_years` are those whose holidays were loaded; None says that
    the calendar does not heed holidays and is therefore certain of every year.
    """

    zone: ZoneInfo
    weekly: Weekly
    holidays: frozenset[date] = frozenset()
    make_up_days: frozenset[date] = frozenset()
    overrides: Mapping[date, Windows] = field(default_factory=dict)
    breaks: Mapping[date, Windows] = field(default_factory=dict)
    known_years: frozenset[int] | None = None
    make_up_like: int = MONDAY

    def windows_on(self, day: date) -> Windows:
        """The windows that open on a date: override before make-up day, holiday and week."""
        if (own := self.overrides.get(day)) is not None:
            return own
        if day in self.make_up_days:
            return self.weekly.get(self.make_up_like, ())
        if day in self.holidays:
            return ()
        return self.weekly.get(day.weekday(), ())

    def is_confirmed(self, day: date) -> bool:
        """Whether the holidays of that year are known, or do not matter."""
        return self.known_years is None or day.year in self.known_years
