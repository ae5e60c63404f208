"""Link a new case to the one that it follows, which ended too long ago to reopen (domain K3)."""

from datetime import datetime

from sqlalchemy.orm import Session

from models import Case, CaseStatus, EventKind
from models.cases import ENDED
from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.access.scope import get_case
from portal.cases.reopen import reopens_still
from portal.errors import RefusedError
from portal.history.record import record
from portal.settings.known import REOPEN_DAYS
from portal.settings.read import setting


def follow_case(
    session: Session, actor: Actor, case_id: int, follows_id: int, *, now: datetime
) -> Case:
    """Both cases say so. What can still be reopened is, or its attempts would count for nothing."""
    actor.require(Permission.CASE_OPEN)
    followed = get_case(session, actor, follows_id, lock=True)
    case = get_case(session, actor, case_id, lock=True)
    if followed.customer_id != case.customer_id:
        raise RefusedError("follows_another_customer", number=followed.number)
    _check_over(session, followed, now)
    case.follows_id = followed.id
    record(session, actor, case, EventKind.FOLLOWS, now=now, other=followed.number)
    record(session, actor, followed, EventKind.FOLLOWED, now=now, other=case.number)
    return case


def _check_over(session: Session, followed: Case, now: datetime) -> None:
    """Later than a reopening; what was closed elsewhere is never reopened here (K3)."""
    if followed.status not in ENDED or followed.ended_at is None:
        raise RefusedError("followed_case_is_open", number=followed.number)
    if followed.status is CaseStatus.CLOSED_ELSEWHERE:
        return
    if reopens_still(session, followed, now=now):
        days = setting(session, REOPEN_DAYS)
        raise RefusedError("reopen_it_instead", number=followed.number, days=days)
