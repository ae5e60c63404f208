"""Holds and pleas that wait for a supervisor, and everybody who may not be sent (domain S1, T8)."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Installer, StandingHold, StandingHoldCase, StandingPlea, User
from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.access.scope import visible

MOST: Final = 50


@dataclass(frozen=True, slots=True)
class HeldLine:
    """Somebody held or suspended, and for how many customers."""

    hold: StandingHold
    name: str
    customers: int


@dataclass(frozen=True, slots=True)
class PleaLine:
    """What somebody asks, and who; `own`: the reader asked it and another decides."""

    plea: StandingPlea
    name: str
    asker: str
    own: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """The supervisor's lane."""

    holds: list[HeldLine]
    pleas: list[PleaLine]
    suspended: list[HeldLine]


def standing_lane(session: Session, actor: Actor) -> Waiting:
    """Undecided holds by their time, then pleas, then who is suspended since when."""
    actor.require(Permission.STANDING_DECIDE)
    return Waiting(
        _holds(session, actor, decided=False),
        _pleas(session, actor),
        _holds(session, actor, decided=True),
    )


def _holds(session: Session, actor: Actor, *, decided: bool) -> list[HeldLine]:
    customers = (
        select(func.count(StandingHoldCase.customer_id.distinct()))
        .where(StandingHoldCase.hold_id == StandingHold.id)
        .scalar_subquery()
    )
    waits = StandingHold.decided_at.is_not(None) if decided else StandingHold.decided_at.is_(None)
    rows = session.execute(
        visible(actor, StandingHold)
        .add_columns(Installer.name, customers)
        .join(Installer, Installer.id == StandingHold.installer_id)
        .where(StandingHold.ended_at.is_(None), waits)
        .order_by(StandingHold.due_at, StandingHold.id)
        .limit(MOST)
    )
    return [HeldLine(hold, name, number) for hold, name, number in rows]


def _pleas(session: Session, actor: Actor) -> list[PleaLine]:
    rows = session.execute(
        visible(actor, StandingPlea)
        .add_columns(Installer.name, User.name)
        .join(Installer, Installer.id == StandingPlea.installer_id)
        .join(User, User.id == StandingPlea.asked_by_id)
        .where(StandingPlea.decided_at.is_(None))
        .order_by(StandingPlea.due_at, StandingPlea.id)
        .limit(MOST)
    )
    return [
        PleaLine(plea, name, asker, plea.asked_by_id == actor.user_id) for plea, name, asker in rows
    ]
