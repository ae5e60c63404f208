"""The dealer hands a case back that it holds (domain O2)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Case, Dispatch, DispatchState, Release
from portal.access.actors import Actor
from portal.access.beyond import beyond_sight
from portal.access.scope import get_case
from portal.cases.holding import held_offer, release_holding, return_to_triage
from portal.cases.lifecycle import Step
from portal.cases.staff_news import tell_returned
from portal.cases.steps import check_step
from portal.errors import InvalidError, RefusedError


def hand_back_case(
    session: Session,
    actor: Actor,
    case_id: int,
    reason: str,
    *,
    version: int | None,
    now: datetime,
) -> Case:
    """The case returns to triage and leaves the dealer's sight; planned visits are cancelled."""
    case = get_case(session, actor, case_id, version=version, lock=True)
    check_step(actor, case, Step.HAND_BACK)
    if not reason.strip():
        raise InvalidError("say_why", field="reason")
    on_site = select(Dispatch.id).where(
        Dispatch.case_id == case.id, Dispatch.state == DispatchState.ON_SITE
    )
    if session.scalar(on_site.limit(1)) is not None:
        raise RefusedError("somebody_is_on_site", number=case.number)
    offer = held_offer(session, actor, case)
    with beyond_sight(session):
        release_holding(session, case, offer, Release.HANDED_BACK, reason.strip(), now=now)
        return_to_triage(
            session,
            actor,
            case,
            Step.HAND_BACK,
            now=now,
            body=reason.strip(),
            offer_id=offer.id,
        )
        tell_returned(session, actor, case, offer, now=now)
    return case
