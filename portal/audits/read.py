"""Read audits: one of them, one's own, those done lately, and those about oneself (domain Q1)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, false, select, tuple_
from sqlalchemy.orm import Session, aliased

from models import Audit, AuditState, Case, User
from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.errors import NotFoundError


class AuditLine(NamedTuple):
    """An audit in a list."""

    id: int
    number: str
    summary: str
    state: AuditState
    started_at: datetime
    done_at: datetime | None
    score: int | None
    auditor: str
    agent: str | None


def get_audit(session: Session, actor: Actor, audit_id: int) -> Audit:
    """The audit, if it is for this reader; else NotFoundError."""
    found = session.scalar(select(Audit).where(Audit.id == audit_id, _readable(actor)))
    if found is None:
        raise NotFoundError("audit")
    return found


def own_open_audits(session: Session, actor: Actor, *, limit: int) -> Sequence[AuditLine]:
    """What one has begun and not finished, the oldest first."""
    actor.require(Permission.AUDIT_MAKE)
    rows = _lines().where(Audit.auditor_id == actor.user_id, Audit.state == AuditState.OPEN)
    return _read(session, rows.order_by(Audit.started_at, Audit.id).limit(limit))


def audits_done(
    session: Session,
    actor: Actor,
    *,
    own: bool = False,
    after: tuple[datetime, int] | None = None,
    backwards: bool = False,
    limit: int,
) -> Sequence[AuditLine]:
    """Done audits, the latest first; `own` for those one has made oneself."""
    actor.require(Permission.AUDIT_READ)
    rows = _lines().where(Audit.state == AuditState.DONE)
    if own:
        rows = rows.where(Audit.auditor_id == actor.user_id)
    return _page(session, rows, after, backwards, limit)


def audits_about(
    session: Session,
    actor: Actor,
    *,
    after: tuple[datetime, int] | None = None,
    backwards: bool = False,
    limit: int,
) -> Sequence[AuditLine]:
    """Done audits of cases that the reader was the agent of."""
    actor.require(Permission.AUDIT_OWN)
    rows = _lines().where(Audit.state == AuditState.DONE, Audit.agent_id == actor.user_id)
    return _page(session, rows, after, backwards, limit)


def _readable(actor: Actor) -> Any:
    """Auditors read all; supervisors what is done; an agent what is done about their own work."""
    if actor.may(Permission.AUDIT_MAKE):
        return Audit.id.is_not(None)
    done = Audit.state == AuditState.DONE
    if actor.may(Permission.AUDIT_READ):
        return done
    if actor.may(Permission.AUDIT_OWN):
        return and_(done, Audit.agent_id == actor.user_id)
    return false()


def _lines() -> Select[Any]:
    auditor, agent = aliased(User), aliased(User)
    columns: list[Any] = [
        Audit.id,
        Case.number,
        Case.summary,
        Audit.state,
        Audit.started_at,
        Audit.done_at,
        Audit.score,
        auditor.name,
        agent.name,
    ]
    return (
        select(*columns)
        .select_from(Audit)
        .join(Case, Case.id == Audit.case_id)
        .join(auditor, auditor.id == Audit.auditor_id)
        .outerjoin(agent, agent.id == Audit.agent_id)
    )


def _page(
    session: Session,
    rows: Select[Any],
    after: tuple[datetime, int] | None,
    backwards: bool,
    limit: int,
) -> Sequence[AuditLine]:
    here = tuple_(Audit.done_at, Audit.id)
    if after is not None:
        rows = rows.where(here > after if backwards else here < after)
    ordered = (Audit.done_at, Audit.id) if backwards else (Audit.done_at.desc(), Audit.id.desc())
    return _read(session, rows.order_by(*ordered).limit(limit))


def _read(session: Session, rows: Select[Any]) -> Sequence[AuditLine]:
    return [AuditLine(*row) for row in session.execute(rows)]
