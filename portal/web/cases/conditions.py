"""What still stands before closing, in words: each condition, and why it is not met yet."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.cases.standing_before_close import Condition
from portal.i18n import formats

TEXTS: Final[Mapping[str, Any]] = {
    "first_heard": _l("First heard is on record"),
    "entitlement": _l("The entitlement is judged"),
    "contact": _l("A first contact that counts"),
    "promises": _l("Every promise is kept or settled"),
    "visit": _l("A visit by somebody not complained of"),
    "parts": _l("Every part has arrived"),
    "resolution": _l("A resolution, with responsibility"),
    "callback": _l("Our callback: “settled”"),
    "tasks": _l("No task is open"),
}
REASONS: Final[Mapping[str, Any]] = {
    "not_judged": _l("No entitlement is on record"),
    "no_contact": _l("By the dealer’s desk or manager"),
    "promise_overdue": _l("One is overdue since %(when)s"),
    "promise_waits": _l("The next is due %(when)s"),
    "visit_planned": _l("Planned for %(when)s"),
    "no_visit": _l("None is booked"),
    "settled_remotely": _l("Settled without a visit"),
    "part_outstanding": _l("A part is on its way"),
    "not_resolved": _l("With shares that sum to 100"),
    "after_resolution": _l("By brand staff, once it is resolved"),
    "no_call_yet": _l("By brand staff, in the customer’s own voice"),
    "call_no_answer": _l("Nobody answered %(when)s"),
    "call_call_later": _l("They asked to be called %(when)s"),
    "call_not_settled": _l("Not settled, they said %(when)s"),
    "tasks_open": _l("%(number)s open, the first due %(when)s"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A condition as the macro `stands` takes it."""

    text: str
    met: bool
    hint: str


def in_words(conditions: Iterable[Condition], *, now: datetime) -> list[Shown]:
    """The conditions for the card; a met one needs no reason unless it says how it was met."""
    return [
        Shown(str(TEXTS[one.code]), one.met, _hint(one, now))
        for one in conditions
        if one.code in TEXTS
    ]


def how_many(shown: list[Shown]) -> str:
    """2 of 7"""
    return str(_("%(met)s of %(all)s", met=sum(one.met for one in shown), all=len(shown)))


def _hint(one: Condition, now: datetime) -> str:
    reason = REASONS.get(one.why)
    if reason is None or (one.met and one.why != "settled_remotely"):
        return ""
    when = formats.near(one.when, now=now) if one.when else "–"
    return str(reason) % {"when": when, "number": one.number}
