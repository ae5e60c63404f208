"""The hotline ends a pause before its time: the customer can be served sooner (domain T4)."""

from datetime import datetime

from sqlalchemy.orm import Session

from models import EventKind, PauseState, SlaPause
from portal.access.actors import Actor
from portal.cases.pausing import locked_pause, move_clocks, note_pause, tell_ended
from portal.errors import InvalidError, RefusedError


def end_pause(
    session: Session,
    actor: Actor,
    pause_id: int,
    words: str,
    *,
    version: int | None,
    now: datetime,
) -> SlaPause:
    """From now on the time runs again; what it stood still until now stays so."""
    case, pause = locked_pause(session, actor, pause_id, PauseState.AGREED, version)
    if not words.strip():
        raise InvalidError("say_why", field="words")
    if now >= pause.ends_at:
        raise RefusedError("pause_is_over", at=pause.ends_at)
    pause.state, pause.ended_at = PauseState.ENDED, now
    pause.version += 1
    due = move_clocks(session, case)
    note_pause(session, actor, case, pause, EventKind.PAUSE_ENDED, words, now=now, due=due)
    tell_ended(session, actor, case, pause, now=now)
    return pause
