"""A list as its address asks for it: view, filters, order and page; what is odd is left out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, Final, TypeVar
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from models import CaseStatus, Severity
from portal.cases.queue import Asked, Filters, Key, Order, Sort, View, natural_order
from portal.errors import InvalidError
from portal.i18n.formats import local_day, zone
from portal.web.odd_input import number_asked
from portal.web.paging import decode

E = TypeVar("E", bound=StrEnum)
Args = MultiDict[str, str]

# The names in the address, in the order in which they stand there.
FILTER_NAMES: Final = (
    "status",
    "severity",
    "dealer",
    "product",
    "district",
    "agent",
    "chased",
    "stalled",
    "overdue",
    "since",
    "until",
    "words",
)


@dataclass(frozen=True, slots=True)
class Address:
    """What is asked, and the arguments that say it, ready to be varied for a link."""

    asked: Asked
    args: dict[str, Any]

    def on(self, path: str, **changes: Any) -> str:
        """The list at that path with these changed, on its first page; None takes one away."""
        kept = {name: value for name, value in self.args.items() if name != "after"}
        kept.update(changes)
        return with_query(
            path, {name: value for name, value in kept.items() if value not in (None, "", [])}
        )


def with_query(path: str, args: Mapping[str, Any]) -> str:
    """A page with many links to one endpoint asks for its path once, and adds what differs."""
    return f"{path}?{urlencode(args, doseq=True)}" if args else path


def read_address(args: Args, views: Sequence[View]) -> Address:
    """What these arguments ask for, among the views that this list has; the first is natural."""
    view = next((view for view in views if view.value == args.get("view")), views[0])
    order = _order(args.get("sort"), view)
    cursor = decode(args.get("after"))
    key = None
    if cursor is not None:
        at, row_id = (*cursor.key, None, None)[:2]
        if not isinstance(at, datetime) or not isinstance(row_id, int):
            raise InvalidError("cursor_unreadable")
        key = Key(at, row_id, cursor.backwards)
    given = {name: args.getlist(name) for name in (*FILTER_NAMES, "view", "sort")}
    plain = {
        name: values if len(values) > 1 else values[0]
        for name, values in given.items()
        if values and any(values)
    }
    return Address(Asked(view, _filters(args), order, key), plain)


def sort_word(order: Order) -> str:
    """The order as it stands in the address."""
    return f"-{order.sort}" if order.descending else order.sort.value


def query_of(asked: Asked) -> str:
    """The list as the shortest address that asks for it, without its page."""
    given = asked.filters
    pairs: list[tuple[str, Any]] = [
        ("view", asked.view.value),
        ("sort", "" if asked.order == natural_order(asked.view) else sort_word(asked.order)),
        *(("status", status.value) for status in given.statuses),
        *(("severity", severity.value) for severity in given.severities),
        ("dealer", given.dealer_id),
        ("product", given.product_id),
        ("district", given.district),
        ("agent", given.agent_id),
        ("chased", int(given.chased)),
        ("stalled", int(given.stalled)),
        ("overdue", int(given.overdue)),
        ("since", given.since and local_day(given.since)),
        ("until", given.until and local_day(given.until) - timedelta(days=1)),
        ("words", given.words),
    ]
    return urlencode([(name, value) for name, value in pairs if value])


def _order(word: str | None, view: View) -> Order:
    natural = natural_order(view)
    if not word or word.lstrip("-") not in list(Sort):
        return natural
    sort = Sort(word.lstrip("-"))
    # Nothing open has an end to be ordered by.
    if sort is Sort.ENDED and natural.sort is not Sort.ENDED:
        return natural
    return Order(sort, descending=word.startswith("-"))


def _filters(args: Args) -> Filters:
    until = day_asked(args.get("until"))
    return Filters(
        statuses=_members(CaseStatus, args.getlist("status")),
        severities=_members(Severity, args.getlist("severity")),
        dealer_id=number_asked(args.get("dealer")),
        product_id=number_asked(args.get("product")),
        agent_id=number_asked(args.get("agent")),
        district=args.get("district", "").strip(),
        chased=bool(args.get("chased")),
        stalled=bool(args.get("stalled")),
        overdue=bool(args.get("overdue")),
        since=_midnight(day_asked(args.get("since"))),
        until=_midnight(until + timedelta(days=1) if until else None),
        words=args.get("words", "").strip(),
    )


def _members(members: type[E], words: list[str]) -> tuple[E, ...]:
    return tuple(members(word) for word in dict.fromkeys(words) if word in list(members))


def day_asked(word: str | None) -> date | None:
    """A day that stands in an address; None for what is none."""
    read: Callable[[str], date] = date.fromisoformat
    try:
        found = read(word) if word else None
    except ValueError:
        return None
    return found if found and 1990 <= found.year <= 2200 else None


def _midnight(day: date | None) -> datetime | None:
    return datetime.combine(day, time(), zone()) if day else None
