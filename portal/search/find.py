"""Find cases by what somebody typed: number, phone, order, name or words, and say why they match.

Everything is read within the actor's sight. A dealer's cases are few, so they are narrowed by
dealer first and their words are compared one by one; the brand's come out of the token index.
"""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, NamedTuple

from rapidfuzz import fuzz
from sqlalchemy import ColumnElement, Select, and_, func, select, text, tuple_
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from models import (
    Case,
    CaseSearch,
    CaseStatus,
    Customer,
    CustomerPhone,
    Dealer,
    Purchase,
    Severity,
)
from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.access.scope import visible, visible_cases
from portal.infra.phones import PhoneKind, read_phone
from portal.search.query import SearchQuery, read_query
from portal.search.tokens import fold

PAGE: Final = 20
MOST_CANDIDATES: Final = 200
PATIENCE: Final = text("SELECT set_config('statement_timeout', '2000', true)")
NO_HURRY: Final = text("SELECT set_config('statement_timeout', '0', true)")
CANCELLED: Final = "57014"
SHORTEST_PHONE: Final = 7
SHORTEST_ORDER: Final = 3

_WHOLE_NUMBERS: Final = frozenset({"hotline", "dealer", "worker"})
_BY_TOKENS: Final = frozenset({"hotline", "qa", "worker"})


class Why(StrEnum):
    """How a case matches."""

    NUMBER = "number"
    PHONE = "phone"
    LAST_FOUR = "last_four"
    ORDER = "order"
    NAME = "name"
    WORDS = "words"


class Hit(NamedTuple):
    """A case that was found."""

    id: int
    number: str
    status: CaseStatus
    severity: Severity
    summary: str
    first_heard_at: datetime
    customer: str
    dealer: str | None


@dataclass(frozen=True, slots=True)
class Group:
    """What matched for one reason; `more` says that there are others behind."""

    why: Why
    hits: Sequence[Hit]
    more: bool = False
    gave_up: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """Everything that was found; `direct` is the one case that was meant beyond doubt."""

    groups: Sequence[Group]
    direct: str | None = None


Rows = ColumnElement[bool]


def find_cases(
    session: Session, actor: Actor, typed: str, *, number: str | None, now: datetime
) -> Found:
    """Search for what was typed; `number` is the case number it can be read as, if it can."""
    actor.require(Permission.CASE_SEARCH)
    groups: list[Group] = []
    for why, rows in _reasons(actor, typed, number, now):
        listed = {hit.id for group in groups for hit in group.hits}
        group = _read_group(session, actor, why, rows, typed, listed)
        if group.hits or group.gave_up:
            groups.append(group)
        if why is Why.NUMBER and group.hits:
            return Found(groups, direct=group.hits[0].number)
    return Found(groups, direct=_direct(groups))


def page_of_group(
    session: Session,
    actor: Actor,
    typed: str,
    why: Why,
    *,
    after: tuple[datetime, int] | None,
    now: datetime,
) -> Group:
    """One reason alone, from a case on: the latest first heard come first."""
    actor.require(Permission.CASE_SEARCH)
    rows = dict(_reasons(actor, typed, None, now)).get(why)
    if rows is None:
        return Group(why, [])
    chosen = _hits(actor, rows())
    if after is not None:
        chosen = chosen.where(tuple_(Case.first_heard_at, Case.id) < after)
    hits = _patiently(session, chosen.limit(PAGE + 1))
    if hits is None:
        return Group(why, [], gave_up=True)
    return Group(why, hits[:PAGE], more=len(hits) > PAGE)


def _reasons(
    actor: Actor, typed: str, number: str | None, now: datetime
) -> list[tuple[Why, Callable[[], Rows]]]:
    """What the typed text can be meant as, the surest first."""
    found: list[tuple[Why, Callable[[], Rows]]] = []
    if number is not None:
        found.append((Why.NUMBER, lambda: Case.number == number))
    phone = read_phone(typed)
    digits = re.sub(r"\D", "", typed)
    letters = any(sign.isalpha() for sign in typed)
    if len(digits) >= SHORTEST_PHONE and phone.normal and not letters:
        found.append((Why.PHONE, lambda: _with_phone(actor, phone.normal, phone.last4, now)))
    if len(digits) == 4 and typed.strip().isdecimal() or phone.kind is PhoneKind.SHORT:
        found.append((Why.LAST_FOUR, lambda: _with_end(actor, digits[-4:], now)))
    order = _order(typed)
    if len(order) >= SHORTEST_ORDER and any(sign.isdecimal() for sign in order):
        found.append((Why.ORDER, lambda: _with_order(actor, order)))
    query = read_query(typed)
    if query is not None:
        if letters:
            found.append((Why.NAME, lambda: _with_name(actor, query)))
        found.append((Why.WORDS, lambda: _with_words(actor, query)))
    return found


