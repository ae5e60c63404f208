"""Book a visit: a window for the customer, a planned slot for each person (domain D1, D2)."""

from datetime import datetime

from sqlalchemy.orm import Session

from models import CaseStatus, Dispatch
from portal.access.actors import Actor
from portal.access.scope import get_case
from portal.cases.customer_news import SET, tell_visit
from portal.cases.holding import held_offer
from portal.cases.lifecycle import Step
from portal.cases.planning import (
    Plan,
    check_plan,
    detail_of,
    lock_people,
    put_down,
    visit_audience,
)
from portal.cases.steps import check_step, take_step
from portal.cases.under_way import active_dispatch
from portal.errors import RefusedError


def book_visit(
    session: Session,
    actor: Actor,
    case_id: int,
    plan: Plan,
    *,
    version: int | None = None,
    now: datetime,
) -> Dispatch:
    """Send people to the customer. The `visit` clock goes on until somebody checks in (C2)."""
    lock_people(session, plan)
    case = get_case(session, actor, case_id, version=version, lock=True)
    check_step(actor, case, Step.BOOK)
    if case.status is CaseStatus.VISITED and active_dispatch(session, actor, case) is not None:
        raise RefusedError("visit_still_on_site")
    check_plan(session, actor, case, plan, now=now)
    offer = held_offer(session, actor, case)
    dispatch = put_down(session, actor, case, offer, plan, now=now)
    take_step(
        session,
        actor,
        case,
        Step.BOOK,
        now=now,
        audience=visit_audience(case),
        **detail_of(dispatch, plan),
    )
    tell_visit(session, dispatch, SET, now=now)
    return dispatch
