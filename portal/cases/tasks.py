"""Add a task to a case, and say that one is done."""

from datetime import datetime

from sqlalchemy.orm import Session

from models import Case, EventKind, Side, Task, TaskKind, User
from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.access.scope import get_case, get_one
from portal.cases.put_task import put_task
from portal.cases.told import its_dealer
from portal.errors import InvalidError, RefusedError
from portal.history.record import record


def add_task(
    session: Session,
    actor: Actor,
    case_id: int,
    title: str,
    *,
    due_at: datetime,
    now: datetime,
    owner_id: int | None = None,
    for_dealer: bool = False,
    kind: TaskKind = TaskKind.OTHER,
) -> Task:
    """Set a task for a colleague, for the dealer of the case, or for the hotline's team.

    A dealer sets tasks for itself alone.
    """
    case = get_case(session, actor, case_id, lock=True)
    actor.require(Permission.TASK_KEEP)
    for_dealer = for_dealer or not actor.is_brand
    dealer_id = _dealer_of(case) if for_dealer else None
    check_owner(session, actor, owner_id, dealer_id)
    return put_task(
        session, actor, case, kind, title,
        due_at=due_at, now=now, owner_id=owner_id, dealer_id=dealer_id,
    )  # fmt: skip


def finish_task(
    session: Session, actor: Actor, task_id: int, outcome: str, *, now: datetime
) -> Task:
    """Say what became of a task. A recheck is done by its call instead (K8)."""
    task = get_one(session, actor, Task, task_id)
    case = get_case(session, actor, task.case_id, lock=True)
    session.refresh(task)
    actor.require(Permission.TASK_KEEP)
    if task.done_at is not None:
        raise RefusedError("task_already_done")
    if task.kind is TaskKind.RECHECK:
        raise RefusedError("recheck_wants_a_call")
    if not outcome.strip():
        raise InvalidError("outcome_missing", field="outcome")
    note_task_done(session, actor, case, task, outcome.strip(), now=now)
    return task


def note_task_done(
    session: Session, actor: Actor, case: Case, task: Task, outcome: str, *, now: datetime
) -> None:
    """Mark it done and write the line."""
    task.done_at, task.done_by_id, task.outcome = now, actor.user_id, outcome
    record(
        session,
        actor,
        case,
        EventKind.TASK_DONE,
        now=now,
        audience=its_dealer(task.dealer_id),
        body=outcome or None,
        task_id=task.id,
        task=task.kind.value,
    )


def check_owner(
    session: Session, actor: Actor, owner_id: int | None, dealer_id: int | None
) -> None:
    """The brand's tasks go to the brand's people, a dealer's to that dealer's."""
    if owner_id is None:
        return
    owner = get_one(session, actor, User, owner_id)
    fits = owner.dealer_id == dealer_id if dealer_id else owner.side is Side.BRAND
    if owner.ended_at is not None or not fits:
        raise InvalidError("owner_does_not_fit", field="owner_id")


def _dealer_of(case: Case) -> int:
    if case.dealer_id is None:
        raise RefusedError("no_dealer_on_case", number=case.number)
    return case.dealer_id
