"""Close a case on the brand's settled callback, and on nothing else (domain K1, K2)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Callback, Case, CaseEnding, Stage
from portal.access.actors import Actor
from portal.access.scope import get_case
from portal.cases.callbacks import standing_resolution
from portal.cases.end_case import end_case, lapse_withdrawal
from portal.cases.lifecycle import Step
from portal.cases.steps import check_step
from portal.errors import RefusedError
from portal.history.record import EVERYBODY
from portal.sla.clocks import stop_clock


def close_case(
    session: Session, actor: Actor, case_id: int, *, version: int | None, now: datetime
) -> CaseEnding:
    """The customer said on our call that it is settled: the case is closed on that call."""
    case = get_case(session, actor, case_id, version=version, lock=True)
    check_step(actor, case, Step.CLOSE)
    resolution = standing_resolution(session, case)
    callback = last_answered_call(session, case, resolution.id)
    if callback is None or not callback.settles:
        raise RefusedError("no_settled_callback", number=case.number)
    stop_clock(session, case, Stage.CALLBACK, now=now, at=callback.made_at)
    lapse_withdrawal(session, case, now=now)
    ending = CaseEnding(
        case_id=case.id,
        kind="closed",
        resolution_id=resolution.id,
        callback_id=callback.id,
        ended_by_id=actor.user_id,
        ended_at=now,
    )
    return end_case(
        session, actor, case, Step.CLOSE, ending,
        now=now, audience=EVERYBODY, callback_id=callback.id,
    )  # fmt: skip


def last_answered_call(session: Session, case: Case, resolution_id: int) -> Callback | None:
    """The last call on this resolution in which the customer said anything."""
    return session.scalar(
        select(Callback)
        .where(
            Callback.case_id == case.id,
            Callback.resolution_id == resolution_id,
            Callback.outcome != "no_answer",
        )
        .order_by(Callback.made_at.desc(), Callback.id.desc())
        .limit(1)
    )
