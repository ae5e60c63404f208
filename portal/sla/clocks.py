"""The clocks of a case: started, stopped, dropped, and which of them runs out next (T2, T3, T7).

They are written at once and not with the unit of work: a dealer that declines may still write
the case's clocks, and no longer once the case has left its view. A rule therefore moves the
clocks before it moves the case.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import case as when
from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from models.base import NEVER
from models.cases import Case
from models.sla import ClockNews, ClockOwner, ClockState, SlaClock, Stage
from portal.access.beyond import beyond_sight
from portal.sla.pauses import pauses_for, pauses_of
from portal.sla.policy import OWNERS, Target, minutes_allowed
from portal.sla.rungs import BREACHED, rungs, shares_set
from portal.sla.targets import calendar_for, policy_of, targets_of

DEALER_STAGES: Final = frozenset(
    stage for stage, owner in OWNERS.items() if owner is ClockOwner.DEALER
)
# They run from the very beginning.
FIRST: Final = (Stage.TRIAGE, Stage.RESOLVE)


# `resolve` begins with its attempt, in which nothing can have been agreed yet.
_PAUSED_AT_ONCE: Final = frozenset({Stage.FIRST_CONTACT, Stage.VISIT, Stage.CALLBACK})


def start_first_clocks(session: Session, case: Case) -> list[SlaClock]:
    """Start what runs from the moment the first person heard of it (I5).

    Each call begins a case, so both clocks are read about, and written, at once.
    """
    with beyond_sight(session), session.no_autoflush:
        policy_id = policy_of(session, case)
        targets = targets_of(session, policy_id, case, FIRST)
        rows = [
            _row(session, case, policy_id, stage, targets[stage], case.first_heard_at)
            for stage in FIRST
        ]
        started = insert(SlaClock).returning(SlaClock, sort_by_parameter_order=True)
        return list(session.scalars(started, rows))


def start_clock(
    session: Session,
    case: Case,
    stage: Stage,
    *,
    now: datetime,
    since: datetime | None = None,
    dealer_id: int | None = None,
) -> SlaClock:
    """Start a stage's clock, or return the one that stands.

    A running clock goes on; a clock of the brand is never restarted within an attempt (T3).
    A dealer's clock belongs to `dealer_id`, by default the dealer the case is with.
    """
    with beyond_sight(session):
        return _started(session, case, stage, now, since, dealer_id)


def _started(
    session: Session,
    case: Case,
    stage: Stage,
    now: datetime,
    since: datetime | None,
    dealer_id: int | None,
) -> SlaClock:
    if (standing := _standing(session, case, stage)) is not None:
        return standing
    holder = (dealer_id or case.dealer_id) if OWNERS[stage] is ClockOwner.DEALER else None
    with session.no_autoflush:
        policy_id = policy_of(session, case)
        target = targets_of(session, policy_id, case, {stage}, holder)[stage]
        row = _row(session, case, policy_id, stage, target, since or now, holder)
        return session.scalars(insert(SlaClock).returning(SlaClock), row).one()


def _row(
    session: Session,
    case: Case,
    policy_id: int,
    stage: Stage,
    target: Target,
    started_at: datetime,
    dealer_id: int | None = None,
) -> dict[str, object]:
    """A running clock, as it is to be written."""
    calendar = calendar_for(session, target, dealer_id)
    minutes = minutes_allowed(
        target, stage, attempt=case.attempt, started_at=started_at, zone=calendar.hours.zone
    )
    # What was agreed before with the customer holds for whoever takes the case over (T4).
    paused = pauses_of(session, case.id, case.attempt) if stage in _PAUSED_AT_ONCE else ()
    return {
        "case_id": case.id,
        "attempt": case.attempt,
        "stage": stage,
        "owner": OWNERS[stage],
        "dealer_id": dealer_id,
        "policy_id": policy_id,
        "severity": case.severity,
        "calendar_code": target.calendar_code,
        "minutes": minutes,
        "started_at": started_at,
        **rungs(calendar, started_at, minutes, pauses_for(paused, stage), shares_set(session)),
        "state": ClockState.RUNNING,
    }


def stop_clock(
    session: Session, case: Case, stage: Stage, *, now: datetime, at: datetime | None = None
) -> bool:
    """A stage is met, now or at an earlier moment; says whether its clock was running."""
    return _end(session, case, {stage}, ClockState.MET, at or now) > 0


def drop_clocks(
    session: Session, case: Case, *, now: datetime, stages: Collection[Stage] | None = None
) -> int:
    """Stages that nobody is to meet any more, by default all: the offer withdrawn, the case over.

    What was late by then stays a breach.
    """
    return _end(session, case, stages, ClockState.DROPPED, now)


def open_clocks(session: Session, case_id: int) -> Sequence[SlaClock]:
    """The running clocks of a case, the next to run out first."""
    with beyond_sight(session):
        return session.scalars(
            select(SlaClock)
            .where(SlaClock.case_id == case_id, SlaClock.state == ClockState.RUNNING)
            .order_by(SlaClock.due_at, SlaClock.id)
            .limit(len(Stage))
            .execution_options(populate_existing=True)
        ).all()


def next_deadline(clocks: Sequence[SlaClock]) -> tuple[Stage | None, datetime]:
    """The stage and the time that run out next; none, and `NEVER`, where no clock runs."""
    running = [clock for clock in clocks if clock.state is ClockState.RUNNING]
    if not running:
        return None, NEVER
    first = min(running, key=lambda clock: (clock.due_at, clock.id))
    return first.stage, first.due_at


def note_next_deadline(session: Session, case: Case) -> None:
    """Write on the case what runs out next, for the queue's order."""
    with session.no_autoflush:
        case.next_stage, case.next_due_at = next_deadline(open_clocks(session, case.id))


