"""Read a dealer's contact points, and tell which of them need attention (domain P1, P2)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from models import ContactPoint, ContactState
from portal.access.actors import Actor
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
