"""Ask again when the season has come in which the fault shows (domain K8)."""

from datetime import datetime

from sqlalchemy.orm import Session

from models import Callback, Case, CaseStatus, EventKind, Outcome, Task, TaskKind
from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.access.scope import get_case, get_one
from portal.cases.call_back import put_reservations
from portal.cases.callbacks import (
    SETTLING,
    Call,
    check_call,
    check_maker,
    standing_resolution,
    write_callback,
)
from portal.cases.put_task import put_task
from portal.cases.reopen import end_resolution, reopen
from portal.cases.tasks import check_owner, note_task_done
from portal.errors import RefusedError
from portal.history.record import BRAND, record

# Only what rests on a resolution can be asked again.
RECHECKED = frozenset({CaseStatus.RESOLVED, CaseStatus.CLOSED, CaseStatus.UNREACHABLE})


def set_recheck(
    session: Session,
    actor: Actor,
    case_id: int,
    title: str,
    *,
    due_at: datetime,
    now: datetime,
    owner_id: int | None = None,
) -> Task:
    """Set the call for a day to come: the first frost, the rainy season."""
    case = get_case(session, actor, case_id, lock=True)
    actor.require(Permission.CALLBACK_MAKE)
    _check_rests_on_resolution(case)
    check_owner(session, actor, owner_id, None)
    return put_task(
        session, actor, case, TaskKind.RECHECK, title,
        due_at=due_at, now=now, owner_id=owner_id, event=EventKind.RECHECK_SET,
    )  # fmt: skip


def recheck_case(
    session: Session, actor: Actor, task_id: int, call: Call, *, now: datetime
) -> Callback:
    """Record the call of a recheck. `not_settled` reopens, however long ago it ended."""
    task = get_one(session, actor, Task, task_id)
    case = get_case(session, actor, task.case_id, lock=True)
    session.refresh(task)
    actor.require(Permission.CALLBACK_MAKE)
    _check_waits(case, task)
    resolution = standing_resolution(session, case)
    check_maker(actor, resolution)
    made_at = check_call(session, resolution, call, now=now)
    not_settled = call.outcome is Outcome.NOT_SETTLED
    if not_settled:
        end_resolution(session, case, now=now)
    callback = write_callback(session, actor, case, resolution, call, made_at=made_at, task=task)
    record(
        session,
        actor,
        case,
        EventKind.RECHECKED,
        now=now,
        audience=BRAND,
        body=call.note.strip() or None,
        callback_id=callback.id,
        task_id=task.id,
        outcome=call.outcome.value,
    )
    if not_settled or call.outcome in SETTLING:
        note_task_done(session, actor, case, task, call.note.strip(), now=now)
    put_reservations(session, actor, case, call, now=now)
    if not_settled:
        reopen(session, actor, case, call.note.strip(), now=now, callback_id=callback.id)
    return callback


def _check_waits(case: Case, task: Task) -> None:
    if task.kind is not TaskKind.RECHECK:
        raise RefusedError("not_a_recheck")
    if task.done_at is not None:
        raise RefusedError("task_already_done")
    _check_rests_on_resolution(case)


def _check_rests_on_resolution(case: Case) -> None:
    if case.status not in RECHECKED:
        raise RefusedError("nothing_to_recheck", number=case.number, status=case.status)
