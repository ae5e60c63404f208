"""What a change of a calendar would do to the clocks that run by it, before anybody makes it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from models import Case, ClockState, SlaClock, SlaPause, Stage
from models.sla import BusinessCalendar
from portal.access.beyond import beyond_sight
from portal.sla.calendar import Calendar, NeverOpenError
from portal.sla.pauses import IN_FORCE, cut_at_met, pauses_for
from portal.sla.policy import SERVICE

SHOWN: Final = 20
_AT_ONCE: Final = 1000


@dataclass(frozen=True, slots=True)
class Move:
    """A clock whose due time would be another; `breached` if that would lie behind us."""

    number: str
    stage: Stage
    before: datetime
    after: datetime
    breached: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """How many clocks run, how many would move, how many of them would be late by it."""

    running: int
    moved: int
    breached: int
    first: tuple[Move, ...]


def clocks_by(calendar: BusinessCalendar) -> tuple[ColumnElement[bool], ...]:
    """Which clocks run by a calendar: a dealer's own one stands for the service hours (T1)."""
    running = SlaClock.state == ClockState.RUNNING
    if calendar.dealer_id is not None:
        return running, SlaClock.calendar_code == SERVICE, SlaClock.dealer_id == calendar.dealer_id
    this = SlaClock.calendar_code == calendar.code
    if calendar.code != SERVICE:
        return running, this
    own = select(BusinessCalendar.dealer_id).where(BusinessCalendar.dealer_id.is_not(None))
    return running, this, or_(SlaClock.dealer_id.is_(None), SlaClock.dealer_id.not_in(own))


def preview_hours(
    session: Session, calendar: BusinessCalendar, then: Calendar, *, now: datetime
) -> Preview:
    """Reckon every clock anew that runs by a calendar; the soonest of those that move first.

    An administrator sees no case: of each only its number and its times are said.
    """
    running = moved = breached = 0
    first: list[Move] = []
    with beyond_sight(session):
        after: tuple[Any, int] | None = None
        while rows := _some(session, calendar, after):
            after = rows[-1][0].due_at, rows[-1][0].id
            running += len(rows)
            for move in _moves(session, rows, then, now):
                moved += 1
                breached += move.breached
                first.append(move)
            # What turns late by it is shown before what merely moves.
            first = sorted(first, key=lambda move: not move.breached)[:SHOWN]
    return Preview(running, moved, breached, tuple(first))


def _some(
    session: Session, calendar: BusinessCalendar, after: tuple[Any, int] | None
) -> Sequence[Any]:
    chosen = select(SlaClock, Case.number).join(Case, Case.id == SlaClock.case_id)
    chosen = chosen.where(*clocks_by(calendar))
    if after is not None:
        at, last = after
        chosen = chosen.where(
            or_(SlaClock.due_at > at, (SlaClock.due_at == at) & (SlaClock.id > last))
        )
    return session.execute(chosen.order_by(SlaClock.due_at, SlaClock.id).limit(_AT_ONCE)).all()


def _moves(session: Session, rows: Sequence[Any], then: Calendar, now: datetime) -> Sequence[Move]:
    paused = paused_by_attempt(session, {clock.case_id for clock, _number in rows})
    moves = []
    for clock, number in rows:
        agreed = paused.get((clock.case_id, clock.attempt), ())
        held = pauses_for(agreed, clock.stage)
        try:
            due = then.due(clock.started_at, timedelta(minutes=clock.minutes), held)
        except NeverOpenError:
            due = datetime.max.replace(tzinfo=now.tzinfo)
        if due != clock.due_at:
            late = due <= now < clock.due_at
            moves.append(Move(number, clock.stage, clock.due_at, due, late))
    return moves


def paused_by_attempt(session: Session, cases: set[int]) -> dict[tuple[int, int], Any]:
    """What was agreed on these cases, by case and attempt, cut where its stage was met."""
    rows = session.scalars(
        select(SlaPause)
        .where(SlaPause.case_id.in_(cases), SlaPause.state.in_(IN_FORCE))
        .order_by(SlaPause.id)
    ).all()
    if not rows:
        return {}
    met = session.scalars(
        select(SlaClock)
        .where(
            SlaClock.case_id.in_({row.case_id for row in rows}), SlaClock.state == ClockState.MET
        )
        .order_by(SlaClock.id)
    ).all()
    by_key: dict[tuple[int, int], tuple[list[SlaPause], list[SlaClock]]]
    by_key = defaultdict(lambda: ([], []))
    for row in rows:
        by_key[row.case_id, row.attempt][0].append(row)
    for clock in met:
        by_key[clock.case_id, clock.attempt][1].append(clock)
    return {key: cut_at_met(*lists) for key, lists in by_key.items()}
