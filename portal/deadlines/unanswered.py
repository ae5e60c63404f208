"""What a dealer has asked of the hotline, and nobody answers, comes up to the supervisor (T8).

A pause that waits for consent and a closure that waits for it have no case of a supervisor's
request, but the same two hours: a dealer's clock runs on until somebody has said a word.
"""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import (
    Case,
    ClosureState,
    DealerClosure,
    NoticeKind,
    PauseState,
    Severity,
    SlaPause,
)
from portal.notices.recipients import Supervisors
from portal.notices.tell import News, tell_many
from portal.settings.known import WORD_HOURS
from portal.settings.read import setting

BATCH: Final = 100


def move_pauses_up(session: Session, *, now: datetime, batch: int = BATCH) -> int:
    """Pauses of open cases; the case is locked, as by every rule about it. How many moved."""
    rows = session.execute(
        select(Case, SlaPause)
        .join(SlaPause, SlaPause.case_id == Case.id)
        .where(
            SlaPause.state == PauseState.ASKED,
            SlaPause.moved_up_at.is_(None),
            SlaPause.asked_at <= now - timedelta(hours=setting(session, WORD_HOURS)),
            Case.is_open,
        )
        .order_by(Case.id, SlaPause.id)
        .limit(batch)
        .with_for_update(of=Case, key_share=True, skip_locked=True)
        .execution_options(populate_existing=True)
    ).all()
    for _case, pause in rows:
        pause.moved_up_at = now
    tell_many(
        session,
        [
            News(
                NoticeKind.PAUSE_ASKED,
                [Supervisors()],
                f"pause:{pause.id}:up",
                case.id,
                urgent=case.severity is Severity.URGENT,
                detail={
                    "stage": pause.stage.value,
                    "until": pause.ends_at.isoformat(),
                    "by_id": pause.asked_by_id,
                },
            )
            for case, pause in rows
        ],
        now=now,
    )
    return len(rows)


def move_closures_up(session: Session, *, now: datetime, batch: int = BATCH) -> int:
    """Closures that wait for consent; how many moved."""
    waiting = session.scalars(
        select(DealerClosure)
        .where(
            DealerClosure.state == ClosureState.ASKED,
            DealerClosure.moved_up_at.is_(None),
            DealerClosure.asked_at <= now - timedelta(hours=setting(session, WORD_HOURS)),
        )
        .order_by(DealerClosure.id)
        .limit(batch)
        .with_for_update(key_share=True, skip_locked=True)
        .execution_options(populate_existing=True)
    ).all()
    for closure in waiting:
        closure.moved_up_at = now
    tell_many(
        session,
        [
            News(
                NoticeKind.CLOSURE_ASKED,
                [Supervisors()],
                f"closure:{closure.id}:up",
                detail={
                    "dealer_id": closure.dealer_id,
                    "since": closure.first_day.isoformat(),
                    "until": closure.last_day.isoformat(),
                },
            )
            for closure in waiting
        ],
        now=now,
    )
    return len(waiting)
