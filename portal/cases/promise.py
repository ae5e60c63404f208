"""What was promised to the customer: made, kept, broken, put off (domain I6).

A promise that nobody kept by its time is broken, and is not made good by moving its time.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from models import Case, ContactHow, EventKind, Promise
from models.cases import ENDED
from portal.access.actors import WORKER_ACTOR, Actor
from portal.access.permissions import Permission
from portal.access.scope import get_case, get_one
from portal.cases.note_call import note_call
from portal.cases.promise_evidence import contact_at_all, contact_in_time
from portal.errors import ChangedMeanwhileError, InvalidError, RefusedError
from portal.history.record import BRAND, CUSTOMER, record

KEPT: Final = "kept"
BROKEN: Final = "broken"


def make_promise(
    session: Session,
    actor: Actor,
    case_id: int,
    *,
    body: str,
    due_at: datetime,
    said_by: str = "",
    now: datetime,
) -> Promise:
    """Put on record what was promised and by when; it is on the actor's desk from then on.

    `said_by` is who is said to have promised it, a salesperson or somebody who has left; such a
    promise may be past its time already, and is ours all the same.
    """
    actor.require(Permission.PROMISE_MAKE)
    case = get_case(session, actor, case_id, lock=True)
    _check_open(case)
    if not body.strip():
        raise InvalidError("promise_needs_words", field="promise")
    if due_at <= now and not said_by.strip():
        raise InvalidError("promise_in_the_past", field="promise_by", due_at=due_at)
    promise = Promise(
        case_id=case.id,
        body=body.strip(),
        due_at=due_at,
        made_by_id=None if said_by.strip() else actor.user_id,
        made_by_name=said_by.strip(),
        made_at=now,
        owner_id=actor.user_id,
    )
    session.add(promise)
    session.flush()
    record(
        session,
        actor,
        case,
        EventKind.PROMISED,
        now=now,
        audience=BRAND if promise.made_by_name else CUSTOMER,
        body=promise.body,
        promise_id=promise.id,
        due_at=due_at.isoformat(),
        said_by_another=bool(promise.made_by_name),
    )
    return promise


@dataclass(frozen=True, slots=True)
class Spoken:
    """A call with the customer as its maker tells it."""

    how: ContactHow
    at: datetime
    words: str


def keep_promise(
    session: Session,
    actor: Actor,
    promise_id: int,
    spoken: Spoken | None = None,
    *,
    note: str = "",
    version: int,
    now: datetime,
) -> Promise:
    """It was done: the customer was spoken to, as is on record or is put on record now.

    Where that was after its time, it stays broken, and says so.
    """
    promise, case = _open_promise(session, actor, promise_id, version)
    if spoken is not None:
        note_call(session, actor, case, spoken.how, spoken.at, spoken.words, now=now)
    if (contact_at := contact_in_time(session, promise)) is not None:
        promise.contact_at, promise.broken_at = contact_at, None
        return _settle(session, actor, case, promise, KEPT, note, now)
    if (contact_at := contact_at_all(session, promise, now=now)) is None:
        raise RefusedError("promise_needs_contact", field="spoke_at", number=case.number)
    promise.contact_at = contact_at
    promise.broken_at = promise.broken_at or promise.due_at
    return _settle(session, actor, case, promise, BROKEN, note, now, done_late=True)


def settle_by_what_happened(
    session: Session, case: Case, promise: Promise, *, now: datetime
) -> bool:
    """Its time is over: kept where the customer was spoken to in time, else broken (I6).

    A broken one stays open until it is done all the same. Says whether it was kept.
    """
    contact_at = contact_in_time(session, promise)
    if contact_at is not None:
        promise.contact_at = contact_at
        _settle(session, WORKER_ACTOR, case, promise, KEPT, "", now)
        return True
    promise.broken_at = promise.due_at
    session.flush()
    record(
        session,
        WORKER_ACTOR,
        case,
        EventKind.PROMISE_BROKEN,
        now=now,
        promise_id=promise.id,
        due_at=promise.due_at.isoformat(),
    )
    return False


def break_promise(
    session: Session, actor: Actor, promise_id: int, *, reason: str, version: int, now: datetime
) -> Promise:
    """It cannot be kept, or was not: said as it is, with the reason."""
    promise, case = _open_promise(session, actor, promise_id, version)
    if not reason.strip():
        raise InvalidError("promise_needs_reason", field="note")
    promise.broken_at = promise.broken_at or min(now, promise.due_at)
    return _settle(session, actor, case, promise, BROKEN, reason, now)


def reschedule_promise(
    session: Session,
    actor: Actor,
    promise_id: int,
    *,
    due_at: datetime,
    reason: str,
    version: int,
    now: datetime,
) -> Promise:
    """The customer agreed to another time before the first one had passed; both stay on record."""
    promise, case = _open_promise(session, actor, promise_id, version)
    if now > promise.due_at:
        raise RefusedError("promise_overdue", due_at=promise.due_at)
    if due_at <= now:
        raise InvalidError("promise_in_the_past", field="promise_by", due_at=due_at)
    if not reason.strip():
        raise InvalidError("promise_needs_reason", field="note")
    before, promise.due_at = promise.due_at, due_at
    # It comes up anew before its new time.
    promise.warned_at = promise.due_told_at = None
    promise.version += 1
    session.flush()
    record(
        session,
        actor,
        case,
        EventKind.PROMISED,
        now=now,
        audience=BRAND if promise.made_by_name else CUSTOMER,
        body=reason,
        promise_id=promise.id,
        due_at=due_at.isoformat(),
        before=before.isoformat(),
    )
    return promise


def _open_promise(
    session: Session, actor: Actor, promise_id: int, version: int
) -> tuple[Promise, Case]:
    actor.require(Permission.PROMISE_MAKE)
    seen = get_one(session, actor, Promise, promise_id)
    case = get_case(session, actor, seen.case_id, lock=True)
    promise = session.get_one(Promise, promise_id, populate_existing=True)
    if promise.version != version or promise.outcome is not None:
        raise ChangedMeanwhileError("changed_meanwhile", number=case.number)
    return promise, case


def _settle(
    session: Session,
    actor: Actor,
    case: Case,
    promise: Promise,
    outcome: str,
    note: str,
    now: datetime,
    *,
    done_late: bool = False,
) -> Promise:
    promise.outcome, promise.settled_at, promise.settled_by_id = outcome, now, actor.user_id
    promise.version += 1
    session.flush()
    record(
        session,
        actor,
        case,
        EventKind.PROMISE_KEPT if outcome == KEPT else EventKind.PROMISE_BROKEN,
        now=now,
        audience=CUSTOMER if outcome == KEPT else BRAND,
        body=note.strip() or None,
        promise_id=promise.id,
        due_at=promise.due_at.isoformat(),
        done_late=done_late,
    )
    return promise


def _check_open(case: Case) -> None:
    if case.status in ENDED:
        raise RefusedError("case_has_ended", status=case.status)
