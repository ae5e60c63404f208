"""Ask for a supervisor's word on a case (domain O1, T8)."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Dealer, EventKind, RequestKind, SupervisorRequest
from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.access.scope import get_case, get_one
from portal.cases.staff_news import tell_asked
from portal.errors import InvalidError, RefusedError
from portal.history.record import record

# After so long an unanswered request moves up (domain T8).
WORD_WITHIN = timedelta(hours=2)


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
    actor.require(Permission.CASE_OFFER)
    dealer = get_one(session, actor, Dealer, dealer_id)
    if not reason.strip():
        raise InvalidError("say_why", field="reason")
    waiting = select(SupervisorRequest.id).where(
        SupervisorRequest.case_id == case.id,
        SupervisorRequest.kind == RequestKind.OFFER_WITHOUT_CONTACT,
        SupervisorRequest.decided_at.is_(None),
    )
    if session.scalar(waiting.limit(1)) is not None:
        raise RefusedError("already_asked", number=case.number)
    request = SupervisorRequest(
        case_id=case.id,
        kind=RequestKind.OFFER_WITHOUT_CONTACT,
        dealer_id=dealer.id,
        asked_by_id=actor.user_id,
        asked_at=now,
        reason=reason.strip(),
        due_at=now + WORD_WITHIN,
    )
    session.add(request)
    session.flush()
    record(
        session,
        actor,
        case,
        EventKind.SUPERVISOR_ASKED,
        now=now,
        body=reason.strip(),
        request_id=request.id,
        request=request.kind.value,
        dealer_id=dealer.id,
        dealer=dealer.name,
    )
    tell_asked(session, case, request, now=now)
    return request
