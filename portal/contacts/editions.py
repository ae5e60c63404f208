"""Editions of what is printed: what they carry, where they are in use, when they are gone (P3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from secrets import token_urlsafe
from typing import Any, Final

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from models import (
    ContactPoint,
    ContactState,
    Dealer,
    Edition,
    EditionNumber,
    PrintedKind,
    Recall,
)
from portal.access.actors import Actor
from portal.access.beyond import beyond_sight
from portal.access.permissions import Permission
from portal.access.scope import get_one, visible
from portal.contacts.recalls import recall_editions
from portal.errors import ForbiddenError, InvalidError, RefusedError
from portal.infra.phones import read_phone

MOST: Final = 200
MOST_NUMBERS: Final = 20
LOST: Final = (ContactState.DEAD, ContactState.RETIRED)


@dataclass(frozen=True, slots=True)
class Printed:
    """What is said of an edition when it is put on record."""

    kind: PrintedKind
    title: str
    edition: str = ""
    printed_on: date | None = None
    copies: int | None = None
    where_used: str = ""
    numbers: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """An edition in a list: whose, how many numbers, how many of them lost, recalls open."""

    edition: Edition
    dealer: str
    numbers: int
    lost: int
    recalls: int


@dataclass(frozen=True, slots=True)
class Alive:
    """What the page behind a QR code shows of one number."""

    whose: str
    label: str
    spelled: str
    kind: str


def add_edition(
    session: Session, actor: Actor, dealer_id: int | None, printed: Printed, *, now: datetime
) -> Edition:
    """Put an edition on record; a number in it that is dead already recalls it at once."""
    check_keeper(actor, dealer_id)
    if dealer_id is not None:
        get_one(session, actor, Dealer, dealer_id)
    if not printed.title.strip():
        raise InvalidError("edition_wants_a_title", field="title")
    edition = Edition(
        dealer_id=dealer_id,
        kind=printed.kind,
        title=printed.title.strip(),
        edition=printed.edition.strip(),
        printed_on=printed.printed_on,
        copies=printed.copies,
        where_used=printed.where_used.strip(),
        token=token_urlsafe(9),
        made_by_id=actor.user_id,
        made_at=now,
    )
    session.add(edition)
    session.flush()
    for spelled in printed.numbers[:MOST_NUMBERS]:
        _carry(session, edition, spelled)
    session.flush()
    with beyond_sight(session, always=True):
        _recall_what_is_lost(session, edition, now)
    return edition


def withdraw_edition(session: Session, actor: Actor, edition_id: int, *, now: datetime) -> Edition:
    """None of it is in use any more. What is still to be recalled is done first."""
    edition = get_one(session, actor, Edition, edition_id)
    check_keeper(actor, edition.dealer_id)
    if edition.withdrawn_at is not None:
        raise RefusedError("edition_is_withdrawn", title=edition.title)
    waits = select(Recall.id).where(Recall.edition_id == edition.id, Recall.done_at.is_(None))
    if session.scalar(waits.limit(1)) is not None:
        raise RefusedError("recall_comes_first", title=edition.title)
    edition.withdrawn_at = now
    edition.version += 1
    session.flush()
    return edition


def check_keeper(actor: Actor, dealer_id: int | None) -> None:
    """The brand keeps all, a dealer its own."""
    actor.require(Permission.PRINTED_KEEP)
    if actor.dealer_id is not None and actor.dealer_id != dealer_id:
        raise ForbiddenError("not_allowed")


def list_editions(session: Session, actor: Actor, *, lost_only: bool = False) -> list[Line]:
    """What is in use, and what of it carries numbers that nobody answers, in one query."""
    actor.require(Permission.PRINTED_KEEP)
    with beyond_sight(session):
        rows = session.execute(_lines(actor, lost_only)).all()
    return [Line(*row) for row in rows]


def numbers_of(
    session: Session, actor: Actor, edition_id: int
) -> list[tuple[EditionNumber, ContactState | None]]:
    """Each number of an edition with how it stands today; none where nobody has it on record."""
    actor.require(Permission.PRINTED_KEEP)
    get_one(session, actor, Edition, edition_id)
    best = _state_now().label("state")
    with beyond_sight(session):
        rows = session.execute(
            select(EditionNumber, best)
            .where(EditionNumber.edition_id == edition_id)
            .order_by(EditionNumber.id)
            .limit(MOST_NUMBERS)
        ).all()
    return [(row[0], ContactState(row[1]) if row[1] else None) for row in rows]


def recalls_of(session: Session, actor: Actor, edition_id: int) -> Sequence[Recall]:
    """The recalls of an edition, those that are open first."""
    actor.require(Permission.PRINTED_KEEP)
    get_one(session, actor, Edition, edition_id)
    return session.scalars(
        visible(actor, Recall)
        .where(Recall.edition_id == edition_id)
        .order_by(Recall.done_at.desc().nulls_first(), Recall.id.desc())
        .limit(MOST)
    ).all()


def editions_with(session: Session, point: ContactPoint) -> Sequence[Edition]:
    """Everything in use that carries this number, in whatever spelling (P3)."""
    return session.scalars(
        select(Edition)
        .join(EditionNumber, EditionNumber.edition_id == Edition.id)
        .where(EditionNumber.normal == point.normal, Edition.withdrawn_at.is_(None))
        .order_by(Edition.id)
        .limit(MOST)
    ).all()


def open_recalls(session: Session, actor: Actor) -> list[tuple[Recall, Edition]]:
    """What the actor's own side has to take out of use, the one due first at the head."""
    actor.require(Permission.PRINTED_KEEP)
    rows = session.execute(
        visible(actor, Recall)
        .join(Edition, Edition.id == Recall.edition_id)
        .add_columns(Edition)
        .where(Recall.done_at.is_(None))
        .order_by(Recall.due_at, Recall.id)
        .limit(MOST)
    )
    return [(row[0], row[1]) for row in rows]


