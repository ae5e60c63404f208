"""What somebody of the hotline has in hand: what a shift hands over (domain I6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, joinedload

from models import Case, CaseStatus, Draft, Promise, Role, Task, User
from portal.access.actors import Actor
from portal.access.beyond import beyond_sight
from portal.access.permissions import Permission
from portal.access.scope import get_one, visible, visible_cases
from portal.errors import ForbiddenError, NotFoundError

MOST: Final = 200
AT_THE_DESK: Final = frozenset({Role.AGENT, Role.SUPERVISOR, Role.DIRECTOR})


@dataclass(frozen=True, slots=True)
class InHand:
    """Open promises and tasks with their cases, cases that wait, half-written forms."""

    promises: Sequence[tuple[Promise, Case]]
    cases: Sequence[Case]
    drafts: Sequence[Draft]
    tasks: Sequence[tuple[Task, Case]]

    @property
    def anything(self) -> bool:
        return bool(self.promises or self.cases or self.drafts or self.tasks)


def whose(session: Session, actor: Actor, user_id: int | None) -> User:
    """Oneself; a colleague who is away, for a supervisor."""
    actor.require(Permission.CASE_OPEN)
    if user_id not in (None, actor.user_id) and not actor.may(Permission.SUPERVISE):
        raise ForbiddenError("not_allowed", permission=Permission.SUPERVISE.value)
    person = get_one(session, actor, User, user_id or actor.user_id or 0)
    if person.role not in AT_THE_DESK:
        raise NotFoundError
    return person


def in_hand(session: Session, actor: Actor, person: User) -> InHand:
    """As it stands now, what is due first in front."""
    whose(session, actor, person.id)
    promises = session.execute(
        visible(actor, Promise)
        .add_columns(Case)
        .join(Case, Case.id == Promise.case_id)
        .where(Promise.owner_id == person.id, Promise.outcome.is_(None))
        .options(joinedload(Case.customer))
        .order_by(Promise.due_at, Promise.id)
        .limit(MOST)
    )
    cases = session.scalars(
        visible_cases(actor)
        .where(Case.agent_id == person.id, Case.is_open, waits_for_its_agent())
        .options(joinedload(Case.customer))
        .order_by(Case.next_due_at, Case.id)
        .limit(MOST)
    )
    # A draft is its writer's alone; whoever stands in for them passes it on.
    with beyond_sight(session, always=True):
        drafts = session.scalars(
            select(Draft)
            .where(Draft.user_id == person.id)
            .order_by(Draft.saved_at.desc(), Draft.id.desc())
            .limit(MOST)
        ).all()
    tasks = session.execute(
        visible(actor, Task)
        .add_columns(Case)
        .join(Case, Case.id == Task.case_id)
        .where(Task.owner_id == person.id, Task.done_at.is_(None))
        .options(joinedload(Case.customer))
        .order_by(Task.due_at, Task.id)
        .limit(MOST)
    )
    return InHand(
        [(promise, case) for promise, case in promises],
        cases.all(),
        drafts,
        [(task, case) for task, case in tasks],
    )


def open_tasks(session: Session, actor: Actor) -> Sequence[tuple[Task, Case]]:
    """One's own, and those of the team that nobody has taken; what is due first in front."""
    actor.require(Permission.CASE_OPEN)
    rows = session.execute(
        visible(actor, Task)
        .add_columns(Case)
        .join(Case, Case.id == Task.case_id)
        .where(or_(Task.owner_id == actor.user_id, Task.team), Task.done_at.is_(None))
        .options(joinedload(Case.customer))
        .order_by(Task.due_at, Task.id)
        .limit(MOST)
    )
    return [(task, case) for task, case in rows]


def waits_for_its_agent() -> ColumnElement[bool]:
    """A callback to make, a triage, a customer who has asked again."""
    return or_(Case.status.in_([CaseStatus.TRIAGE, CaseStatus.RESOLVED]), Case.chases > 0)
