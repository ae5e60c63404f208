"""Note a proof that a contact point is alive (domain P1)."""

from datetime import datetime

from sqlalchemy import case as when
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import ContactPoint, ContactState
from portal.access.beyond import beyond_sight
from portal.contacts.corrections import close_corrections
from portal.contacts.state import prove


def prove_contact_point(point: ContactPoint, *, now: datetime) -> ContactPoint:
    """It has just got through; one that is retired stays so."""
    if point.state is not ContactState.RETIRED:
        prove(point, at=now)
    return point


def prove_dealer_reached(session: Session, dealer_id: int, *, now: datetime) -> ContactPoint | None:
    """The dealer has answered: its best contact point is alive (domain O1).

    Which one the answer came by is not known, so a dead one is never taken for it. The portal
    notes it, not the dealer: nobody calls their own number alive.
    """
    order = when(
        (ContactPoint.state == ContactState.LIVE, 0),
        (ContactPoint.state == ContactState.SUSPECT, 1),
        else_=2,
    )
    with beyond_sight(session):
        point = session.scalars(
            select(ContactPoint)
            .where(
                ContactPoint.dealer_id == dealer_id,
                ContactPoint.state.not_in([ContactState.DEAD, ContactState.RETIRED]),
            )
            .order_by(order, ContactPoint.proved_at.desc().nulls_last(), ContactPoint.id)
            .limit(1)
        ).first()
        if point is not None:
            prove_contact_point(point, now=now)
            session.flush()
            close_corrections(session, point, now=now)
        return point