def numbers_alive(session: Session, token: str) -> tuple[str, str, list[Alive]] | None:
    """For anybody: title, edition and the numbers that are live today; no more is read at all."""
    rows = session.execute(select(func.numbers_alive(token).table_valued(
        "title", "edition", "whose", "label", "spelled", "kind"
    ))).all()  # fmt: skip
    if not rows:
        return None
    alive = [Alive(row.whose, row.label, row.spelled, row.kind) for row in rows if row.spelled]
    return rows[0].title, rows[0].edition, alive


def _carry(session: Session, edition: Edition, spelled: str) -> None:
    """By the normal form; the brand's number on a dealer's card is the brand's."""
    spelled = spelled.strip()
    if not spelled:
        return
    normal = read_phone(spelled).normal or " ".join(spelled.casefold().split())
    known = select(EditionNumber.id).where(
        EditionNumber.edition_id == edition.id, EditionNumber.normal == normal
    )
    if session.scalar(known) is not None:
        return
    with beyond_sight(session):
        point_id = session.scalar(
            select(ContactPoint.id)
            .where(
                ContactPoint.normal == normal,
                or_(ContactPoint.dealer_id.is_(None), ContactPoint.dealer_id == edition.dealer_id),
            )
            .order_by(ContactPoint.state.in_(LOST), ContactPoint.id.desc())
            .limit(1)
        )
    session.add(
        EditionNumber(edition_id=edition.id, point_id=point_id, spelled=spelled, normal=normal)
    )
    session.flush()


def _recall_what_is_lost(session: Session, edition: Edition, now: datetime) -> None:
    lost = session.scalars(
        select(ContactPoint)
        .join(EditionNumber, EditionNumber.normal == ContactPoint.normal)
        .where(EditionNumber.edition_id == edition.id, ContactPoint.state.in_(LOST))
        .order_by(ContactPoint.id)
        .limit(MOST_NUMBERS)
    ).all()
    for point in lost:
        recall_editions(session, point, now=now)


def _state_now() -> Any:
    """The best state on record of a number as printed: one that lives outweighs one that died."""
    order = func.array_position(
        ["live", "suspect", "unverified", "dead", "retired"], ContactPoint.state
    )
    return (
        select(ContactPoint.state)
        .where(ContactPoint.normal == EditionNumber.normal)
        .order_by(order, ContactPoint.id)
        .limit(1)
        .correlate(EditionNumber)
        .scalar_subquery()
    )


def _lines(actor: Actor, lost_only: bool) -> Select[Any]:
    state = _state_now()
    numbers = (
        select(func.count())
        .where(EditionNumber.edition_id == Edition.id)
        .correlate(Edition)
        .scalar_subquery()
    )
    lost = (
        select(func.count())
        .where(EditionNumber.edition_id == Edition.id, state.in_(LOST))
        .correlate(Edition)
        .scalar_subquery()
    )
    recalls = (
        select(func.count())
        .where(Recall.edition_id == Edition.id, Recall.done_at.is_(None))
        .correlate(Edition)
        .scalar_subquery()
    )
    chosen = (
        visible(actor, Edition)
        .outerjoin(Dealer, Dealer.id == Edition.dealer_id)
        .add_columns(func.coalesce(Dealer.name, ""), numbers, lost, recalls)
        .where(Edition.withdrawn_at.is_(None))
        .order_by(Edition.id.desc())
        .limit(MOST)
    )
    return chosen.where(lost > 0) if lost_only else chosen
