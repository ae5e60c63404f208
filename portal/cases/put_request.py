"""Leave a question for a supervisor's word on a case: one of its kind at a time (domain T8)."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Case, EventKind, RequestKind, SupervisorRequest
from portal.access.actors import Actor
from portal.cases.staff_news import tell_asked
from portal.errors import NotFoundError, RefusedError
from portal.history.record import record
from portal.settings.known import WORD_HOURS
from portal.settings.read import setting


def put_request(
    session: Session,
    actor: Actor,
    case: Case,
    kind: RequestKind,
    reason: str,
    *,
    now: datetime,
    event: EventKind = EventKind.SUPERVISOR_ASKED,
    dealer_id: int | None = None,
    **detail: Any,
) -> SupervisorRequest:
    """The caller has asked for the right and looked at the reason."""
    if waiting_request(session, case, kind) is not None:
        raise RefusedError("already_asked", number=case.number)
    request = SupervisorRequest(
        case_id=case.id,
        kind=kind,
        dealer_id=dealer_id,
        asked_by_id=actor.user_id,
        asked_at=now,
        reason=reason.strip(),
        due_at=now + word_within(session),
    )
    session.add(request)
    session.flush()
    if dealer_id is not None:
        detail["dealer_id"] = dealer_id
    record(
        session, actor, case, event, now=now, body=request.reason, request_id=request.id, **detail
    )
    tell_asked(session, case, request, now=now)
    return request


def word_within(session: Session) -> timedelta:
    """After so long an unanswered request moves up."""
    return timedelta(hours=setting(session, WORD_HOURS))


def waiting_request(session: Session, case: Case, kind: RequestKind) -> SupervisorRequest | None:
    """The one that nobody has decided yet."""
    return session.scalar(
        select(SupervisorRequest).where(
            SupervisorRequest.case_id == case.id,
            SupervisorRequest.kind == kind,
            SupervisorRequest.decided_at.is_(None),
        )
    )


def request_to_decide(
    session: Session, case: Case, request_id: int, kind: RequestKind
) -> SupervisorRequest:
    """This one, locked: two supervisors do not both decide it."""
    request = session.scalar(
        select(SupervisorRequest)
        .where(
            SupervisorRequest.id == request_id,
            SupervisorRequest.case_id == case.id,
            SupervisorRequest.kind == kind,
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if request is None:
        raise NotFoundError("supervisor_request")
    if request.decided_at is not None:
        raise RefusedError("already_decided")
    return request
