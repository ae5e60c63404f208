"""What waits for a supervisor: requests, cases that came up to them, breached clocks (O2, T8)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from models import Case, ClockState, Dealer, SlaClock, SupervisorRequest, User
from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.access.scope import visible, visible_cases

MOST: Final = 50


@dataclass(frozen=True, slots=True)
class Waiting:
    """A request with the names that its lane shows."""

    request: SupervisorRequest
    case: Case
    asker: str
    dealer: str
    own: bool


@dataclass(frozen=True, slots=True)
class Breached:
    """A clock that ran out, still running."""

    clock: SlaClock
    case: Case


def waiting_requests(session: Session, actor: Actor) -> list[Waiting]:
    """Nobody has decided on these; the one due first stands first."""
    actor.require(Permission.SUPERVISE)
    rows = session.execute(
        select(SupervisorRequest, Case, User.name, Dealer.name)
        .join(Case, Case.id == SupervisorRequest.case_id)
        .join(User, User.id == SupervisorRequest.asked_by_id)
        .outerjoin(Dealer, Dealer.id == SupervisorRequest.dealer_id)
        .where(SupervisorRequest.decided_at.is_(None))
        .options(joinedload(Case.customer))
        .order_by(SupervisorRequest.due_at, SupervisorRequest.id)
        .limit(MOST)
    )
    return [
        Waiting(request, case, asker, dealer or "", request.asked_by_id == actor.user_id)
        for request, case, asker, dealer in rows
    ]


def cases_come_up(session: Session, actor: Actor) -> Sequence[Case]:
    """Second declines, third chases, second reopenings: as they stand in the queue (I3)."""
    actor.require(Permission.SUPERVISE)
    return session.scalars(
        visible_cases(actor)
        .where(Case.at_supervisor, Case.is_open)
        .options(joinedload(Case.customer))
        .order_by(Case.queue_at, Case.id)
        .limit(MOST)
    ).all()


def breached_clocks(session: Session, actor: Actor, *, now: datetime) -> list[Breached]:
    """What ran out and goes on, the longest over first."""
    actor.require(Permission.SUPERVISE)
    rows = session.execute(
        visible(actor, SlaClock)
        .add_columns(Case)
        .join(Case, Case.id == SlaClock.case_id)
        .where(SlaClock.state == ClockState.RUNNING, SlaClock.due_at <= now)
        .options(joinedload(Case.customer))
        .order_by(SlaClock.due_at, SlaClock.id)
        .limit(MOST)
    )
    return [Breached(clock, case) for clock, case in rows]
