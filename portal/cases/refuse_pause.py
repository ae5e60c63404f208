"""The hotline refuses a pause that a dealer asked for, and says why (domain T4)."""

from datetime import datetime

from sqlalchemy.orm import Session

from models import EventKind, PauseState, SlaPause
from portal.access.actors import Actor
from portal.cases.pausing import locked_pause, note_pause, tell_dealer
from portal.errors import InvalidError


def refuse_pause(
    session: Session,
    actor: Actor,
    pause_id: int,
    words: str,
    *,
    version: int | None,
    now: datetime,
) -> SlaPause:
    """The clocks have gone on meanwhile, and go on."""
    case, pause = locked_pause(session, actor, pause_id, PauseState.ASKED, version)
    if not words.strip():
        raise InvalidError("say_why", field="words")
    pause.state, pause.decided_by_id, pause.decided_at = PauseState.REFUSED, actor.user_id, now
    pause.version += 1
    note_pause(session, actor, case, pause, EventKind.PAUSE_REFUSED, words, now=now)
    tell_dealer(session, case, pause, now=now)
    return pause
