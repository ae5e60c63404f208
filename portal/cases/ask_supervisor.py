"""Ask for a supervisor's word on a case (domain O1, T8)."""

from datetime import datetime

from sqlalchemy.orm import Session

from models import Dealer, RequestKind, SupervisorRequest
from portal.access.actors import Actor
from portal.access.scope import get_case, get_one
from portal.cases.lifecycle import Step
from portal.cases.put_request import put_request
from portal.cases.steps import check_step
from portal.errors import InvalidError


def ask_to_offer_without_contact(
    session: Session,
    actor: Actor,
    case_id: int,
    dealer_id: int,
    reason: str,
    *,
    version: int | None,
    now: datetime,
) -> SupervisorRequest:
    """Ask whether a dealer whom nobody can reach may be offered the case all the same (O1)."""
    case = get_case(session, actor, case_id, version=version, lock=True)
    check_step(actor, case, Step.OFFER)
    dealer = get_one(session, actor, Dealer, dealer_id)
    if not reason.strip():
        raise InvalidError("say_why", field="reason")
    return put_request(
        session,
        actor,
        case,
        RequestKind.OFFER_WITHOUT_CONTACT,
        reason,
        now=now,
        dealer_id=dealer.id,
        request=RequestKind.OFFER_WITHOUT_CONTACT.value,
        dealer=dealer.name,
    )
