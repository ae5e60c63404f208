"""The dealer declines an offer, with a reason (domain O2)."""

from datetime import datetime

from sqlalchemy.orm import Session

from models import Case, DeclineReason, OfferState
from portal.access.actors import Actor
from portal.access.beyond import beyond_sight
from portal.access.scope import get_case
from portal.cases.holding import open_offer, return_to_triage
from portal.cases.lifecycle import Step
from portal.cases.staff_news import tell_returned
from portal.cases.steps import check_step
from portal.errors import InvalidError, RefusedError


def decline_offer(
    session: Session,
    actor: Actor,
    case_id: int,
    reason_code: DeclineReason,
    reason: str,
    *,
    version: int | None,
    now: datetime,
) -> Case:
    """The case returns to triage and leaves the dealer's sight; the second time to a supervisor.

    What a supervisor assigned compulsorily cannot be declined.
    """
    case = get_case(session, actor, case_id, version=version, lock=True)
    check_step(actor, case, Step.DECLINE)
    if not reason.strip():
        raise InvalidError("say_why", field="reason")
    offer = open_offer(session, actor, case)
    if offer.compulsory:
        raise RefusedError("offer_is_compulsory", number=case.number)
    offer.state, offer.answered_at = OfferState.DECLINED, now
    offer.answered_by_id = actor.user_id
    offer.reason_code, offer.reason = reason_code, reason.strip()
    with beyond_sight(session):
        case.declines += 1
        return_to_triage(
            session,
            actor,
            case,
            Step.DECLINE,
            now=now,
            body=reason.strip(),
            offer_id=offer.id,
            reason_code=reason_code.value,
        )
        tell_returned(session, actor, case, offer, now=now)
    return case
