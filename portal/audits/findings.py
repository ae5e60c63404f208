"""Add a finding to an open audit, and take one back (domain Q1, Q2)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Audit, AuditFinding, Case, FindingKind, Role, Side, User
from portal.access.actors import Actor
from portal.access.scope import get_case, get_one
from portal.audits.own import own_open_audit
from portal.errors import InvalidError, NotFoundError, RefusedError

# Who works through findings; whoever is brand and can open a case's tasks.
OWNERS: Final = (Role.AGENT, Role.SUPERVISOR, Role.DIRECTOR)
_MOST_OWNERS: Final = 300


def add_finding(
    session: Session,
    actor: Actor,
    audit_id: int,
    kind: FindingKind,
    body: str,
    *,
    todo: str = "",
    owner_id: int | None = None,
    due_at: datetime | None = None,
    version: int | None,
    now: datetime,
) -> AuditFinding:
    """What must change, with an owner and a date; it becomes a task when the audit is done.

    A dealer's finding goes to the case's dealer. Praise asks nothing of anybody.
    """
    audit = own_open_audit(session, actor, audit_id, version=version)
    if not body.strip():
        raise InvalidError("finding_missing", field="body")
    finding = AuditFinding(audit_id=audit.id, kind=kind, body=body.strip(), made_at=now)
    if kind is not FindingKind.PRAISE:
        case = get_case(session, actor, audit.case_id)
        finding.owner_id = _owner(session, actor, case, kind, owner_id)
        finding.todo, finding.due_at = _what_is_due(todo, due_at, now)
    session.add(finding)
    audit.version += 1
    session.flush()
    return finding


def withdraw_finding(
    session: Session, actor: Actor, audit_id: int, finding_id: int, *, version: int | None
) -> None:
    """Take a finding back while nobody has been told of it."""
    audit = own_open_audit(session, actor, audit_id, version=version)
    finding = session.scalar(
        select(AuditFinding).where(AuditFinding.id == finding_id, AuditFinding.audit_id == audit.id)
    )
    if finding is None:
        raise NotFoundError("audit_finding")
    session.delete(finding)
    audit.version += 1
    session.flush()


def findings_of(session: Session, audit_id: int) -> Sequence[AuditFinding]:
    """The findings of an audit, as they were made."""
    return session.scalars(
        select(AuditFinding).where(AuditFinding.audit_id == audit_id).order_by(AuditFinding.id)
    ).all()


def owners(session: Session) -> list[tuple[int, str]]:
    """Who can be given a finding."""
    rows = session.execute(
        select(User.id, User.name)
        .where(User.side == Side.BRAND, User.role.in_(OWNERS), User.ended_at.is_(None))
        .order_by(User.name, User.id)
        .limit(_MOST_OWNERS)
    )
    return [(row_id, name) for row_id, name in rows]


def _owner(
    session: Session, actor: Actor, case: Case, kind: FindingKind, owner_id: int | None
) -> int | None:
    if kind is FindingKind.DEALER:
        if case.dealer_id is None:
            raise RefusedError("finding_has_no_dealer", field="kind", number=case.number)
        return None
    if owner_id is None:
        raise InvalidError("finding_needs_owner", field="owner_id")
    owner = get_one(session, actor, User, owner_id)
    if owner.ended_at is not None or owner.side is not Side.BRAND or owner.role not in OWNERS:
        raise InvalidError("owner_does_not_fit", field="owner_id")
    return owner.id


def _what_is_due(todo: str, due_at: datetime | None, now: datetime) -> tuple[str, datetime]:
    if not todo.strip():
        raise InvalidError("finding_needs_todo", field="todo")
    if due_at is None:
        raise InvalidError("finding_needs_date", field="due_on")
    if due_at <= now:
        raise InvalidError("task_due_is_past", field="due_on")
    return todo.strip(), due_at


def still_due(audit: Audit, findings: Sequence[AuditFinding], now: datetime) -> None:
    """A finding written days ago may have been overtaken by its own date."""
    for finding in findings:
        if finding.due_at is not None and finding.due_at <= now:
            raise RefusedError("finding_overtaken", todo=finding.todo, audit=audit.id)
