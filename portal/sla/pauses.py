"""Which intervals of a case do not count for which of its clocks (domain T4)."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import ClockState, PauseReason, PauseState, SlaClock, SlaPause, Stage
from portal.access.beyond import beyond_sight
from portal.sla.calendar import Calendar, Pause
from portal.sla.calendars import load_calendar
from portal.sla.policy import OFFICE, SERVICE

# The way of a case: a pause holds up its own stage and what comes after, never what was before.
_WAY: Final = (Stage.FIRST_CONTACT, Stage.VISIT, Stage.CALLBACK)
PAUSABLE: Final = frozenset({*_WAY, Stage.RESOLVE})
# What the customer asks for is no delay of the brand; what is agreed otherwise is.
CUSTOMERS: Final = frozenset({PauseReason.CUSTOMER_LATER_DAY, PauseReason.CUSTOMER_UNREACHABLE})


IN_FORCE: Final = (PauseState.AGREED, PauseState.ENDED)


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
    ofs = (SlaPause.case_id == case_id, SlaPause.attempt == attempt)
    with beyond_sight(session), session.no_autoflush:
        rows = session.scalars(
            select(SlaPause).where(*ofs, SlaPause.state.in_(IN_FORCE)).order_by(SlaPause.id)
        ).all()
        if not rows:
            return []
        met = session.scalars(
            select(SlaClock).where(
                SlaClock.case_id == case_id,
                SlaClock.attempt == attempt,
                SlaClock.state == ClockState.MET,
            )
        ).all()
    return cut_at_met(rows, met)


def cut_at_met(rows: Iterable[SlaPause], clocks: Iterable[SlaClock]) -> list[Paused]:
    """The pauses of an attempt as long as they lasted; what was never agreed is none."""
    met = [clock for clock in clocks if clock.state is ClockState.MET]
    found = []
    for row in rows:
        if row.state not in IN_FORCE:
            continue
        ends = [clock.stopped_at for clock in met if clock.stopped_at and _is_its(row, clock)]
        paused = Paused(
            row.stage, row.reason, row.starts_at, min([row.ended_at or row.ends_at, *ends])
        )
        if paused.ends_at > paused.starts_at:
            found.append(paused)
    return found


def _is_its(row: SlaPause, clock: SlaClock) -> bool:
    same = (clock.stage, clock.attempt) == (row.stage, row.attempt)
    return same and clock.stopped_at is not None and clock.stopped_at >= row.starts_at


def pauses_for(paused: Iterable[Paused], stage: Stage) -> list[Pause]:
    """Those in which a stage's clock stands still."""
    return [
        (one.starts_at, one.ends_at) for one in paused if stage in moved_by(one.stage, one.reason)
    ]


def days_taken(
    session: Session, case_id: int, more: Sequence[tuple[datetime, datetime]] = ()
) -> int:
    """How many working days the pauses of a case touch in all, each day once (T4).

    The database counts in the same way, and lets none beyond the limit pass.
    """
    agreed = session.execute(
        select(SlaPause.starts_at, func.coalesce(SlaPause.ended_at, SlaPause.ends_at)).where(
            SlaPause.case_id == case_id,
            SlaPause.state.in_(IN_FORCE),
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
    paused_until: datetime | None

    def paused_at(self, now: datetime) -> datetime | None:
        """Until when it stands still, if it does so at this moment."""
        until = self.paused_until
        return until if until is not None and now < until else None


def read_times(
    session: Session, clocks: Sequence[SlaClock], rows: Sequence[SlaPause], *, now: datetime
) -> dict[int, Times]:
    """Gross and net time, by their ids, of the clocks that stood still at all."""
    found = {}
    for clock in clocks:
        held = _held(clock, clocks, rows)
        if not held:
            continue
        own = clock.dealer_id if clock.calendar_code == SERVICE else None
        calendar = load_calendar(session, clock.calendar_code, dealer_id=own)
        stop = clock.stopped_at or now
        gross = calendar.elapsed(clock.started_at, stop)
        net = calendar.elapsed(clock.started_at, stop, held)
        until = max((ends for starts, ends in held if starts <= stop and ends), default=None)
        found[clock.id] = Times(gross, net, until)
    return found


def _held(clock: SlaClock, clocks: Sequence[SlaClock], rows: Sequence[SlaPause]) -> list[Pause]:
    same = [row for row in rows if row.attempt == clock.attempt]
    return [
        (starts, ends)
        for starts, ends in pauses_for(cut_at_met(same, clocks), clock.stage)
        if ends is not None and ends > clock.started_at
    ]
