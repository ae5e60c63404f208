"""A request on which nobody has decided moves up, with what is late, to the director (T8)."""

from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Case, EventKind, NoticeKind, Severity, SupervisorRequest
from portal.access.actors import WORKER_ACTOR
from portal.history.record import record_many
from portal.notices.recipients import Directors
from portal.notices.tell import News, tell_many

BATCH: Final = 100


def move_requests_up(session: Session, *, now: datetime, batch: int = BATCH) -> int:
    """After its two hours a request is the director's as well; how many moved."""
    rows = session.execute(
        select(Case, SupervisorRequest)
        .join(SupervisorRequest, SupervisorRequest.case_id == Case.id)
        .where(
            SupervisorRequest.decided_at.is_(None),
            SupervisorRequest.moved_up_at.is_(None),
            SupervisorRequest.due_at <= now,
        )
        .order_by(Case.id, SupervisorRequest.id)
        .limit(batch)
        .with_for_update(of=Case, key_share=True, skip_locked=True)
        .execution_options(populate_existing=True)
    ).all()
    for _case, request in rows:
        request.moved_up_at = now
    record_many(
        session,
        WORKER_ACTOR,
        [
            (case, None, {"request_id": request.id, "request": request.kind.value})
            for case, request in rows
        ],
        EventKind.REQUEST_MOVED_UP,
        now=now,
    )
    tell_many(
        session,
        [
            News(
                NoticeKind.REQUEST_MOVED_UP,
                [Directors(but=request.asked_by_id)],
                f"request:{request.id}:up",
                case.id,
                urgent=case.severity is Severity.URGENT,
                detail={
                    "request_id": request.id,
                    "due_at": request.due_at.isoformat(),
                    "by_id": request.asked_by_id,
                },
            )
            for case, request in rows
        ],
        now=now,
    )
    return len(rows)
