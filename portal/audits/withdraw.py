"""Withdraw an audit that was begun and not finished: nobody has been told of it."""

from sqlalchemy import delete
from sqlalchemy.orm import Session

from models import AuditAnswer, AuditFinding
from portal.access.actors import Actor
from portal.audits.own import own_open_audit


def withdraw_audit(session: Session, actor: Actor, audit_id: int, *, version: int | None) -> None:
    """The case is free to be read by anybody again."""
    audit = own_open_audit(session, actor, audit_id, version=version)
    for model in (AuditAnswer, AuditFinding):
        session.execute(delete(model).where(model.audit_id == audit.id))
    session.delete(audit)
    session.flush()
