"""Move a visit: the old one stays on record as moved (domain D2)."""

from datetime import datetime

from sqlalchemy.orm import Session

from models import Dispatch, DispatchState
from portal.access.actors import Actor
from portal.access.scope import get_case
from portal.cases.customer_news import CHANGED, tell_visit
from portal.cases.holding import held_offer
from portal.cases.lifecycle import Step
from portal.cases.planning import (
    Plan,
    check_plan,
    detail_of,
    end_dispatch,
    lock_people,
    put_down,
    visit_audience,
)
from portal.cases.steps import check_step, take_step
from portal.cases.under_way import planned_dispatch
from portal.errors import InvalidError


def move_visit(
    session: Session,
    actor: Actor,
    case_id: int,
    plan: Plan,
    *,
    reason: str,
    version: int | None = None,
    now: datetime,
) -> Dispatch:
    """Another window, other people or both; whoever was planned is free again."""
    lock_people(session, plan)
    case = get_case(session, actor, case_id, version=version, lock=True)
    check_step(actor, case, Step.REBOOK)
    if not reason.strip():
        raise InvalidError("reason_missing", field="reason")
    old = planned_dispatch(session, actor, case)
    # First, so that a person's own old slot does not make them busy.
    end_dispatch(session, old, DispatchState.MOVED, now=now, reason=reason)
    check_plan(session, actor, case, plan, now=now)
    new = put_down(session, actor, case, held_offer(session, actor, case), plan, now=now)
    old.moved_to_id = new.id
    take_step(
        session,
        actor,
        case,
        Step.REBOOK,
        now=now,
        audience=visit_audience(case),
        body=reason.strip(),
        from_start=old.window_start.isoformat(),
        from_end=old.window_end.isoformat(),
        **detail_of(new, plan),
    )
    tell_visit(session, new, CHANGED, now=now)
    return new
