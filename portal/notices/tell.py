"""Tell people: the one call by which a rule's news leave it, in the rule's own transaction.

A notice for each recipient, and for each of their channels a delivery with its job. The same news
(`key`) is told to the same recipient once, however often the rule runs. Whoever causes a notice
may not see it: the portal writes it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, cast

from sqlalchemy import Table
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models import Case, Notice, NoticeKind, NoticeTeam
from portal.access.beyond import beyond_sight
from portal.notices.people import People, find_people
from portal.notices.plan import Told, plan_deliveries
from portal.notices.recipients import (
    CaseCustomer,
    DealerHouse,
    DealerRobots,
    HotlineTeam,
    OnePoint,
    Recipient,
)

# Everything tells somebody, so it is put together once and goes past the unit of work.
_WRITE: Final = (
    insert(cast(Table, Notice.__table__))
    .on_conflict_do_nothing()
    .returning(Notice.id, Notice.recipient, Notice.key)
)


@dataclass(frozen=True, slots=True)
class News:
    """One thing to tell, and whom. `detail`: ids and parameters, never a person's words."""

    kind: NoticeKind
    to: Sequence[Recipient]
    key: str
    case_id: int | None = None
    urgent: bool = False
    detail: Mapping[str, Any] = field(default_factory=dict)


def tell(
    session: Session,
    kind: NoticeKind,
    to: Iterable[Recipient],
    *,
    now: datetime,
    case: Case | None = None,
    key: str,
    urgent: bool = False,
    **detail: Any,
) -> list[int]:
    """Tell these recipients; the ids of the notices that are new.

    `key` names the news itself, such as `offer:17` or `breach:812`: told again, nothing happens.
    """
    case_id = None if case is None else case.id
    if case is not None:
        # For a dealer who no longer sees the case: its number says which one it was.
        detail = {"number": case.number, **detail}
    return tell_many(session, [News(kind, tuple(to), key, case_id, urgent, detail)], now=now)


def tell_many(session: Session, news: Sequence[News], *, now: datetime) -> list[int]:
    """The same for many pieces of news in a few statements: a sweep tells thousands."""
    session.flush()
    with beyond_sight(session, always=True):
        people = find_people(session, (one for piece in news for one in piece.to), now=now)
        rows = [row for piece in news for row in _rows(people, piece, now)]
        if not rows:
            return []
        written = session.connection().execute(_WRITE, [row.values for row in rows])
        new = {(recipient, key): notice_id for notice_id, recipient, key in written}
        told = [
            Told(new[row.recipient, row.piece.key], row.recipient, row.how, row.piece.urgent)
            for row in _once_each(rows)
            if (row.recipient, row.piece.key) in new
        ]
        plan_deliveries(session, told, people, now=now)
        return sorted(new.values())


@dataclass(frozen=True, slots=True)
class _Row:
    """One notice to be, its recipient as the table will spell it, and how they were meant."""

    piece: News
    recipient: str
    how: Recipient
    values: dict[str, Any]


def _rows(people: People, piece: News, now: datetime) -> list[_Row]:
    found = []
    for recipient in piece.to:
        for spelled, columns in _addressed(people, recipient):
            values = {
                "user_id": None,
                "dealer_id": None,
                "customer_case_id": None,
                "team": None,
                "kind": piece.kind,
                "case_id": piece.case_id,
                "key": piece.key,
                "detail": dict(piece.detail),
                "urgent": piece.urgent,
                "created_at": now,
                **columns,
            }
            found.append(_Row(piece, spelled, recipient, values))
    return found


def _addressed(people: People, recipient: Recipient) -> list[tuple[str, dict[str, Any]]]:
    """The notices behind one recipient, as (spelled, its column)."""
    match recipient:
        case DealerHouse(dealer_id) | DealerRobots(dealer_id) | OnePoint(dealer_id, _):
            return [(f"dealer:{dealer_id}", {"dealer_id": dealer_id})]
        case CaseCustomer(case_id):
            return [(f"customer:{case_id}", {"customer_case_id": case_id, "case_id": case_id})]
    persons = [(f"user:{one}", {"user_id": one}) for one in people.behind(recipient)]
    if isinstance(recipient, HotlineTeam):
        team = NoticeTeam.HOTLINE
        return [*persons, (f"team:{team.value}", {"team": team})]
    return persons


def _once_each(rows: Iterable[_Row]) -> Iterable[_Row]:
    """Who is meant twice is told by the wider way: a team's page alone only where nothing more."""
    best: dict[tuple[str, str], _Row] = {}
    for row in rows:
        place = (row.recipient, row.piece.key)
        known = best.get(place)
        if known is None or isinstance(known.how, HotlineTeam | DealerRobots):
            best[place] = row
    return best.values()
