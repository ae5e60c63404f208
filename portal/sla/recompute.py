"""Give the running clocks of a calendar their new times, batch by batch, all of it told (T3)."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Case, EventKind, SlaClock
from models.sla import BusinessCalendar
from portal.access.actors import WORKER_ACTOR
from portal.history.record import BRAND, Audience, only_dealer, record_many
from portal.sla.clocks import note_next_deadline, open_clocks, recompute_clocks
from portal.sla.preview import clocks_by
from portal.sla.tell_moved import tell_moved

BATCH: Final = 50


def recompute_calendar(
    session: Session,
    calendar_id: int,
    version: int,
    *,
    after: int = 0,
    now: datetime,
    batch: int = BATCH,
) -> int | None:
    """The next batch of cases after an id; the last one's id, or None when there are no more.

    Ended clocks stay as they are, and so does whatever comes out the same: twice is once. A
    calendar that was changed again meanwhile has a job of its own. The case's version stays,
    as nobody has decided anything about it.
    """
    calendar = session.get(BusinessCalendar, calendar_id)
    if calendar is None or calendar.version != version:
        return None
    wanted = (
        select(SlaClock.case_id)
        .where(*clocks_by(calendar), SlaClock.case_id > after)
        .distinct()
        .order_by(SlaClock.case_id)
        .limit(batch)
    )
    ids = session.scalars(wanted).all()
    # In the order of their ids, as every rule locks them: the case first, its clocks then.
    cases = session.scalars(
        select(Case)
        .where(Case.id.in_(ids))
        .order_by(Case.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).all()
    for case in cases:
        _recompute(session, case, calendar, now)
    if ids:
        return ids[-1]
    tell_moved(session, calendar, now=now)
    return None


def _recompute(session: Session, case: Case, calendar: BusinessCalendar, now: datetime) -> None:
    before = {clock.id: clock.due_at for clock in open_clocks(session, case.id)}
    moved = recompute_clocks(session, case)
    session.flush()
    if not moved:
        return
    note_next_deadline(session, case)
    detail: dict[str, Any] = {
        "calendar": calendar.code,
        "version": calendar.version,
        "moved": [
            {
                "stage": clock.stage.value,
                "before": before[clock.id].isoformat(),
                "after": clock.due_at.isoformat(),
            }
            for clock in moved
        ],
    }
    record_many(
        session,
        WORKER_ACTOR,
        [(case, None, detail)],
        EventKind.CLOCKS_RECOMPUTED,
        now=now,
        audience=_audience(case, moved),
    )


def _audience(case: Case, moved: list[SlaClock]) -> Audience:
    """A dealer reads of its own clocks; the brand's are not its business."""
    holder = case.dealer_id
    if holder is not None and any(clock.dealer_id == holder for clock in moved):
        return only_dealer(holder)
    return BRAND