def _direct(groups: Sequence[Group]) -> str | None:
    """A phone or an order that leads to one case alone leads to its page."""
    sure = [group for group in groups if group.why in (Why.PHONE, Why.ORDER)]
    if len(sure) == 1 and len(sure[0].hits) == 1:
        return sure[0].hits[0].number
    return None


def _read_group(
    session: Session,
    actor: Actor,
    why: Why,
    rows: Callable[[], Rows],
    typed: str,
    listed: Collection[int],
) -> Group:
    """What matches for this reason and is not listed for a better one already."""
    limit = MOST_CANDIDATES if why is Why.WORDS else PAGE + 1
    hits = _patiently(session, _hits(actor, and_(rows(), Case.id.not_in(listed))).limit(limit))
    if hits is None:
        return Group(why, [], gave_up=True)
    if why is Why.WORDS:
        hits = _ranked(hits, typed)
    return Group(why, hits[:PAGE], more=len(hits) > PAGE)


def _ranked(hits: Sequence[Hit], typed: str) -> list[Hit]:
    """The nearest to what was typed first; among equals, the latest."""
    wanted = fold(typed)
    return sorted(
        hits,
        key=lambda hit: (fuzz.partial_ratio(wanted, fold(hit.summary)), hit.first_heard_at, hit.id),
        reverse=True,
    )


def _hits(actor: Actor, rows: Rows) -> Select[Any]:
    columns: list[Any] = [
        Case.id,
        Case.number,
        Case.status,
        Case.severity,
        Case.summary,
        Case.first_heard_at,
        Customer.name,
        Dealer.name,
    ]
    return (
        visible_cases(actor)
        .where(rows)
        .join(Customer, Customer.id == Case.customer_id)
        .outerjoin(Dealer, Dealer.id == Case.dealer_id)
        .with_only_columns(*columns, maintain_column_froms=True)
        .order_by(Case.first_heard_at.desc(), Case.id.desc())
    )


def _patiently(session: Session, chosen: Select[Any]) -> list[Hit] | None:
    """The rows, or None where two seconds were not enough: one letter may be in everything."""
    connection = session.connection()
    try:
        # The session has nothing to remember about it: the savepoint is the connection's own.
        with connection.begin_nested():
            connection.execute(PATIENCE)
            hits = [Hit(*row) for row in connection.execute(chosen)]
            connection.execute(NO_HURRY)
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", None) != CANCELLED:
            raise
        return None
    return hits


def _with_phone(actor: Actor, normal: str, last4: str, now: datetime) -> Rows:
    """The same number in its normal form (L2); by its end where the reader has no more (QA)."""
    whole = actor.realm in _WHOLE_NUMBERS
    same = CustomerPhone.normal == normal if whole else CustomerPhone.last4 == last4
    return _of_customers(visible(actor, CustomerPhone, now=now).where(same))


def _with_end(actor: Actor, last4: str, now: datetime) -> Rows:
    same = CustomerPhone.last4 == last4
    return _of_customers(visible(actor, CustomerPhone, now=now).where(same))


def _of_customers(numbers: Select[Any]) -> Rows:
    return Case.customer_id.in_(numbers.with_only_columns(CustomerPhone.customer_id))


def _with_order(actor: Actor, order: str) -> Rows:
    """An order number, or how it begins: letters and digits alone."""
    begins = visible(actor, Purchase).where(
        Purchase.order_normal.startswith(order, autoescape=True)
    )
    return Case.purchase_id.in_(begins.with_only_columns(Purchase.id))


def _with_name(actor: Actor, query: SearchQuery) -> Rows:
    if actor.realm not in _BY_TOKENS:
        return _all_in(Customer.name_folded, query)
    named = select(Customer.id).where(query.matches(Customer.name_tokens, Customer.name_folded))
    return Case.customer_id.in_(named)


def _with_words(actor: Actor, query: SearchQuery) -> Rows:
    said = select(CaseSearch.case_id)
    if actor.realm in _BY_TOKENS:
        return Case.id.in_(said.where(query.matches(CaseSearch.tokens, CaseSearch.body)))
    # Row security would try the index's condition last anyway: their own cases are few.
    own = said.where(CaseSearch.case_id == Case.id, _all_in(CaseSearch.body, query))
    return own.correlate(Case).exists()


def _all_in(folded: Any, query: SearchQuery) -> Rows:
    return and_(*(func.strpos(folded, term) > 0 for term in query.terms))


def _order(typed: str) -> str:
    """As purchases keep it: letters and digits, lower case."""
    return "".join(sign for sign in fold(typed) if sign.isalnum())
