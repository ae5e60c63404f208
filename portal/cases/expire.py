"""An offer that was not answered in time returns to triage (domain T6)."""

from datetime import datetime

from sqlalchemy.orm import Session

from models import Case, OfferState
from portal.access.actors import WORKER_ACTOR
from portal.access.scope import get_case
from portal.cases.holding import open_offer, return_to_triage
from portal.cases.lifecycle import Step


def expire_offer(session: Session, case_id: int, *, now: datetime) -> Case:
    """The worker takes the offer back: the dealer has let its time pass.

    It counts as no decline. The breach of `accept` stays on the clock.
    """
    case = get_case(session, WORKER_ACTOR, case_id, lock=True)
    offer = open_offer(session, WORKER_ACTOR, case)
    offer.state, offer.answered_at = OfferState.EXPIRED, now
    return_to_triage(session, WORKER_ACTOR, case, Step.EXPIRE, now=now, offer_id=offer.id)
    return case
