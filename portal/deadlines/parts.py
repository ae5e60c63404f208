"""A part that takes longer than ten days goes to a supervisor: it is our delay (domain T4)."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Case, EventKind, NoticeKind, PartOrder, Severity
from portal.access.actors import WORKER_ACTOR
from portal.history.record import record_many
from portal.notices.recipients import Supervisors
from portal.notices.tell import News, tell_many

BATCH: Final = 100
LONGEST: Final = timedelta(days=10)


def escalate_late_parts(session: Session, *, now: datetime, batch: int = BATCH) -> int:
    """Parts on their way for ten days, each told once; how many there were."""
    rows = session.execute(
        select(Case, PartOrder)
        .join(PartOrder, PartOrder.case_id == Case.id)
        .where(
            PartOrder.arrived_at.is_(None),
            PartOrder.late_at.is_(None),
            PartOrder.ordered_at <= now - LONGEST,
            Case.is_open,
        )
        .order_by(Case.id, PartOrder.id)
        .limit(batch)
        .with_for_update(of=Case, key_share=True, skip_locked=True)
        .execution_options(populate_existing=True)
    ).all()
    for _case, part in rows:
        part.late_at = now
    record_many(
        session,
        WORKER_ACTOR,
        [(case, None, {"part_id": part.id, "what": part.what}) for case, part in rows],
        EventKind.PART_LATE,
        now=now,
    )
    tell_many(
        session,
        [
            News(
                NoticeKind.PART_LATE,
                [Supervisors()],
                f"part_late:{part.id}",
                case.id,
                urgent=case.severity is Severity.URGENT,
                detail={"part_id": part.id, "dealer_id": part.dealer_id},
            )
            for case, part in rows
        ],
        now=now,
    )
    return len(rows)
