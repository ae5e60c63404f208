"""Find an audit to work on: one's own, open, and as one saw it last."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Audit, AuditState, Case
from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.errors import ChangedMeanwhileError, ForbiddenError, NotFoundError, RefusedError


def own_open_audit(session: Session, actor: Actor, audit_id: int, *, version: int | None) -> Audit:
    """The audit, locked. Auditors read each other's and change only their own; done ones stay."""
    actor.require(Permission.AUDIT_MAKE)
    found = session.execute(
        select(Audit, Case.number).join(Case, Case.id == Audit.case_id).where(Audit.id == audit_id)
    ).one_or_none()
    if found is None:
        raise NotFoundError("audit")
    audit, number = found
    if audit.auditor_id != actor.user_id:
        raise ForbiddenError("not_ones_own_audit")
    # Only now: another auditor's row would not be seen under a lock.
    session.refresh(audit, with_for_update=True)
    if audit.state is AuditState.DONE:
        raise RefusedError("audit_is_done")
    if version is not None and audit.version != version:
        raise ChangedMeanwhileError("changed_meanwhile", number=number)
    return audit
