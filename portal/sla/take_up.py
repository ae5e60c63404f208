"""Take clocks up again: of a merge that is undone (K7), of a contact that counts no more (C3)."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models import Case, ClockState, SlaClock, Stage
from portal.sla.clocks import recompute_clocks


def take_up_clocks(session: Session, case: Case, *, dropped_at: datetime) -> int:
    """Let run what was dropped at that moment, as if it had never stopped; says how many."""
    taken = session.scalars(
        update(SlaClock)
        .where(
            SlaClock.case_id == case.id,
            SlaClock.state == ClockState.DROPPED,
            SlaClock.stopped_at == dropped_at,
        )
        .values(state=ClockState.RUNNING, stopped_at=None)
        .returning(SlaClock.id)
        .execution_options(synchronize_session="fetch")
    ).all()
    return len(taken)


def met_clock(session: Session, case: Case, stage: Stage) -> SlaClock | None:
    """The clock of this stage that the case's dealer has met in this attempt, the last one."""
    return session.scalars(
        select(SlaClock)
        .where(
            SlaClock.case_id == case.id,
            SlaClock.stage == stage,
            SlaClock.attempt == case.attempt,
            SlaClock.dealer_id == case.dealer_id,
            SlaClock.state == ClockState.MET,
        )
        .order_by(SlaClock.id.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    ).first()


def move_resolve_clock(session: Session, case: Case, since: datetime) -> datetime | None:
    """Let the running `resolve` clock count from another moment; returns the one before.

    None where none runs, or it counts from there already.
    """
    clock = session.scalar(
        select(SlaClock).where(
            SlaClock.case_id == case.id,
            SlaClock.stage == Stage.RESOLVE,
            SlaClock.state == ClockState.RUNNING,
        )
    )
    if clock is None or clock.started_at == since:
        return None
    before, clock.started_at = clock.started_at, since
    session.flush()
    recompute_clocks(session, case)
    session.flush()
    return before
