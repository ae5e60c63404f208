"""Record the brand's own call to the customer after the resolution (domain K1, K3)."""

from datetime import datetime

from sqlalchemy.orm import Session

from models import Callback, Case, Outcome, Resolution, Stage, TaskKind
from portal.access.actors import Actor
from portal.access.scope import get_case
from portal.cases.callbacks import (
    SETTLING,
    Call,
    check_call,
    check_maker,
    standing_resolution,
    write_callback,
)
from portal.cases.lifecycle import Step
from portal.cases.put_task import put_task
from portal.cases.reopen import end_resolution, reopen
from portal.cases.steps import check_step, take_step
from portal.cases.tasks import check_owner
from portal.history.record import BRAND
from portal.sla.clocks import stop_clock


def call_back(
    session: Session,
    actor: Actor,
    case_id: int,
    call: Call,
    *,
    version: int | None,
    now: datetime,
    same_dealer: bool = False,
) -> Callback:
    """Record a call. `not_settled` ends the resolution and reopens the case at once (K3)."""
    case = get_case(session, actor, case_id, version=version, lock=True)
    check_step(actor, case, Step.CALL_BACK)
    resolution = standing_resolution(session, case)
    check_maker(actor, resolution)
    made_at = check_call(session, resolution, call, now=now)
    if call.outcome in SETTLING or call.outcome is Outcome.NOT_SETTLED:
        stop_clock(session, case, Stage.CALLBACK, now=now, at=made_at)
    if call.outcome is Outcome.NOT_SETTLED:
        end_resolution(session, case, now=now)
    callback = write_callback(session, actor, case, resolution, call, made_at=made_at)
    _note(session, actor, case, resolution, callback, now=now)
    put_reservations(session, actor, case, call, now=now)
    if call.outcome is Outcome.NOT_SETTLED:
        reopen(
            session, actor, case, call.note.strip(),
            now=now, same_dealer=same_dealer, callback_id=callback.id,
        )  # fmt: skip
    return callback


def put_reservations(
    session: Session, actor: Actor, case: Case, call: Call, *, now: datetime
) -> None:
    """Each reservation becomes a task of the brand with an owner and a date (K1)."""
    for wanted in call.reservations:
        check_owner(session, actor, wanted.owner_id, None)
        put_task(
            session, actor, case, TaskKind.RESERVATION, wanted.title,
            due_at=wanted.due_at, now=now, owner_id=wanted.owner_id,
        )  # fmt: skip


def _note(
    session: Session,
    actor: Actor,
    case: Case,
    resolution: Resolution,
    callback: Callback,
    *,
    now: datetime,
) -> None:
    take_step(
        session,
        actor,
        case,
        Step.CALL_BACK,
        now=now,
        audience=BRAND,
        body=callback.note or None,
        callback_id=callback.id,
        resolution_id=resolution.id,
        outcome=callback.outcome.value,
        made_at=callback.made_at.isoformat(),
        solved=callback.solved,
        treated=callback.treated,
        pressed=callback.pressed,
        later_at=callback.later_at.isoformat() if callback.later_at else None,
    )
    session.flush()
