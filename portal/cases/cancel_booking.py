"""Cancel a visit that is planned; its clock runs on."""

from datetime import datetime

from sqlalchemy.orm import Session

from models import Dispatch, DispatchState
from portal.access.actors import Actor
from portal.access.scope import get_case
from portal.cases.customer_news import CANCELLED, tell_visit
from portal.cases.lifecycle import Step
from portal.cases.met_by import back_from_visit
from portal.cases.planning import end_dispatch, visit_audience
from portal.cases.steps import check_step, take_step
from portal.cases.under_way import planned_dispatch
from portal.errors import InvalidError


def cancel_booking(
    session: Session,
    actor: Actor,
    case_id: int,
    reason: str,
    *,
    version: int | None = None,
    now: datetime,
) -> Dispatch:
    """The appointment is off, with the reason that its customer reads as well."""
    case = get_case(session, actor, case_id, version=version, lock=True)
    check_step(actor, case, Step.CANCEL_BOOKING)
    if not reason.strip():
        raise InvalidError("reason_missing", field="reason")
    dispatch = planned_dispatch(session, actor, case)
    end_dispatch(session, dispatch, DispatchState.CANCELLED, now=now, reason=reason)
    take_step(
        session,
        actor,
        case,
        Step.CANCEL_BOOKING,
        now=now,
        audience=visit_audience(case),
        back_to=back_from_visit(session, case),
        body=reason.strip(),
        dispatch_id=dispatch.id,
        window_start=dispatch.window_start.isoformat(),
        window_end=dispatch.window_end.isoformat(),
    )
    tell_visit(session, dispatch, CANCELLED, now=now)
    return dispatch
