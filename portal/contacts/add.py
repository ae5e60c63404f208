"""Add a contact point to a dealer, or to the brand (domain P1)."""

from datetime import datetime

from sqlalchemy.orm import Session

from models import ContactKind, ContactPoint
from portal.access.actors import Actor
from portal.contacts.keep import as_recorded, check_keeper, check_new, read_spelled
from portal.history.changes import record_change


def add_contact_point(
    session: Session,
    actor: Actor,
    dealer_id: int | None,
    kind: ContactKind,
    label: str,
    spelled: str,
    *,
    now: datetime,
) -> ContactPoint:
    """A new number or address: unverified until something has proved it."""
    check_keeper(actor, dealer_id)
    written = read_spelled(kind, spelled)
    check_new(session, dealer_id, written)
    point = ContactPoint(
        dealer_id=dealer_id,
        kind=kind,
        label=label.strip(),
        spelled=written.spelled,
        normal=written.normal,
        created_at=now,
    )
    session.add(point)
    session.flush()
    record_change(session, actor, f"contact_point:{point.id}", None, as_recorded(point), now=now)
    return point
