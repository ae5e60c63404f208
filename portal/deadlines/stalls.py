"""Find the cases that drag: many touches, or working days, and no step further (domain B2).

How far a case has ever been, and how often somebody had to do with it since, is kept on its row
by the database itself; this only reads two indexes' ends. A step further ends it there as well.
"""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select, union_all, update
from sqlalchemy.orm import Session

from models import Case, EventKind
from portal.access.actors import WORKER_ACTOR
from portal.history.record import record_many
from portal.settings.known import STALL_DAYS, STALL_TOUCHES
from portal.settings.read import setting
from portal.sla.calendars import load_calendar
from portal.sla.policy import OFFICE

BATCH: Final = 200


def sweep_stalls(session: Session, *, now: datetime, batch: int = BATCH) -> int:
    """Put on record which cases have begun to stall, and why; how many there were."""
    many, days = setting(session, STALL_TOUCHES), setting(session, STALL_DAYS)
    before = _still_since(session, days, now)
    going = select(Case.id).where(Case.is_open, Case.stalled_at.is_(None))
    # Each from the end of its own index: in one condition neither could be used.
    touched = going.where(Case.touches >= many).order_by(Case.touches.desc()).limit(batch)
    still = going.where(Case.furthest_at <= before).order_by(Case.furthest_at).limit(batch)
    found = (
        going.where(Case.id.in_(union_all(touched, still)))
        .order_by(Case.id)
        .limit(batch)
        .with_for_update(key_share=True, skip_locked=True)
    )
    cases = session.scalars(
        update(Case)
        .where(Case.id.in_(found))
        .values(stalled_at=now)
        .returning(Case)
        .execution_options(populate_existing=True, synchronize_session=False)
    ).all()
    record_many(
        session,
        WORKER_ACTOR,
        [
            (
                case,
                None,
                {"touches": case.touches, "still_since": case.furthest_at.isoformat()}
                if case.touches >= many
                else {"working_days": days, "still_since": case.furthest_at.isoformat()},
            )
            for case in sorted(cases, key=lambda case: case.id)
        ],
        EventKind.STALLED,
        now=now,
    )
    return len(cases)


def _still_since(session: Session, days: int, now: datetime) -> datetime:
    """So many working days of the office ago: what has stood still since then stalls."""
    office = load_calendar(session, OFFICE)
    since = now - timedelta(days=days)
    while office.add_working_days(since, days) > now:
        since -= timedelta(days=1)
    return since
