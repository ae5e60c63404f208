"""Retire a contact point: it is kept, and nobody uses it any more (domain P1)."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from models import ContactPoint, ContactState, RobotSecret
from portal.access.actors import Actor
from portal.contacts.keep import as_recorded, get_kept
from portal.history.changes import record_change


def retire_contact_point(
    session: Session, actor: Actor, point_id: int, *, now: datetime
) -> ContactPoint:
    """It stays on record, also on the printed material that carries it; its secret does not."""
    point = get_kept(session, actor, point_id)
    before = as_recorded(point)
    point.state, point.retired_at = ContactState.RETIRED, now
    session.flush()
    session.execute(
        delete(RobotSecret)
        .where(RobotSecret.contact_point_id == point.id)
        .execution_options(synchronize_session=False)
    )
    record_change(session, actor, f"contact_point:{point.id}", before, as_recorded(point), now=now)
    return point
