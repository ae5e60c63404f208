"""Holds and pleas that nobody decides on, and standings that change with time alone (S1, T8).

Who is held stays held while it waits; what is late goes to the director.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import DateTime, bindparam, select, text
from sqlalchemy.orm import Session

from models import NoticeKind, StandingChangeKind, StandingHold, StandingPlea
from portal.installers.standing import note_change, recount_standing, standing_now
from portal.notices.recipients import Directors, Supervisors
from portal.notices.tell import News, tell_many
from portal.settings.known import STANDING_DAYS
from portal.settings.read import setting

BATCH: Final = 100

# A complaint grows old, a visit shows that somebody was there, a threshold is set anew.
_LOOKED_AT: Final = text("""
SELECT i.id, standing_owed(i.id, :now) <> i.standing FROM installers i
 WHERE i.id > :after AND i.same_as_id IS NULL AND i.standing IN ('good', 'watched')
   AND (i.standing = 'watched' OR EXISTS (
     SELECT FROM case_accused a JOIN cases c ON c.id = a.case_id
      WHERE a.installer_id IN (SELECT same_people(i.id)) AND c.first_heard_at >= :since))
 ORDER BY i.id LIMIT :batch
""").bindparams(
    bindparam("now", type_=DateTime(timezone=True)),
    bindparam("since", type_=DateTime(timezone=True)),
)


def warn_of_holds(session: Session, *, now: datetime, batch: int = BATCH) -> int:
    """At three quarters of the working day the supervisors hear of it once more (T6)."""
    holds = _waiting(
        session, StandingHold, StandingHold.warn_at <= now, StandingHold.warned_at.is_(None),
        batch=batch,
    )  # fmt: skip
    for hold in holds:
        hold.warned_at = now
    _tell(
        session,
        [(hold, NoticeKind.HOLD_WAITING, f"hold:{hold.id}:near", Supervisors()) for hold in holds],
        now,
    )
    return len(holds)


def move_holds_up(session: Session, *, now: datetime, batch: int = BATCH) -> int:
    """After one working day it is the director's as well; they stay held meanwhile (S1)."""
    holds = _waiting(
        session, StandingHold, StandingHold.due_at <= now, StandingHold.moved_up_at.is_(None),
        batch=batch,
    )  # fmt: skip
    for hold in holds:
        hold.moved_up_at = now
        at = standing_now(session, hold.installer_id)
        note_change(
            session, None, hold.installer_id, StandingChangeKind.MOVED_UP, at, at,
            now=now, hold_id=hold.id,
        )  # fmt: skip
    _tell(
        session,
        [(hold, NoticeKind.HOLD_MOVED_UP, f"hold:{hold.id}:up", Directors()) for hold in holds],
        now,
    )
    return len(holds)


def move_pleas_up(session: Session, *, now: datetime, batch: int = BATCH) -> int:
    """What was asked and not answered in two office hours is the director's as well (T8)."""
    pleas = _waiting(
        session, StandingPlea, StandingPlea.due_at <= now, StandingPlea.moved_up_at.is_(None),
        batch=batch,
    )  # fmt: skip
    for plea in pleas:
        plea.moved_up_at = now
    _tell(
        session,
        [
            (
                plea,
                NoticeKind.PLEA_MOVED_UP,
                f"plea:{plea.id}:up",
                Directors(but=plea.asked_by_id),
            )
            for plea in pleas
        ],
        now,
    )
    return len(pleas)


def settle_standings(
    session: Session, *, after: int, now: datetime, batch: int = 500
) -> int | None:
    """Bring standings to what is owed now, a batch at a time; where to go on, or nothing."""
    since = now - timedelta(days=setting(session, STANDING_DAYS) + 1)
    values = {"after": after, "since": since, "batch": batch, "now": now}
    rows = session.execute(_LOOKED_AT, values).all()
    recount_standing(session, [person for person, changed in rows if changed], now=now)
    return int(rows[-1][0]) if len(rows) == batch else None


def _waiting(session: Session, model: Any, *conditions: Any, batch: int) -> Sequence[Any]:
    """Undecided rows that have come so far; others may sweep at the same moment."""
    return session.scalars(
        select(model)
        .where(model.decided_at.is_(None), *conditions)
        .order_by(model.due_at, model.id)
        .limit(batch)
        .with_for_update(key_share=True, skip_locked=True)
        .execution_options(populate_existing=True)
    ).all()


def _tell(
    session: Session, found: Sequence[tuple[Any, NoticeKind, str, Any]], now: datetime
) -> None:
    tell_many(
        session,
        [
            News(
                kind,
                [to],
                key,
                detail={
                    "installer_id": row.installer_id,
                    "due_at": row.due_at.isoformat(),
                    **({"by_id": row.asked_by_id} if isinstance(row, StandingPlea) else {}),
                },
            )
            for row, kind, key, to in found
        ],
        now=now,
    )
