"""The hotline withdraws an offer that waits for its answer (domain O2)."""

from datetime import datetime

from sqlalchemy.orm import Session

from models import Case, OfferState
from portal.access.actors import Actor
from portal.access.scope import get_case
from portal.cases.holding import open_offer, return_to_triage
from portal.cases.lifecycle import Step
from portal.cases.staff_news import tell_offer_withdrawn
from portal.cases.steps import check_step


def withdraw_offer(
    session: Session,
    actor: Actor,
    case_id: int,
    reason: str = "",
    *,
    version: int | None,
    now: datetime,
) -> Case:
    """Nobody waits for the dealer's answer any more; no fault of the dealer's."""
    case = get_case(session, actor, case_id, version=version, lock=True)
    check_step(actor, case, Step.WITHDRAW_OFFER)
    offer = open_offer(session, actor, case)
    offer.state, offer.answered_at = OfferState.WITHDRAWN, now
    offer.answered_by_id, offer.reason = actor.user_id, reason.strip()
    return_to_triage(
        session,
        actor,
        case,
        Step.WITHDRAW_OFFER,
        now=now,
        body=reason.strip() or None,
        offer_id=offer.id,
    )
    tell_offer_withdrawn(session, case, offer, now=now)
    return case
