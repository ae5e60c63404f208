"""Finish an audit: its score is fixed, its findings become tasks, the case says so (Q1, Q2)."""

from datetime import datetime

from sqlalchemy.orm import Session

from models import Audit, AuditFinding, AuditState, Case, EventKind, FindingKind, TaskKind
from portal.access.actors import Actor
from portal.access.scope import get_case
from portal.audits.answers import answers_of
from portal.audits.findings import findings_of, still_due
from portal.audits.own import own_open_audit
from portal.audits.scorecard import questions_of
from portal.audits.scoring import total_of
from portal.cases.put_task import put_task
from portal.errors import RefusedError
from portal.history.record import record


def finish_audit(
    session: Session, actor: Actor, audit_id: int, *, version: int | None, now: datetime
) -> Audit:
    """From here on nothing of it changes; the agent and the supervisors can read it."""
    audit = own_open_audit(session, actor, audit_id, version=version)
    case = get_case(session, actor, audit.case_id)
    total = total_of(questions_of(session, audit.scorecard_id), answers_of(session, audit.id))
    if not total.complete:
        raise RefusedError("questions_unanswered", left=total.questions - total.answered)
    if total.percent is None:
        raise RefusedError("nothing_applies")
    findings = findings_of(session, audit.id)
    still_due(audit, findings, now)
    for finding in findings:
        _become_task(session, actor, case, finding, now)
    session.flush()
    audit.state, audit.done_at, audit.score = AuditState.DONE, now, total.percent
    audit.version += 1
    record(
        session, actor, case, EventKind.AUDITED,
        now=now, audit_id=audit.id, attempt=audit.attempt,
    )  # fmt: skip
    return audit


def _become_task(
    session: Session, actor: Actor, case: Case, finding: AuditFinding, now: datetime
) -> None:
    if finding.kind is FindingKind.PRAISE or finding.due_at is None:
        return
    task = put_task(
        session,
        actor,
        case,
        TaskKind.FINDING,
        finding.todo,
        due_at=finding.due_at,
        now=now,
        owner_id=finding.owner_id,
        dealer_id=case.dealer_id if finding.kind is FindingKind.DEALER else None,
    )
    finding.task_id = task.id
