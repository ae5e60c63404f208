"""The hotline agrees to a pause that a dealer asked for (domain T4)."""

from datetime import datetime

from sqlalchemy.orm import Session

from models import EventKind, PauseState, SlaPause
from portal.access.actors import Actor
from portal.cases.pausing import (
    check_length,
    check_unreachable,
    locked_pause,
    move_clocks,
    note_pause,
    tell_dealer,
)
from portal.errors import ForbiddenError, RefusedError


def agree_pause(
    session: Session,
    actor: Actor,
    pause_id: int,
    words: str = "",
    *,
    version: int | None,
    now: datetime,
) -> SlaPause:
    """The clocks that it moves get their new due times, which the case says."""
    case, pause = locked_pause(session, actor, pause_id, PauseState.ASKED, version)
    if pause.asked_by_id == actor.user_id:
        raise ForbiddenError("not_ones_own_request")
    if pause.attempt != case.attempt or not case.is_open:
        raise RefusedError("pause_is_of_the_past", number=case.number)
    check_unreachable(session, case, pause.reason)
    check_length(session, case, pause.starts_at, pause.ends_at)
    pause.state, pause.decided_by_id, pause.decided_at = PauseState.AGREED, actor.user_id, now
    pause.version += 1
    due = move_clocks(session, case)
    note_pause(session, actor, case, pause, EventKind.PAUSE_AGREED, words, now=now, due=due)
    tell_dealer(session, case, pause, now=now)
    return pause
