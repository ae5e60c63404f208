"""Which reading of business time is meant where systems disagree (domain T1, T4)."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

DUE: Final = (
    "a due time that falls exactly on closing stays there, one second more is the next opening"
)
ZERO: Final = "no time at all is due at the first open moment"
OUTSIDE: Final = "what starts outside the hours starts at the next opening"
ELAPSED: Final = (
    "open seconds between two moments, half-open, never rounded; none where they are reversed"
)
WORKING: Final = "hours are half-open: open at the opening second, closed at the closing second"
DAYS: Final = (
    "the same time on the wall so many days with hours later,"
    " moved to the next opening where that is closed"
)
PAUSES: Final = "pauses are intervals of which only the open time counts; overlapping ones once"
OVERRIDES: Final = "a dated override replaces the holiday and the weekly hours"
BREAKS: Final = "a break is taken out of whatever else the date has"
SUMMER_TIME: Final = (
    "an hour that the wall shows twice means the first of them; one it jumps over, the jump"
)

_OF_OP: Final[Mapping[str, tuple[str, ...]]] = {
    "due": (DUE, OUTSIDE),
    "elapsed": (ELAPSED,),
    "is_working": (WORKING,),
    "add_working_days": (DAYS,),
}


def conventions_of(fact: Mapping[str, Any]) -> Iterator[str]:
    """The conventions that a fact touches, those of its operation first."""
    yield from _OF_OP.get(str(fact.get("op")), ())
    if fact.get("minutes") == 0:
        yield ZERO
    if fact.get("pauses"):
        yield PAUSES
    calendar = fact.get("calendar")
    if isinstance(calendar, Mapping):
        if calendar.get("day_overrides"):
            yield OVERRIDES
        if calendar.get("breaks"):
            yield BREAKS
        if calendar.get("tz") not in (None, "UTC", "Asia/Shanghai", "Asia/Taipei"):
            yield SUMMER_TIME
