"""A case's history as its reader may know it: newest first, filtered, paged by key."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final, NamedTuple

from sqlalchemy import BigInteger, CompoundSelect, Select, bindparam, literal, union_all
from sqlalchemy.orm import Session

from models import Case, CaseEvent, Dealer, EventKind, EventText, Installer, User
from portal.access.actors import Actor
from portal.access.scope import visible
from portal.infra.reading import read_rows

TIMELINE_SIZE: Final = 50
MADE: Final = 200
_CASE: Final = bindparam("case", type_=BigInteger)
_NAMED: Final[Mapping[str, type[Any]]] = {"user": User, "dealer": Dealer, "installer": Installer}
_BEFORE: Final = bindparam("before", type_=BigInteger)


class Shown(StrEnum):
    """What the reader wants to see of it."""

    ALL = "all"
    CUSTOMER = "customer"
    CLAIMS = "claims"
    SYSTEM = "system"


K = EventKind
KINDS: Final[Mapping[Shown, frozenset[EventKind]]] = {
    Shown.CUSTOMER: frozenset(
        {
            K.OPENED,
            K.RELAYED,
            K.CHASED,
            K.SAID_CONTACTED,
            K.SAID_NOT_CONTACTED,
            K.SAID_VISITED,
            K.SAID_NOT_VISITED,
            K.SAID_SETTLED,
            K.SAID_NOT_SETTLED,
            K.PRAISED,
            K.CALLED_BACK,
            K.CUSTOMER_CONFIRMED,
            K.NO_SHOW_CUSTOMER,
            K.WITHDRAWAL_RECORDED,
            K.WITHDRAWAL_OBJECTED,
            K.PROMISED,
            K.PROMISE_KEPT,
            K.BRAND_CALLED,
            K.PROMISE_BROKEN,
            K.REOPENED,
            K.RECHECKED,
            K.ABUSE_WARNED,
            K.THREATENED,
        }
    ),
    Shown.CLAIMS: frozenset(
        {
            K.CONTACT_CLAIMED,
            K.CONTACT_NOT_COUNTED,
            K.ACCUSED_CONTACT,
            K.VISIT_CLAIMED,
            K.CLAIM_VERIFIED,
            K.CLAIM_DISPUTED,
            K.DISPUTE_ANSWERED,
            K.DISPUTE_DECIDED,
            K.CHECKED_IN,
            K.FOUND,
            K.NO_SHOW_OURS,
            K.RESOLVED,
        }
    ),
}
_TOLD_ELSEWHERE: Final = KINDS[Shown.CUSTOMER] | KINDS[Shown.CLAIMS]

# These realms may read the words that lie beside the events.
_READS_TEXTS: Final = frozenset({"hotline", "qa", "worker", "dealer", "installer", "link"})
_NAMED_PARTIES: Final[Mapping[str, tuple[str, ...]]] = {
    "hotline": ("dealer", "installer"),
    "qa": ("dealer", "installer"),
    "worker": ("dealer", "installer"),
    "dealer": ("dealer", "installer"),
    "installer": ("dealer", "installer"),
    "sales": ("dealer",),
}


class Line(NamedTuple):
    """One event, with its words where there are any left."""

    seq: int
    at: datetime
    kind: EventKind
    user_id: int | None
    actor: str
    dealer_id: int | None
    installer_id: int | None
    detail: Mapping[str, Any]
    body: str | None


@dataclass(frozen=True, slots=True)
class Names:
    """What people and dealers are called, by their ids."""

    users: Mapping[int, str]
    dealers: Mapping[int, str]
    installers: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Timeline:
    """A page of the history; `before` is the key of the next one."""

    lines: Sequence[Line]
    before: int | None


def read_timeline(
    session: Session,
    actor: Actor,
    case: Case,
    *,
    shown: Shown = Shown.ALL,
    before: int | None = None,
    size: int = TIMELINE_SIZE,
) -> Timeline:
    """The events of the case that are for this reader (domain: audience), in one query."""
    asked = _query(actor, shown, before is not None, size + 1)
    rows = read_rows(session, asked, {"case": case.id, "before": before})
    lines = [Line(*row) for row in rows]
    more = len(lines) > size
    return Timeline(lines[:size], lines[size - 1].seq if more else None)


@lru_cache(maxsize=MADE)
def _query(actor: Actor, shown: Shown, from_there: bool, limit: int) -> Select[Any]:
    """Put together once for a reader, like the other queries of a case's page."""
    reads = actor.realm in _READS_TEXTS
    chosen = visible(actor, CaseEvent).where(CaseEvent.case_id == _CASE)
    columns: list[Any] = [
        CaseEvent.seq,
        CaseEvent.at,
        CaseEvent.kind,
        CaseEvent.user_id,
        CaseEvent.actor,
        CaseEvent.dealer_id,
        CaseEvent.installer_id,
        CaseEvent.detail,
        EventText.body if reads else literal(None),
    ]
    if reads:
        chosen = chosen.outerjoin(EventText, EventText.event_id == CaseEvent.id)
    if shown is Shown.SYSTEM:
        chosen = chosen.where(CaseEvent.kind.not_in(_TOLD_ELSEWHERE))
    elif shown is not Shown.ALL:
        chosen = chosen.where(CaseEvent.kind.in_(KINDS[shown]))
    if from_there:
        chosen = chosen.where(CaseEvent.seq < _BEFORE)
    return (
        chosen.with_only_columns(*columns, maintain_column_froms=True)
        .order_by(CaseEvent.seq.desc())
        .limit(limit)
    )


def read_names(
    session: Session,
    actor: Actor,
    *,
    users: Iterable[int | None] = (),
    dealers: Iterable[int | None] = (),
    installers: Iterable[int | None] = (),
) -> Names:
    """The names behind ids, as far as the reader may know them, in one query."""
    given = {"user": users, "dealer": dealers, "installer": installers}
    may = ("user", *_NAMED_PARTIES.get(actor.realm, ()))
    wanted = {
        kind: ids
        for kind, asked in given.items()
        if kind in may and (ids := sorted({row_id for row_id in asked if row_id is not None}))
    }
    found: dict[str, dict[int, str]] = {"user": {}, "dealer": {}, "installer": {}}
    if wanted:
        for kind, row_id, name in read_rows(session, _names(actor, tuple(wanted)), wanted):
            found[kind][row_id] = name
    return Names(found["user"], found["dealer"], found["installer"])


@lru_cache(maxsize=MADE)
def _names(actor: Actor, kinds: tuple[str, ...]) -> CompoundSelect[*tuple[Any, ...]]:
    """The ids of each kind are bound under its name."""
    return union_all(*(_named(actor, kind, _NAMED[kind]) for kind in kinds))


def _named(actor: Actor, kind: str, model: Any) -> Select[*tuple[Any, ...]]:
    these = model.id.in_(bindparam(kind, expanding=True))
    return visible(actor, model).where(these).with_only_columns(literal(kind), model.id, model.name)
