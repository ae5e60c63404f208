"""Facts about business time that others wrote down, checked against our calendar.

A file holds `{"cases": […]}`; each case names a calendar (`tz`, `weekly`, `holidays`,
`day_overrides`, `breaks`), an `op` (due, elapsed, is_working, add_working_days) and what is
expected. Where such sources disagree, ours are the conventions of domain T1: a due time on
closing stays there, a pause counts in business time, an override beats a holiday.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from portal.sla.calendar import Calendar, NeverOpenError, Pause
from portal.sla.conventions import conventions_of
from portal.sla.hours import Hours, Windows, read_weekly, read_windows

Fact = Mapping[str, Any]
_EXPECTED = ("expected_due", "expected_seconds", "expected")


@dataclass(frozen=True, slots=True)
class Difference:
    """A fact that our calendar sees otherwise, or cannot read."""

    fact: str
    op: str
    expected: str
    found: str
    note: str = ""
    conventions: tuple[str, ...] = ()

    def __str__(self) -> str:
        note = f" ({self.note})" if self.note else ""
        return f"{self.fact} {self.op}: expected {self.expected}, found {self.found}{note}"


class NoFactsError(ValueError):
    """The file holds no facts: it is not JSON, or has another shape."""


def read_facts(path: Path) -> list[Fact]:
    """The facts of a file; a bare list is accepted as well."""
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except ValueError as error:
        raise NoFactsError(f"not JSON in UTF-8: {error}") from error
    facts = content.get("cases") if isinstance(content, dict) else content
    if not isinstance(facts, list) or not facts:
        raise NoFactsError('neither a list of facts nor {"cases": [...]} with at least one')
    return [fact if isinstance(fact, dict) else {"note": f"not a fact: {fact}"} for fact in facts]


def check_facts(path: Path) -> list[Difference]:
    """Every fact of a file that does not hold."""
    checked = (check_fact(fact) for fact in read_facts(path))
    return [difference for difference in checked if difference is not None]


def check_fact(fact: Fact) -> Difference | None:
    """None when the fact holds; a fact that cannot be read does not."""
    op = str(fact.get("op", ""))
    try:
        found = _OPERATIONS[op](fact, calendar_of(fact["calendar"]))
        expected = _expected(fact)
    except NeverOpenError:
        found, expected = None, _expected(fact)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        return _difference(fact, op, f"{type(error).__name__}: {error}")
    return None if found == expected else _difference(fact, op, _spelled(found))


def calendar_of(described: Fact) -> Calendar:
    """The calendar that a fact describes; a part that is missing or null is empty."""
    return Calendar(
        Hours(
            zone=ZoneInfo(described.get("tz") or "UTC"),
            weekly=read_weekly(described.get("weekly")),
            holidays=frozenset(_days(described.get("holidays") or ())),
            overrides=_dated(described.get("day_overrides")),
            breaks=_dated(described.get("breaks")),
        )
    )


def _due(fact: Fact, calendar: Calendar) -> datetime:
    amount = timedelta(minutes=fact["minutes"])
    return calendar.due(_moment(fact["start"], calendar), amount, _pauses(fact, calendar))


def _elapsed(fact: Fact, calendar: Calendar) -> float:
    start, stop = _moment(fact["start"], calendar), _moment(fact["stop"], calendar)
    return calendar.elapsed(start, stop, _pauses(fact, calendar)).total_seconds()


def _is_working(fact: Fact, calendar: Calendar) -> bool:
    return calendar.is_working(_moment(fact["at"], calendar))


def _add_working_days(fact: Fact, calendar: Calendar) -> datetime:
    return calendar.add_working_days(_moment(fact["start"], calendar), int(fact["days"]))


_OPERATIONS: dict[str, Callable[[Fact, Calendar], datetime | float | bool]] = {
    "due": _due,
    "elapsed": _elapsed,
    "is_working": _is_working,
    "add_working_days": _add_working_days,
}


def _expected(fact: Fact) -> datetime | float | bool | None:
    """What the fact says; null is "never"."""
    name = next((name for name in _EXPECTED if name in fact), "expected")
    value = fact[name]
    if name == "expected_due" and value is not None:
        return _moment(value, calendar_of(fact["calendar"]))
    return None if value is None else bool(value) if name == "expected" else float(value)


def _difference(fact: Fact, op: str, found: str) -> Difference:
    expected = next((fact[name] for name in _EXPECTED if name in fact), "nothing")
    return Difference(
        fact=str(fact.get("id", "?")),
        op=op or "?",
        expected=str(expected),
        found=found,
        note=str(fact.get("note", "")),
        conventions=tuple(conventions_of(fact)),
    )


def _spelled(found: datetime | float | bool | None) -> str:
    return found.isoformat() if isinstance(found, datetime) else str(found)


def _moment(text: str, calendar: Calendar) -> datetime:
    read = datetime.fromisoformat(text)
    if read.tzinfo is None:
        read = read.replace(tzinfo=calendar.hours.zone)
    return read.astimezone(UTC)


def _pauses(fact: Fact, calendar: Calendar) -> list[Pause]:
    return [
        (_moment(begins, calendar), None if ends is None else _moment(ends, calendar))
        for begins, ends in fact.get("pauses") or ()
    ]


def _dated(described: Any) -> dict[date, Windows]:
    return {
        date.fromisoformat(day): read_windows(spans) for day, spans in (described or {}).items()
    }


def _days(described: Any) -> list[date]:
    return [date.fromisoformat(day) for day in described]
