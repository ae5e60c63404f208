"""What lies on a dealer's desk: its open cases, each in the column of its next duty."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from models import (
    Case,
    CaseStatus,
    ClaimState,
    ClockState,
    ContactClaim,
    Dispatch,
    DispatchPerson,
    DispatchState,
    Installer,
    SlaClock,
    Stage,
)
from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.access.scope import visible, visible_cases

MOST: Final = 200


class Duty(StrEnum):
    """A column of the board."""

    ANSWER = "answer"
    CONTACT = "contact"
    BOOK = "book"
    VISIT = "visit"
    REPORT = "report"


DUTIES: Final = {
    CaseStatus.OFFERED: Duty.ANSWER,
    CaseStatus.ACCEPTED: Duty.CONTACT,
    CaseStatus.CONTACTED: Duty.BOOK,
    CaseStatus.SCHEDULED: Duty.VISIT,
    CaseStatus.VISITED: Duty.REPORT,
}
_STAGES: Final = {
    Duty.ANSWER: Stage.ACCEPT,
    Duty.CONTACT: Stage.FIRST_CONTACT,
    Duty.BOOK: Stage.VISIT,
    Duty.VISIT: Stage.VISIT,
}


@dataclass(slots=True)
class Ticket:
    """A case on the board, with what its column needs to know."""

    case: Case
    clock: SlaClock | None = None
    dispatch: Dispatch | None = None
    people: list[Installer] = field(default_factory=list)
    claim: ContactClaim | None = None

    @property
    def due_at(self) -> datetime:
        return self.clock.due_at if self.clock else self.case.next_due_at


@dataclass(frozen=True, slots=True)
class Board:
    """The columns in their order, and how many more wait for the brand's callback."""

    columns: dict[Duty, list[Ticket]]
    awaiting_callback: int

    @property
    def number(self) -> int:
        return sum(len(tickets) for tickets in self.columns.values())


def dealer_board(session: Session, actor: Actor) -> Board:
    """The dealer's open cases by their next duty, each column by its deadline."""
    actor.require(Permission.OFFER_ANSWER)
    cases = session.scalars(
        visible_cases(actor)
        .where(Case.status.in_(DUTIES))
        .options(joinedload(Case.customer))
        .order_by(Case.queue_at, Case.id)
        .limit(MOST)
    ).all()
    tickets = {case.id: Ticket(case) for case in cases}
    _add_clocks(session, actor, tickets)
    _add_visits(session, actor, tickets)
    _add_claims(session, actor, tickets)
    columns: dict[Duty, list[Ticket]] = {duty: [] for duty in Duty}
    for ticket in sorted(tickets.values(), key=lambda one: (one.due_at, one.case.id)):
        columns[DUTIES[ticket.case.status]].append(ticket)
    waiting = visible_cases(actor).where(Case.status == CaseStatus.RESOLVED)
    return Board(columns, session.scalar(select(func.count()).select_from(waiting.subquery())) or 0)


def _add_clocks(session: Session, actor: Actor, tickets: dict[int, Ticket]) -> None:
    running = visible(actor, SlaClock).where(
        SlaClock.case_id.in_(tickets), SlaClock.state == ClockState.RUNNING
    )
    for clock in session.scalars(running.order_by(SlaClock.id)):
        ticket = tickets[clock.case_id]
        if clock.stage is _STAGES.get(DUTIES[ticket.case.status]):
            ticket.clock = clock


def _add_visits(session: Session, actor: Actor, tickets: dict[int, Ticket]) -> None:
    rows = session.execute(
        visible(actor, Dispatch)
        .join(DispatchPerson, DispatchPerson.dispatch_id == Dispatch.id)
        .join(Installer, Installer.id == DispatchPerson.installer_id)
        .where(
            Dispatch.case_id.in_(tickets),
            Dispatch.state.in_([DispatchState.PLANNED, DispatchState.ON_SITE]),
        )
        .add_columns(Installer)
        .order_by(Dispatch.id, DispatchPerson.id)
    )
    for dispatch, person in rows:
        ticket = tickets[dispatch.case_id]
        ticket.dispatch = dispatch
        ticket.people.append(person)


def _add_claims(session: Session, actor: Actor, tickets: dict[int, Ticket]) -> None:
    """The last claim of a case still to be contacted: disputed, or one that does not count."""
    waiting = [one.case.id for one in tickets.values() if one.case.status is CaseStatus.ACCEPTED]
    claims = visible(actor, ContactClaim).where(ContactClaim.case_id.in_(waiting))
    for claim in session.scalars(claims.order_by(ContactClaim.id)):
        if claim.state is ClaimState.DISPUTED or not claim.counts:
            tickets[claim.case_id].claim = claim
