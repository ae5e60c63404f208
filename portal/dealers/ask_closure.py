"""A dealer asks to close for some days, or takes that back (domain T1)."""

from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import ClosureState, DealerClosure, NoticeKind
from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.dealers.closures import locked_closure
from portal.errors import InvalidError, RefusedError
from portal.notices.recipients import HotlineTeam
from portal.notices.tell import tell
from portal.settings.known import CLOSURE_DAYS_AHEAD
from portal.settings.read import setting
from portal.sla.zone import portal_zone

MOST_DAYS: Final = 31


def ask_closure(
    session: Session, actor: Actor, first_day: date, last_day: date, reason: str, *, now: datetime
) -> DealerClosure:
    """Some days ahead at least. Nothing changes until the hotline has agreed."""
    actor.require(Permission.CLOSURE_ASK)
    today = now.astimezone(portal_zone(session)).date()
    ahead = setting(session, CLOSURE_DAYS_AHEAD)
    if first_day < today + timedelta(days=ahead):
        raise InvalidError("closure_too_soon", field="first_day", days=ahead)
    if last_day < first_day:
        raise InvalidError("closure_ends_before_it_begins", field="last_day")
    if (last_day - first_day).days >= MOST_DAYS:
        raise InvalidError("closure_too_long", field="last_day", days=MOST_DAYS)
    if not reason.strip():
        raise InvalidError("say_why", field="reason")
    closure = DealerClosure(
        dealer_id=actor.dealer_id,
        first_day=first_day,
        last_day=last_day,
        reason=reason.strip(),
        asked_by_id=actor.user_id,
        asked_at=now,
        state=ClosureState.ASKED,
    )
    _put_in(session, closure)
    tell(
        session,
        NoticeKind.CLOSURE_ASKED,
        [HotlineTeam()],
        now=now,
        key=f"closure:{closure.id}",
        dealer_id=closure.dealer_id,
        since=first_day.isoformat(),
        until=last_day.isoformat(),
    )
    return closure


def withdraw_closure(
    session: Session, actor: Actor, closure_id: int, *, version: int | None
) -> DealerClosure:
    """As long as nobody has decided on it."""
    actor.require(Permission.CLOSURE_ASK)
    closure = locked_closure(session, actor, closure_id, version)
    closure.state = ClosureState.WITHDRAWN
    closure.version += 1
    session.flush()
    return closure


def _put_in(session: Session, closure: DealerClosure) -> None:
    """Two of the same days at once: the table says that the second is none."""
    try:
        with session.begin_nested():
            session.add(closure)
            session.flush()
    except IntegrityError as error:
        if getattr(error.orig, "sqlstate", None) != "23P01":
            raise
        raise RefusedError("closure_asked_already", field="first_day") from error
