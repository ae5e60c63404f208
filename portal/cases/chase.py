"""The customer had to ask again: a chase, not a new case (domain I3).

Several within two hours count once. The third that counts goes to the supervisor. How often and
when last stands on the case, where the queue and the desk take it from; since when nobody has
answered it with a step forward raises the case in the queue.
"""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from models import Case, EventKind
from models.cases import ENDED
from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.access.scope import get_case
from portal.cases.staff_news import tell_chased
from portal.errors import RefusedError
from portal.history.record import DEALER, record
from portal.settings.known import CHASE_HOURS, CHASES_AT_SUPERVISOR
from portal.settings.read import setting


def record_chase(
    session: Session, actor: Actor, case_id: int, *, said: str = "", now: datetime
) -> Case:
    """Write it down, count it unless one was counted within two hours, raise the third.

    The two hours run from the last one that counted: who rings every hour is heard as often.
    """
    actor.require(Permission.CASE_CHASE)
    case = get_case(session, actor, case_id, lock=True)
    if case.status in ENDED:
        raise RefusedError("ended_case_is_not_chased", status=case.status)
    note_chase(session, actor, case, said=said, now=now)
    return case


def counts_anew(session: Session, case: Case, *, now: datetime) -> bool:
    """Whether a chase of now counts; those soon after one that did are only written down."""
    last = case.last_chased_at
    return last is None or now - last >= timedelta(hours=setting(session, CHASE_HOURS))


def note_chase(
    session: Session,
    actor: Actor,
    case: Case,
    *,
    said: str,
    now: datetime,
    kind: EventKind = EventKind.CHASED,
) -> int:
    """Count it and write it down; also for a customer who waited in vain for us (D2).

    `kind` says in what words it came: on the customer's link there are others. Returns the event.
    """
    if case.raised_at is None:
        case.raised_at = now
    counted = counts_anew(session, case, now=now)
    third = setting(session, CHASES_AT_SUPERVISOR)
    if counted:
        case.chases += 1
        case.last_chased_at = now
        case.at_supervisor = case.at_supervisor or case.chases >= third
    event = record(
        session,
        actor,
        case,
        kind,
        now=now,
        audience=DEALER,
        body=said.strip() or None,
        counted=counted,
        chases=case.chases,
        to_supervisor=counted and case.chases == third,
    )
    if counted:
        tell_chased(session, actor, case, now=now)
    return event
