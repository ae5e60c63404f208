"""Take a shift out of the roster, or end the one that is under way."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import DutyShift, User
from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.errors import NotFoundError, RefusedError
from portal.history.changes import record_change
from portal.roster.read import said_of


def remove_shift(session: Session, actor: Actor, shift_id: int, *, now: datetime) -> None:
    """One to come is gone; one that has begun ends now. Who was on duty stays known."""
    actor.require(Permission.ROSTER_EDIT)
    found = session.execute(
        select(DutyShift, User.name)
        .join(User, User.id == DutyShift.user_id)
        .where(DutyShift.id == shift_id)
        .with_for_update(of=DutyShift)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise NotFoundError
    shift, name = found
    if shift.ends_at <= now:
        raise RefusedError("shift_is_over")
    before, after = said_of(session, shift, name), None
    if shift.starts_at < now:
        shift.ends_at = now
        after = said_of(session, shift, name)
    else:
        session.delete(shift)
    session.flush()
    record_change(session, actor, f"duty_shift:{shift_id}", before, after, now=now)
