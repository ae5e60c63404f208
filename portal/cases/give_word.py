"""A supervisor gives their word on a dealer whom nobody can reach (domain O1, T8)."""

from datetime import datetime

from sqlalchemy.orm import Session

from models import Dealer, EventKind, RequestKind, SupervisorRequest
from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.access.scope import get_case
from portal.cases.put_request import request_to_decide
from portal.errors import ForbiddenError
from portal.history.record import record


def give_word(
    session: Session,
    actor: Actor,
    case_id: int,
    request_id: int,
    *,
    granted: bool,
    answer: str,
    now: datetime,
) -> SupervisorRequest:
    """Grant or refuse the request; nobody decides on their own (T8)."""
    case = get_case(session, actor, case_id, lock=True)
    actor.require(Permission.SUPERVISE)
    request = request_to_decide(session, case, request_id, RequestKind.OFFER_WITHOUT_CONTACT)
    if request.asked_by_id == actor.user_id:
        raise ForbiddenError("not_ones_own_request")
    request.decided_by_id, request.decided_at = actor.user_id, now
    request.granted, request.answer = granted, answer.strip()
    dealer = session.get(Dealer, request.dealer_id) if request.dealer_id else None
    record(
        session,
        actor,
        case,
        EventKind.SUPERVISOR_ANSWERED,
        now=now,
        body=answer.strip() or None,
        request_id=request.id,
        request=request.kind.value,
        granted=granted,
        dealer_id=request.dealer_id,
        dealer=dealer.name if dealer else None,
    )
    return request
