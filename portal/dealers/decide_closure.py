"""The hotline agrees to a dealer's closure, or refuses it (domain T1).

Agreed days are closed in the dealer's own calendar, by which its clocks count. `urgent` counts on
another calendar and knows no closure.
"""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import BusinessCalendar, ClosureState, DealerClosure, NoticeKind
from portal.access.actors import WORKER_ACTOR, Actor
from portal.access.beyond import beyond_sight
from portal.access.permissions import Permission
from portal.dealers.call_off_closure import CLOSED, spell_special
from portal.dealers.closures import locked_closure
from portal.errors import InvalidError, RefusedError
from portal.history.changes import record_change
from portal.notices.recipients import DealerDesk, DealerManagers
from portal.notices.tell import tell
from portal.sla.calendars import own_code
from portal.sla.change_calendar import change_calendar, give_dealer_calendar
from portal.sla.edits import Edit
from portal.sla.plan import Plan, read_plan


def decide_closure(
    session: Session,
    actor: Actor,
    closure_id: int,
    *,
    granted: bool,
    answer: str = "",
    version: int | None,
    now: datetime,
) -> DealerClosure:
    """A refusal says why. What is agreed moves the dealer's running clocks, by a job."""
    actor.require(Permission.CLOSURE_DECIDE)
    closure = locked_closure(session, actor, closure_id, version)
    if not granted and not answer.strip():
        raise InvalidError("say_why", field="answer")
    if granted and closure.last_day < now.date():
        raise RefusedError("closure_is_past")
    closure.state = ClosureState.AGREED if granted else ClosureState.REFUSED
    closure.decided_by_id, closure.decided_at = actor.user_id, now
    closure.answer = answer.strip()
    closure.version += 1
    session.flush()
    if granted:
        _close(session, closure, now)
    said = {"state": closure.state.value}
    record_change(session, actor, f"closure:{closure.id}", None, _days_of(closure) | said, now=now)
    tell(
        session,
        NoticeKind.CLOSURE_DECIDED,
        [DealerManagers(closure.dealer_id), DealerDesk(closure.dealer_id)],
        now=now,
        key=f"closure:{closure.id}:decided",
        dealer_id=closure.dealer_id,
        since=closure.first_day.isoformat(),
        until=closure.last_day.isoformat(),
        granted=granted,
    )
    return closure


def close_days(first_day: date, last_day: date) -> Edit:
    """No hours at all on these days, whatever the week or a holiday says."""

    def edit(plan: Plan) -> Plan:
        days = (last_day - first_day).days + 1
        return plan.with_days(
            {first_day + timedelta(days=number): CLOSED for number in range(days)}
        )

    return edit


def _close(session: Session, closure: DealerClosure, now: datetime) -> None:
    """The hotline keeps no calendars: the portal writes what it has agreed to."""
    with beyond_sight(session, always=True):
        calendar_id = session.scalar(
            select(BusinessCalendar.id).where(BusinessCalendar.code == own_code(closure.dealer_id))
        )
        if calendar_id is None:
            own = give_dealer_calendar(session, WORKER_ACTOR, closure.dealer_id, now=now)
            calendar_id = own.id
        closure.stood = _stands(session, calendar_id, closure)
        session.flush()
        edit = close_days(closure.first_day, closure.last_day)
        try:
            change_calendar(session, WORKER_ACTOR, calendar_id, edit, version=None, now=now)
        except RefusedError as error:
            # An administrator has closed these days already.
            if error.code != "calendar_is_so_already":
                raise


def _stands(session: Session, calendar_id: int, closure: DealerClosure) -> dict[str, Any]:
    """What is special about these days without the closure: it stands again if that is called off.

    A day that is closed already stays so whoever opens it, as somebody else has closed it.
    """
    plan = read_plan(session, session.get_one(BusinessCalendar, calendar_id))
    return {
        day.isoformat(): spell_special(special)
        for day, special in plan.days.items()
        if closure.first_day <= day <= closure.last_day
    }


def _days_of(closure: DealerClosure) -> dict[str, str]:
    return {"from": closure.first_day.isoformat(), "until": closure.last_day.isoformat()}
