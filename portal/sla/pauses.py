"""Which intervals of a case do not count for which of its clocks (domain T4)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from models import ClockState, PauseReason, PauseState, SlaClock, SlaPause, Stage
from portal.access.beyond import beyond_sight
from portal.sla.calendar import Calendar, Pause
from portal.sla.calendars import load_calendar
from portal.sla.policy import OFFICE, SERVICE

MOST_DAYS: Final = 10

# The way of a case: a pause holds up its own stage and what comes after, never what was before.
_WAY: Final = (Stage.FIRST_CONTACT, Stage.VISIT, Stage.CALLBACK)
PAUSABLE: Final = frozenset({*_WAY, Stage.RESOLVE})
# What the customer asks for is no delay of the brand; what is agreed otherwise is.
CUSTOMERS: Final = frozenset({PauseReason.CUSTOMER_LATER_DAY, PauseReason.CUSTOMER_UNREACHABLE})


class Paused(NamedTuple):
    """An interval that was agreed, as long as it lasted."""

    stage: Stage
    reason: PauseReason
    starts_at: datetime
    ends_at: datetime


def moved_by(stage: Stage, reason: PauseReason) -> frozenset[Stage]:
    """The stages whose clocks stand still in a pause of a stage."""
    later = _WAY[_WAY.index(stage) :] if stage in _WAY else (Stage.RESOLVE, Stage.CALLBACK)
    return frozenset(later) | ({Stage.RESOLVE} if reason in CUSTOMERS else frozenset())


def pauses_of(session: Session, case_id: int, attempt: int) -> Sequence[Paused]:
    """What was agreed in an attempt; each ends at the latest when its stage was met.

    The time between a resolution and its reopening is in none of them: attempt 2 has its own.
    """
    met = aliased(SlaClock)
    met_at = (
        select(func.min(met.stopped_at))
        .where(
            met.case_id == SlaPause.case_id,
            met.attempt == SlaPause.attempt,
            met.stage == SlaPause.stage,
            met.state == ClockState.MET,
            met.stopped_at >= SlaPause.starts_at,
        )
        .scalar_subquery()
    )
    chosen = (
        select(
            SlaPause.stage,
            SlaPause.reason,
            SlaPause.starts_at,
            func.least(func.coalesce(SlaPause.ended_at, SlaPause.ends_at), met_at),
        )
        .where(
            SlaPause.case_id == case_id,
            SlaPause.attempt == attempt,
            SlaPause.state.in_((PauseState.AGREED, PauseState.ENDED)),
        )
        .order_by(SlaPause.id)
    )
    with beyond_sight(session), session.no_autoflush:
        rows = session.execute(chosen).all()
    return [Paused(*row) for row in rows if row[3] > row[2]]


def pauses_for(paused: Iterable[Paused], stage: Stage) -> list[Pause]:
    """Those in which a stage's clock stands still."""
    return [
        (one.starts_at, one.ends_at) for one in paused if stage in moved_by(one.stage, one.reason)
    ]


def days_taken(
    session: Session, case_id: int, more: Sequence[tuple[datetime, datetime]] = ()
) -> int:
    """How many working days the pauses of a case touch in all, each day once (T4).

    The database counts in the same way, and lets no eleventh one pass.
    """
    agreed = session.execute(
        select(SlaPause.starts_at, func.coalesce(SlaPause.ended_at, SlaPause.ends_at)).where(
            SlaPause.case_id == case_id,
            SlaPause.state.in_((PauseState.AGREED, PauseState.ENDED)),
        )
    ).all()
    office = load_calendar(session, OFFICE)
    return len(_days(office, [*((row[0], row[1]) for row in agreed), *more]))


def _days(office: Calendar, spans: Iterable[tuple[datetime, datetime]]) -> set[date]:
    found: set[date] = set()
    for starts_at, ends_at in spans:
        if ends_at <= starts_at:
            continue
        day = starts_at.astimezone(office.hours.zone).date()
        last = (ends_at - timedelta(microseconds=1)).astimezone(office.hours.zone).date()
        while day <= last:
            found.add(day)
            day += timedelta(1)
    return {day for day in found if office.is_working_day(day)}


class Times(NamedTuple):
    """How long a clock has run: with its pauses, and without."""

    gross: timedelta
    net: timedelta


def read_times(
    session: Session,
    clocks: Iterable[SlaClock],
    paused: Mapping[int, Sequence[Paused]],
    *,
    now: datetime,
) -> dict[int, Times]:
    """Gross and net time of clocks by their ids; `paused` has the pauses of each attempt."""
    found = {}
    for clock in clocks:
        own = clock.dealer_id if clock.calendar_code == SERVICE else None
        calendar = load_calendar(session, clock.calendar_code, dealer_id=own)
        stop = clock.stopped_at or now
        gross = calendar.elapsed(clock.started_at, stop)
        held = pauses_for(paused.get(clock.attempt, ()), clock.stage)
        found[clock.id] = Times(gross, calendar.elapsed(clock.started_at, stop, held))
    return found
