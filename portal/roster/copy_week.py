"""Copy the week before into a week of the roster, on the same days and hours of the wall."""

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from models import DutyShift
from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.errors import PortalError
from portal.roster.add_shift import add_shift
from portal.roster.read import WEEK, shifts_of_week
from portal.sla.zone import portal_zone


def copy_week(
    session: Session, actor: Actor, monday: date, *, now: datetime
) -> tuple[list[DutyShift], int]:
    """The shifts that were added, and how many had no place: past, taken, or their holder left."""
    actor.require(Permission.ROSTER_EDIT)
    added, left_out = [], 0
    for line in shifts_of_week(session, actor, monday - WEEK):
        shift = line.shift
        try:
            added.append(
                add_shift(
                    session,
                    actor,
                    shift.user_id,
                    shift.duty,
                    _a_week_later(session, shift.starts_at),
                    _a_week_later(session, shift.ends_at),
                    now=now,
                )
            )
        except PortalError:
            left_out += 1
    return added, left_out


def _a_week_later(session: Session, at: datetime) -> datetime:
    """The same hour on the wall, also where the clocks have changed in between."""
    zone = portal_zone(session)
    there = at.astimezone(zone).replace(tzinfo=None) + timedelta(days=7)
    return there.replace(tzinfo=zone)
