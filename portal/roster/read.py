"""Read the roster: a week of it, and who is on duty at a moment."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from models import Duty, DutyShift, User
from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.roster.who import LONGEST, MOST
from portal.sla.zone import portal_zone

WEEK: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class ShiftLine:
    """A shift with its holder's name."""

    shift: DutyShift
    name: str


def shifts_of_week(session: Session, actor: Actor, monday: date) -> list[ShiftLine]:
    """The shifts that begin in the week, the earliest first."""
    actor.require(Permission.ROSTER_READ)
    start, end = (_midnight(session, day) for day in (monday, monday + WEEK))
    return _lines(session, _named().where(DutyShift.starts_at >= start, DutyShift.starts_at < end))


def on_duty(session: Session, actor: Actor, *, now: datetime) -> dict[Duty, list[ShiftLine]]:
    """Who is there at this moment, for each duty; an empty list where nobody is."""
    actor.require(Permission.ROSTER_READ)
    lines = _lines(
        session,
        _named().where(
            DutyShift.starts_at <= now,
            # No shift is longer: the index need not be read from its beginning.
            DutyShift.starts_at > now - LONGEST,
            DutyShift.ends_at > now,
            User.ended_at.is_(None),
        ),
    )
    return {duty: [line for line in lines if line.shift.duty is duty] for duty in Duty}


def said_of(session: Session, shift: DutyShift, name: str) -> dict[str, str]:
    """A shift as the log of changes keeps it: its times as they stand on the wall."""
    zone = portal_zone(session)
    start, end = (
        f"{at.astimezone(zone):%Y-%m-%d %H:%M}" for at in (shift.starts_at, shift.ends_at)
    )
    return {"name": name, "duty": shift.duty.value, "from": start, "until": end}


def _named() -> Select[DutyShift, str]:
    return (
        select(DutyShift, User.name)
        .join(User, User.id == DutyShift.user_id)
        .order_by(DutyShift.starts_at, DutyShift.id)
        .limit(MOST)
    )


def _lines(session: Session, chosen: Select[DutyShift, str]) -> list[ShiftLine]:
    return [ShiftLine(shift, name) for shift, name in session.execute(chosen)]


def _midnight(session: Session, day: date) -> datetime:
    return datetime.combine(day, time(), portal_zone(session))
