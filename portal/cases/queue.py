"""The queue: which cases a view shows, narrowed by filters, one page by its key (decision 13)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    ColumnElement,
    DateTime,
    Select,
    and_,
    bindparam,
    func,
    or_,
    select,
    tuple_,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from models import Case, CaseSearch, CaseStatus, Customer, CustomerPhone, Dealer, Product, Severity
from portal.access.actors import Actor
from portal.access.scope import visible_cases
from portal.infra.reading import read_rows
from portal.search.query import read_query

# A deadline within this much is running out.
NEAR: Final = timedelta(minutes=30)
MOST_COUNTED: Final = 99

PRODUCT_NAMES: Final = {
    "en": Product.name_en,
    "zh_Hans": Product.name_zh_hans,
    "zh_Hant": Product.name_zh_hant,
}


class View(StrEnum):
    """A saved view: a condition that everybody knows by its name."""

    MINE = "mine"
    TRIAGE = "triage"
    RUNNING_OUT = "running_out"
    AT_SUPERVISOR = "at_supervisor"
    STALLED = "stalled"
    CALL_BACK = "call_back"
    UNANSWERED = "unanswered"
    OPEN = "open"
    ENDED = "ended"
    ELSEWHERE = "elsewhere"


class Sort(StrEnum):
    """What a list can be ordered by; the id always follows."""

    DUE = "due"
    HEARD = "heard"
    ENDED = "ended"


SORT_COLUMNS: Final[dict[Sort, InstrumentedAttribute[Any]]] = {
    # A customer who asked again stands as high as a deadline at that moment would (domain I3).
    Sort.DUE: Case.queue_at,
    Sort.HEARD: Case.first_heard_at,
    Sort.ENDED: Case.ended_at,
}


@dataclass(frozen=True, slots=True)
class Order:
    """By what, and which end first."""

    sort: Sort = Sort.DUE
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows a view; each lives in the address of the list."""

    statuses: tuple[CaseStatus, ...] = ()
    severities: tuple[Severity, ...] = ()
    dealer_id: int | None = None
    product_id: int | None = None
    agent_id: int | None = None
    district: str = ""
    chased: bool = False
    stalled: bool = False
    overdue: bool = False
    since: datetime | None = None
    until: datetime | None = None
    words: str = ""

    @property
    def count(self) -> int:
        """How many of them are set."""
        return sum(bool(getattr(self, one.name)) for one in fields(self))


class Key(NamedTuple):
    """Where a page begins: after the row with this time and id, or before it."""

    at: datetime
    id: int
    backwards: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """A list as it was asked for."""

    view: View = View.OPEN
    filters: Filters = field(default_factory=Filters)
    order: Order = field(default_factory=Order)
    key: Key | None = None


class Line(NamedTuple):
    """A row of the queue, as the database gives it."""

    id: int
    number: str
    status: CaseStatus
    severity: Severity
    summary: str
    next_stage: str | None
    next_due_at: datetime
    last_step: str
    last_step_at: datetime
    chases: int
    raised_at: datetime | None
    touches: int
    furthest_at: datetime
    stalled_at: datetime | None
    queue_at: datetime
    at_supervisor: bool
    first_heard_at: datetime
    ended_at: datetime | None
    customer: str
    last4: str | None
    product: str | None
    dealer: str | None


Rows = ColumnElement[bool]
# Putting a query together takes Python as long as PostgreSQL takes for its answer: whoever looks
# again at the same list finds theirs made, and only the instant is a new one.
MADE: Final = 200
_NOW: Final = bindparam("now", type_=DateTime(timezone=True))


def _due_before(at: Any) -> Rows:
    """By the deadline itself; `queue_at` is never later, and leads to the rows by its index."""
    return and_(Case.next_due_at <= at, Case.queue_at <= at)


VIEWS: Final[dict[View, Callable[[Actor, Any], Rows]]] = {
    View.MINE: lambda actor, _now: and_(Case.agent_id == actor.user_id, Case.is_open),
    View.TRIAGE: lambda _actor, _now: Case.status == CaseStatus.TRIAGE,
    View.RUNNING_OUT: lambda _actor, now: and_(Case.is_open, _due_before(now + NEAR)),
    View.AT_SUPERVISOR: lambda _actor, _now: and_(Case.at_supervisor, Case.is_open),
    View.STALLED: lambda _actor, _now: and_(Case.stalled_at.is_not(None), Case.is_open),
    View.CALL_BACK: lambda _actor, _now: Case.status == CaseStatus.RESOLVED,
    View.UNANSWERED: lambda _actor, _now: Case.status == CaseStatus.OFFERED,
    View.OPEN: lambda _actor, _now: and_(Case.is_open),
    View.ENDED: lambda _actor, _now: and_(
        Case.ended_at.is_not(None), Case.status != CaseStatus.CLOSED_ELSEWHERE
    ),
    View.ELSEWHERE: lambda _actor, _now: and_(
        Case.ended_at.is_not(None), Case.status == CaseStatus.CLOSED_ELSEWHERE
    ),
}
OVER: Final = frozenset({View.ENDED, View.ELSEWHERE})


def natural_order(view: View) -> Order:
    """What a view is ordered by unless its reader wants otherwise."""
    return Order(Sort.ENDED, descending=True) if view in OVER else Order()


