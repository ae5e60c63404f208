"""An agreed closure is called off: by the dealer who opens after all, or by the hotline (T1).

Only days to come are opened again. A day that has begun stays closed as it was agreed, so nobody
is late by a word that was said afterwards.
"""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import BusinessCalendar, ClosureState, DayKind, DealerClosure, NoticeKind
from portal.access.actors import WORKER_ACTOR, Actor
from portal.access.beyond import beyond_sight
from portal.access.permissions import Permission
from portal.dealers.closures import locked_closure
from portal.errors import InvalidError, RefusedError
from portal.history.changes import record_change
from portal.notices.recipients import DealerDesk, DealerManagers, HotlineTeam, Recipient
from portal.notices.tell import tell
from portal.sla.calendars import own_code
from portal.sla.change_calendar import change_calendar
from portal.sla.edits import Edit
from portal.sla.plan import Plan, Special
from portal.sla.zone import portal_zone

CLOSED = Special(DayKind.OVERRIDE, ())


def call_off_closure(
    session: Session,
    actor: Actor,
    closure_id: int,
    *,
    why: str = "",
    version: int | None,
    now: datetime,
) -> DealerClosure:
    """From tomorrow on at the earliest. The hotline says why; the other side is told."""
    actor.require(Permission.CLOSURE_DECIDE if actor.is_brand else Permission.CLOSURE_ASK)
    closure = locked_closure(session, actor, closure_id, version, state=ClosureState.AGREED)
    if actor.is_brand and not why.strip():
        raise InvalidError("say_why", field="why")
    open_from = opens_again(closure, now.astimezone(portal_zone(session)).date())
    if open_from is None:
        raise RefusedError("closure_is_over")
    closure.state, closure.open_from = ClosureState.CALLED_OFF, open_from
    closure.called_off_by_id, closure.called_off_at = actor.user_id, now
    closure.called_off_why = why.strip() or None
    closure.version += 1
    session.flush()
    _open(session, closure, open_from, now)
    said = {"state": closure.state.value, "open_from": open_from.isoformat()}
    before = {"state": ClosureState.AGREED.value}
    record_change(session, actor, f"closure:{closure.id}", before, said, now=now)
    _tell(session, actor, closure, open_from, now)
    return closure


def opens_again(closure: DealerClosure, today: date) -> date | None:
    """The first day that can be opened again; none once the last day has begun."""
    first = max(closure.first_day, today + timedelta(days=1))
    return first if first <= closure.last_day else None


def spell_special(special: Special) -> dict[str, Any]:
    """What a calendar says of a day, as the closure keeps it."""
    return {"kind": special.kind.value, "spans": special.spans, "name": special.name}


def _read_special(kept: dict[str, Any]) -> Special:
    spans = tuple((opens, closes) for opens, closes in kept["spans"])
    return Special(DayKind(kept["kind"]), spans, kept["name"])


def _open(session: Session, closure: DealerClosure, open_from: date, now: datetime) -> None:
    """What the calendar said before stands again, but where it was changed meanwhile."""
    stood = {date.fromisoformat(day): _read_special(kept) for day, kept in closure.stood.items()}
    with beyond_sight(session, always=True):
        calendar_id = session.scalar(
            select(BusinessCalendar.id).where(BusinessCalendar.code == own_code(closure.dealer_id))
        )
        if calendar_id is None:
            return
        edit = _open_days(open_from, closure.last_day, stood)
        try:
            change_calendar(session, WORKER_ACTOR, calendar_id, edit, version=None, now=now)
        except RefusedError as error:
            # An administrator has opened these days already.
            if error.code != "calendar_is_so_already":
                raise


def _open_days(first_day: date, last_day: date, stood: dict[date, Special]) -> Edit:
    def edit(plan: Plan) -> Plan:
        days = [first_day + timedelta(days=n) for n in range((last_day - first_day).days + 1)]
        return plan.with_days({day: stood.get(day) for day in days if plan.days.get(day) == CLOSED})

    return edit


def _tell(
    session: Session, actor: Actor, closure: DealerClosure, open_from: date, now: datetime
) -> None:
    house: list[Recipient] = [DealerManagers(closure.dealer_id), DealerDesk(closure.dealer_id)]
    tell(
        session,
        NoticeKind.CLOSURE_CALLED_OFF,
        house if actor.is_brand else [HotlineTeam()],
        now=now,
        key=f"closure:{closure.id}:off",
        dealer_id=closure.dealer_id,
        by_id=actor.user_id,
        since=open_from.isoformat(),
    )
