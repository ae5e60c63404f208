"""Open an audit of an ended case (domain Q1)."""

from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models import Audit, AuditState, CaseStatus
from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.access.scope import get_case
from portal.audits.scorecard import active_scorecard
from portal.errors import RefusedError

# Ended here, on a ground of our own: what was merged is read with the case it went into, and
# what was closed elsewhere was never ours.
AUDITED: Final = (
    CaseStatus.CLOSED,
    CaseStatus.UNREACHABLE,
    CaseStatus.FINAL_POSITION,
    CaseStatus.WITHDRAWN,
)


def start_audit(session: Session, actor: Actor, case_id: int, *, now: datetime) -> Audit:
    """One's own audit of this attempt: a new one, or the open one begun before."""
    case = get_case(session, actor, case_id)
    actor.require(Permission.AUDIT_MAKE)
    if case.status not in AUDITED:
        raise RefusedError("case_not_to_be_audited", number=case.number)
    if case.agent_id is not None and case.agent_id == actor.user_id:
        raise RefusedError("not_ones_own_case", number=case.number)
    session.execute(
        insert(Audit)
        .values(
            case_id=case.id,
            attempt=case.attempt,
            scorecard_id=active_scorecard(session),
            auditor_id=actor.user_id,
            agent_id=case.agent_id,
            state=AuditState.OPEN,
            started_at=now,
            summary="",
            version=1,
        )
        .on_conflict_do_nothing()
    )
    audit = session.scalars(
        select(Audit).where(
            Audit.case_id == case.id,
            Audit.auditor_id == actor.user_id,
            Audit.attempt == case.attempt,
        )
    ).one()
    if audit.state is AuditState.DONE:
        raise RefusedError("audited_already", number=case.number)
    return audit