def recompute_clocks(session: Session, case: Case) -> list[SlaClock]:
    """Give the running clocks the times of the case's severity, from where they began (T3, T4).

    The pauses stay: the due time is derived from them, whatever has changed. Returns those whose
    due time moved, so that the rule can put it on record.
    """
    moved = []
    with session.no_autoflush:
        paused = pauses_of(session, case.id, case.attempt)
        shares = shares_set(session)
        for clock in open_clocks(session, case.id):
            stage, holder = clock.stage, clock.dealer_id
            target = targets_of(session, clock.policy_id, case, {stage}, holder)[stage]
            calendar = calendar_for(session, target, holder)
            minutes = minutes_allowed(
                target,
                clock.stage,
                attempt=clock.attempt,
                started_at=clock.started_at,
                zone=calendar.hours.zone,
            )
            held = pauses_for(paused, clock.stage)
            times = rungs(calendar, clock.started_at, minutes, held, shares)
            if times["due_at"] != clock.due_at:
                moved.append(clock)
            if times["due_at"] > clock.due_at:
                # What has more time now is late only by its new one; the history keeps the rest.
                clock.breached_at, clock.rung = None, 0
            for name, at in times.items():
                setattr(clock, name, at)
            clock.severity, clock.minutes = case.severity, minutes
            clock.calendar_code = target.calendar_code
    return moved


def _end(
    session: Session,
    case: Case,
    stages: Collection[Stage] | None,
    state: ClockState,
    at: datetime,
) -> int:
    running = (SlaClock.case_id == case.id, SlaClock.state == ClockState.RUNNING)
    change = update(SlaClock).where(*running).returning(SlaClock.id, SlaClock.due_at, SlaClock.rung)
    if stages is not None:
        change = change.where(SlaClock.stage.in_(stages))
    # The sweep notes a breach at its time; a stage met late before the sweep came is one as well.
    late = when((SlaClock.due_at < at, SlaClock.due_at))
    with beyond_sight(session), session.no_autoflush:
        rows = session.execute(
            change.values(
                state=state,
                stopped_at=func.greatest(at, SlaClock.started_at),
                breached_at=func.coalesce(SlaClock.breached_at, late),
            ).execution_options(synchronize_session=False)
        ).all()
    ended = {row.id for row in rows}
    for clock in session.identity_map.values():
        if isinstance(clock, SlaClock) and clock.id in ended:
            session.expire(clock)
    _leave_news(session, [row for row in rows if row.due_at < at and row.rung < BREACHED])
    return len(ended)


def _leave_news(session: Session, late: Sequence[Any]) -> None:
    """What was late before any sweep had come is put on record and told all the same."""
    if late:
        with beyond_sight(session, always=True):
            session.execute(
                insert(ClockNews),
                [
                    {"clock_id": row.id, "due_at": row.due_at, "rung": BREACHED, "before": row.rung}
                    for row in late
                ],
            )


def _standing(session: Session, case: Case, stage: Stage) -> SlaClock | None:
    """The clock that a new start must not replace."""
    this = select(SlaClock).where(SlaClock.case_id == case.id, SlaClock.stage == stage)
    if OWNERS[stage] is ClockOwner.BRAND:
        this = this.where(SlaClock.attempt == case.attempt)
    else:
        this = this.where(SlaClock.state == ClockState.RUNNING)
    with session.no_autoflush:
        return session.scalars(this.order_by(SlaClock.id.desc()).limit(1)).first()
