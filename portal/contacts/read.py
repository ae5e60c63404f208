"""Read a dealer's contact points, and tell which of them need attention (domain P1, P2)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Case, ContactKind, ContactPoint, ContactState, Correction
from models.cases import HELD
from portal.access.actors import Actor
from portal.access.beyond import beyond_sight
from portal.access.permissions import Permission
from portal.access.scope import visible

MOST: Final = 100
# A contact point lives so long from its last proof.
LIVES: Final = timedelta(days=90)


def contact_points(
    session: Session, actor: Actor, dealer_id: int | None, *, retired: bool = False
) -> Sequence[ContactPoint]:
    """The numbers and addresses of a dealer, or the brand's own; the retired where asked for."""
    points = visible(actor, ContactPoint).where(
        ContactPoint.dealer_id.is_(None)
        if dealer_id is None
        else ContactPoint.dealer_id == dealer_id
    )
    if not retired:
        points = points.where(ContactPoint.state != ContactState.RETIRED)
    return session.scalars(points.order_by(ContactPoint.id).limit(MOST)).all()


def corrections_due(session: Session, actor: Actor) -> dict[int, datetime]:
    """Until when the actor's dealer is to correct which of its contact points (P2)."""
    rows = session.execute(
        visible(actor, Correction)
        .with_only_columns(Correction.point_id, Correction.due_at)
        .where(Correction.closed_at.is_(None))
        .limit(MOST)
    )
    return {row[0]: row[1] for row in rows}


def numbers_for_customer(session: Session, actor: Actor) -> Sequence[ContactPoint]:
    """What whoever holds a link may ring: the brand's telephones, and those of the store that
    looks after their own case.
    """
    actor.require(Permission.LINK_USE)
    with beyond_sight(session):
        dealer_id = session.scalar(
            select(Case.dealer_id).where(Case.id == actor.case_id, Case.status.in_(HELD))
        )
        return session.scalars(
            select(ContactPoint)
            .where(
                (ContactPoint.dealer_id == dealer_id) | ContactPoint.dealer_id.is_(None),
                ContactPoint.kind == ContactKind.PHONE,
                ContactPoint.state.in_([ContactState.LIVE, ContactState.SUSPECT]),
            )
            .order_by(ContactPoint.dealer_id.nulls_last(), ContactPoint.id)
            .limit(4)
        ).all()


def lives_until(point: ContactPoint) -> datetime | None:
    """Until when a live one counts as live."""
    if point.state is not ContactState.LIVE or point.proved_at is None:
        return None
    return point.proved_at + LIVES


def is_stale(point: ContactPoint, *, now: datetime) -> bool:
    """Live once, and not proved for too long."""
    until = lives_until(point)
    return until is not None and until <= now


def needs_attention(point: ContactPoint, *, now: datetime) -> bool:
    """Dead, doubtful or stale: its owner is asked to confirm or replace it."""
    return point.state in (ContactState.DEAD, ContactState.SUSPECT) or is_stale(point, now=now)
