"""What waits for a supervisor: requests, cases that came up to them, breached clocks (O2, T8)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from models import (
    Case,
    ClockState,
    Dealer,
    PartOrder,
    Promise,
    SlaClock,
    SupervisorRequest,
    User,
)
from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.access.scope import visible, visible_cases
from portal.settings.known import CUSTOMER_DAY_SUPERVISOR
from portal.settings.read import setting

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
    """A clock that ran out, still running, and the dealer whose it is, if it is one's."""

    clock: SlaClock
    case: Case
    dealer: str


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
    """Repeated declines, chases and reopenings: as they stand in the queue (I3)."""
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
        .add_columns(Case, Dealer.name)
        .join(Case, Case.id == SlaClock.case_id)
        .outerjoin(Dealer, Dealer.id == SlaClock.dealer_id)
        .where(SlaClock.state == ClockState.RUNNING, SlaClock.due_at <= now)
        .options(joinedload(Case.customer))
        .order_by(SlaClock.due_at, SlaClock.id)
        .limit(MOST)
    )
    return [Breached(clock, case, dealer or "") for clock, case, dealer in rows]


def broken_promises(session: Session, actor: Actor) -> list[tuple[Promise, Case]]:
    """The brand's own breaches: their time passed, and nobody has done it since (I6)."""
    actor.require(Permission.SUPERVISE)
    rows = session.execute(
        visible(actor, Promise)
        .add_columns(Case)
        .join(Case, Case.id == Promise.case_id)
        .where(Promise.outcome.is_(None), Promise.broken_at.is_not(None), Case.is_open)
        .options(joinedload(Case.customer))
        .order_by(Promise.due_at, Promise.id)
        .limit(MOST)
    )
    return [(promise, case) for promise, case in rows]


def waiting_long(session: Session, actor: Actor) -> list[tuple[Case, str]]:
    """Customers who wait for many days, and cases whose part takes too long (T5, T4).

    Each with the part, where it is one that is waited for.
    """
    actor.require(Permission.SUPERVISE)
    first_day = setting(session, CUSTOMER_DAY_SUPERVISOR)
    late = (
        select(PartOrder.what)
        .where(
            PartOrder.case_id == Case.id,
            PartOrder.late_at.is_not(None),
            PartOrder.arrived_at.is_(None),
        )
        .order_by(PartOrder.id)
        .limit(1)
        .scalar_subquery()
    )
    rows = session.execute(
        visible_cases(actor)
        .add_columns(late)
        .where(Case.is_open, or_(Case.customer_day >= first_day, late.is_not(None)))
        .options(joinedload(Case.customer))
        .order_by(Case.first_heard_at, Case.id)
        .limit(MOST)
    )
    return [(case, what or "") for case, what in rows]
