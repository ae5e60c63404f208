"""Put somebody on duty (domain T8)."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import Duty, DutyShift, User
from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.access.scope import get_one
from portal.errors import InvalidError, RefusedError
from portal.history.changes import record_change
from portal.roster.read import said_of
from portal.roster.who import LONGEST, ROLES


def add_shift(
    session: Session,
    actor: Actor,
    user_id: int,
    duty: Duty,
    starts_at: datetime,
    ends_at: datetime,
    *,
    now: datetime,
) -> DutyShift:
    """From then until then. Nobody is on the same duty twice at once."""
    actor.require(Permission.ROSTER_EDIT)
    person = get_one(session, actor, User, user_id)
    if person.ended_at is not None or person.role not in ROLES[duty]:
        raise InvalidError("duty_not_for_them", field="user_id", name=person.name)
    if ends_at <= starts_at:
        raise InvalidError("shift_ends_before_it_begins", field="until")
    if ends_at - starts_at > LONGEST:
        raise InvalidError("shift_too_long", field="until", days=LONGEST.days)
    if ends_at <= now:
        raise InvalidError("shift_is_past", field="day")
    shift = DutyShift(user_id=person.id, duty=duty, starts_at=starts_at, ends_at=ends_at)
    if not _put_in(session, shift):
        raise RefusedError("already_on_duty", field="user_id", name=person.name)
    record_change(
        session,
        actor,
        f"duty_shift:{shift.id}",
        None,
        said_of(session, shift, person.name),
        now=now,
    )
    return shift


def _put_in(session: Session, shift: DutyShift) -> bool:
    """Whether there was room: another one may come in at this moment, so the table says."""
    try:
        with session.begin_nested():
            session.add(shift)
            session.flush()
    except IntegrityError as error:
        if getattr(error.orig, "sqlstate", None) != "23P01":
            raise
        return False
    return True
