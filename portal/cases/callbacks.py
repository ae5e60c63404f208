"""The brand's call on a resolution: what it must be like, and its row (domain K1, K8)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Callback, Case, Outcome, Resolution, Task
from portal.access.actors import Actor
from portal.errors import InvalidError, RefusedError
from portal.settings.known import CALLBACK_FROM, CALLBACK_UNTIL
from portal.settings.read import setting
from portal.sla.zone import portal_zone

SETTLING: Final = frozenset({Outcome.SETTLED, Outcome.SETTLED_WITH_RESERVATION})


@dataclass(frozen=True, slots=True)
class Reservation:
    """What is still to be done for the customer: a task with an owner and a date."""

    title: str
    due_at: datetime
    owner_id: int | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """A call as its maker tells it; `made_at` where it was made earlier the same day."""

    outcome: Outcome
    made_at: datetime | None = None
    solved: bool | None = None
    treated: int | None = None
    pressed: bool | None = None
    note: str = ""
    later_at: datetime | None = None
    reservations: Sequence[Reservation] = field(default_factory=tuple)


def standing_resolution(session: Session, case: Case) -> Resolution:
    """The resolution that a call is about."""
    found = session.scalar(
        select(Resolution).where(Resolution.case_id == case.id, Resolution.ended_at.is_(None))
    )
    if found is None:
        raise RefusedError("no_standing_resolution", number=case.number)
    return found


def check_maker(actor: Actor, resolution: Resolution) -> None:
    """K1: whoever resolved the case does not ask whether it is settled."""
    if resolution.resolved_by_id == actor.user_id:
        raise RefusedError("resolver_does_not_call")


def check_call(session: Session, resolution: Resolution, call: Call, *, now: datetime) -> datetime:
    """Check what was told of the call and return when it was made."""
    made_at = call.made_at or now
    _check_time(session, resolution, made_at, now)
    if call.outcome in SETTLING:
        _check_questions(call)
    if call.outcome is Outcome.SETTLED_WITH_RESERVATION and not call.reservations:
        raise InvalidError("reservation_missing", field="reservations")
    if call.outcome is not Outcome.SETTLED_WITH_RESERVATION and call.reservations:
        raise InvalidError("reservation_of_what", field="reservations")
    if call.outcome is Outcome.NOT_SETTLED and not call.note.strip():
        raise InvalidError("customers_word_missing", field="note")
    if call.outcome is Outcome.CALL_LATER and (call.later_at is None or call.later_at <= now):
        raise InvalidError("later_when", field="later_at")
    return made_at


def write_callback(
    session: Session,
    actor: Actor,
    case: Case,
    resolution: Resolution,
    call: Call,
    *,
    made_at: datetime,
    task: Task | None = None,
) -> Callback:
    """The row of the call. A `not_settled` one wants its resolution ended before (K3)."""
    callback = Callback(
        case_id=case.id,
        resolution_id=resolution.id,
        resolved_by_id=resolution.resolved_by_id,
        resolved_at=resolution.made_at,
        made_by_id=actor.user_id,
        made_at=made_at,
        outcome=call.outcome,
        solved=call.solved,
        treated=call.treated,
        pressed=call.pressed,
        note=call.note.strip(),
        later_at=call.later_at if call.outcome is Outcome.CALL_LATER else None,
        task_id=task.id if task else None,
    )
    session.add(callback)
    session.flush()
    return callback


def failed_repairs(session: Session, case: Case) -> int:
    """How many repairs on site the customer did not find settled (R2)."""
    found = session.scalar(
        select(func.count()).where(
            Resolution.case_id == case.id,
            Resolution.ended_by == "reopened",
            Resolution.remote.is_(False),
        )
    )
    return found or 0


def _check_time(session: Session, resolution: Resolution, made_at: datetime, now: datetime) -> None:
    zone = portal_zone(session)
    there, here = made_at.astimezone(zone), now.astimezone(zone)
    if made_at > now:
        raise InvalidError("call_is_in_the_future", field="made_at")
    if there.date() != here.date():
        raise InvalidError("call_of_another_day", field="made_at")
    if made_at < resolution.made_at:
        raise InvalidError("call_before_resolution", field="made_at", resolved=resolution.made_at)
    opens, closes = setting(session, CALLBACK_FROM), setting(session, CALLBACK_UNTIL)
    if not opens <= there.hour < closes:
        raise RefusedError("no_calls_at_this_hour", field="made_at", opens=opens, closes=closes)


def _check_questions(call: Call) -> None:
    """The three questions are asked whenever the customer says that it is settled."""
    for name in ("solved", "treated", "pressed"):
        if getattr(call, name) is None:
            raise InvalidError("question_not_asked", field=name)
    if call.treated is not None and not 1 <= call.treated <= 5:
        raise InvalidError("treated_1_to_5", field="treated")
    if call.outcome is Outcome.SETTLED and call.solved is False:
        raise InvalidError("settled_but_not_solved", field="solved")
