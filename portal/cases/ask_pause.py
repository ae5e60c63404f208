"""Ask that a stage's time stand still; what the brand's own people ask is agreed (domain T4)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import EventKind, PauseReason, PauseState, SlaPause, Stage
from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.access.scope import get_case
from portal.cases.pausing import (
    ask_hotline,
    check_length,
    check_unreachable,
    move_clocks,
    note_pause,
    pausable_stages,
    tell_dealer,
)
from portal.errors import InvalidError, RefusedError
from portal.sla.pauses import CUSTOMERS


def ask_pause(
    session: Session,
    actor: Actor,
    case_id: int,
    stage: Stage,
    reason: PauseReason,
    until: datetime,
    words: str,
    *,
    version: int | None,
    now: datetime,
) -> SlaPause:
    """A pause from now until a moment. The clocks go on until the hotline has agreed.

    Then it counts from when it was asked: a dealer does not answer for the hotline's slowness.
    """
    case = get_case(session, actor, case_id, version=version, lock=True)
    actor.require(Permission.PAUSE_ASK)
    if stage not in pausable_stages(session, actor, case):
        raise RefusedError("stage_cannot_wait", field="stage", stage=stage)
    if reason not in CUSTOMERS and stage in (Stage.RESOLVE, Stage.CALLBACK):
        raise InvalidError("ours_waits_for_the_customer_only", field="pause_reason")
    if until <= now:
        raise InvalidError("pause_ends_before_it_begins", field="until_on")
    if not words.strip():
        raise InvalidError("say_why", field="words")
    waiting = select(SlaPause.id).where(
        SlaPause.case_id == case.id,
        SlaPause.stage == stage,
        SlaPause.state == PauseState.ASKED,
    )
    if session.scalar(waiting.limit(1)) is not None:
        raise RefusedError("already_asked", number=case.number)
    check_unreachable(session, case, reason)
    check_length(session, case, now, until)
    pause = SlaPause(
        case_id=case.id,
        attempt=case.attempt,
        stage=stage,
        dealer_id=case.dealer_id,
        reason=reason,
        starts_at=now,
        ends_at=until,
        state=PauseState.ASKED,
        asked_by_id=actor.user_id,
        asked_at=now,
    )
    if actor.is_brand:
        pause.state, pause.decided_by_id, pause.decided_at = PauseState.AGREED, actor.user_id, now
    session.add(pause)
    session.flush()
    if actor.is_brand:
        due = move_clocks(session, case)
        note_pause(session, actor, case, pause, EventKind.PAUSE_AGREED, words, now=now, due=due)
        tell_dealer(session, case, pause, now=now)
    else:
        note_pause(session, actor, case, pause, EventKind.PAUSE_ASKED, words, now=now)
        ask_hotline(session, actor, case, pause, now=now)
    return pause
