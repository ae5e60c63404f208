"""Read what an audit has answered so far."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import AuditAnswer
from portal.audits.scoring import Answer


def answers_of(session: Session, audit_id: int) -> dict[int, Answer]:
    """The answers by question."""
    rows = session.scalars(
        select(AuditAnswer).where(AuditAnswer.audit_id == audit_id).order_by(AuditAnswer.id)
    )
    return {row.question_id: Answer(row.points, row.note, row.answered) for row in rows}
