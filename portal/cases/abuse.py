"""A caller who abuses the agent, and threats (domain I8). The case itself is not affected."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Case, CaseEvent, EventKind, Task, TaskKind
from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.access.scope import get_case
from portal.history.record import record

WARNINGS: Final = 2
ONE_CALL: Final = timedelta(hours=1)
RING_BACK_WITHIN: Final = timedelta(hours=2)


def warnings_on_call(session: Session, actor: Actor, case: Case, *, now: datetime) -> int:
    """How often the caller was warned on this call by this agent; an ended call is over."""
    warned = (
        CaseEvent.case_id == case.id,
        CaseEvent.kind == EventKind.ABUSE_WARNED,
        CaseEvent.user_id == actor.user_id,
        CaseEvent.at > now - ONE_CALL,
    )
    ended = select(func.max(CaseEvent.id)).where(*warned, CaseEvent.detail["ended"].as_boolean())
    since = func.coalesce(ended.scalar_subquery(), 0)
    return session.scalars(
        select(func.count()).select_from(CaseEvent).where(*warned, CaseEvent.id > since)
    ).one()


def warn_caller(
    session: Session,
    actor: Actor,
    case_id: int,
    *,
    said: str,
    ring_back: str = "",
    now: datetime,
) -> int:
    """Record a warning and return which it was; after the second the call may be ended.

    The third abuse ends the call, and a supervisor rings the customer back; `ring_back` is what
    that task is called.
    """
    actor.require(Permission.ABUSE_RECORD)
    case = get_case(session, actor, case_id, lock=True)
    before = warnings_on_call(session, actor, case, now=now)
    ended = before >= WARNINGS
    if ended:
        session.add(
            Task(
                case_id=case.id,
                kind=TaskKind.REVIEW,
                title=ring_back,
                team=True,
                due_at=now + RING_BACK_WITHIN,
                made_by_id=actor.user_id,
                made_at=now,
            )
        )
    record(
        session,
        actor,
        case,
        EventKind.ABUSE_WARNED,
        now=now,
        body=said.strip() or None,
        warning=before + 1,
        ended=ended,
    )
    return before + 1


def record_threat(
    session: Session, actor: Actor, case_id: int, *, words: str, now: datetime
) -> Case:
    """A threat is an event of its own, in the caller's words, for the brand alone."""
    actor.require(Permission.ABUSE_RECORD)
    case = get_case(session, actor, case_id, lock=True)
    record(session, actor, case, EventKind.THREATENED, now=now, body=words.strip() or None)
    return case