def read_queue(
    session: Session, actor: Actor, asked: Asked, *, now: datetime, locale: str, limit: int
) -> Sequence[Line]:
    """The rows of one page, in the order of the page; read from its end when going back."""
    chosen = _query(actor, asked, locale, limit)
    return [Line(*row) for row in read_rows(session, chosen, {"now": now})]


def queue_query(actor: Actor, asked: Asked, *, now: datetime, locale: str) -> Select[Any]:
    """One query for a page: the cases, and the names that stand beside them."""
    return _query(actor, asked, locale, None).params(now=now)


@lru_cache(maxsize=MADE)
def _query(actor: Actor, asked: Asked, locale: str, limit: int | None) -> Select[Any]:
    backwards = asked.key is not None and asked.key.backwards
    descending = asked.order.descending != backwards
    column = SORT_COLUMNS[asked.order.sort]
    chosen = (
        visible_cases(actor)
        .where(VIEWS[asked.view](actor, _NOW), *conditions(asked.filters))
        .join(Customer, Customer.id == Case.customer_id)
        .outerjoin(Product, Product.id == Case.product_id)
        .outerjoin(Dealer, Dealer.id == Case.dealer_id)
        .with_only_columns(*_columns(locale), maintain_column_froms=True)
        .order_by(*(key.desc() if descending else key.asc() for key in (column, Case.id)))
        .limit(limit)
    )
    if asked.order.sort is Sort.ENDED:
        chosen = chosen.where(Case.ended_at.is_not(None))
    if asked.key is not None:
        here = tuple_(column, Case.id)
        there = (asked.key.at, asked.key.id)
        chosen = chosen.where(here < there if descending else here > there)
    return chosen


def key_of(line: Line, order: Order) -> tuple[datetime, int]:
    """The key of a row under an order."""
    at = {Sort.DUE: line.queue_at, Sort.HEARD: line.first_heard_at, Sort.ENDED: line.ended_at}
    found = at[order.sort]
    return found or line.queue_at, line.id


def count_views(
    session: Session, actor: Actor, views: Sequence[View], *, now: datetime
) -> dict[View, int]:
    """How many cases each view holds, counted no further than one more than `MOST_COUNTED`."""
    if not views:
        return {}
    counted = read_rows(session, _counts(actor, tuple(views)), {"now": now})[0]
    return dict(zip(views, counted, strict=True))


@lru_cache(maxsize=MADE)
def _counts(actor: Actor, views: tuple[View, ...]) -> Select[Any]:
    counted = []
    for view in views:
        some = visible_cases(actor).with_only_columns(Case.id).where(VIEWS[view](actor, _NOW))
        few = some.limit(MOST_COUNTED + 1).subquery()
        counted.append(select(func.count()).select_from(few).scalar_subquery())
    return select(*counted)


def conditions(filters: Filters) -> list[Rows]:
    """The filters as conditions on a case."""
    given: list[tuple[object, Callable[[], Rows]]] = [
        (filters.statuses, lambda: Case.status.in_(filters.statuses)),
        (filters.severities, lambda: Case.severity.in_(filters.severities)),
        (filters.dealer_id, lambda: Case.dealer_id == filters.dealer_id),
        (filters.product_id, lambda: Case.product_id == filters.product_id),
        (filters.agent_id, lambda: Case.agent_id == filters.agent_id),
        (filters.district, lambda: Case.district == filters.district),
        (filters.chased, lambda: Case.chases > 0),
        (filters.stalled, lambda: and_(Case.stalled_at.is_not(None), Case.is_open)),
        (filters.overdue, lambda: and_(Case.is_open, _due_before(_NOW))),
        (filters.since, lambda: Case.first_heard_at >= filters.since),
        (filters.until, lambda: Case.first_heard_at < filters.until),
        (filters.words, lambda: _with_words(filters.words)),
    ]
    return [condition() for value, condition in given if value]


def _with_words(words: str) -> Rows:
    """Words, or a customer's name: what a person would type to narrow a list."""
    query = read_query(words)
    if query is None:
        return Case.id < 0
    found = select(CaseSearch.case_id).where(query.matches(CaseSearch.tokens, CaseSearch.body))
    named = select(Customer.id).where(query.matches(Customer.name_tokens, Customer.name_folded))
    return or_(Case.id.in_(found), Case.customer_id.in_(named))


def _columns(locale: str) -> list[Any]:
    last4 = (
        select(CustomerPhone.last4)
        .where(CustomerPhone.customer_id == Case.customer_id)
        .order_by(CustomerPhone.id)
        .limit(1)
        .scalar_subquery()
    )
    return [
        Case.id,
        Case.number,
        Case.status,
        Case.severity,
        Case.summary,
        Case.next_stage,
        Case.next_due_at,
        Case.last_step,
        Case.last_step_at,
        Case.chases,
        Case.raised_at,
        Case.touches,
        Case.furthest_at,
        Case.stalled_at,
        Case.queue_at,
        Case.at_supervisor,
        Case.first_heard_at,
        Case.ended_at,
        Customer.name,
        last4,
        PRODUCT_NAMES.get(locale, Product.name_en),
        Dealer.name,
    ]
