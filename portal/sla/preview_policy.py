"""What another table of stage times would mean, shown on the cases that are open (T2, T3).

None of them is touched: a case keeps the version it began with. What is reckoned is when their
running clocks would be due if the cases had begun under the new table.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Case, ClockState, Customer, SlaClock
from models.base import NEVER
from models.sla import SlaPolicy
from portal.access.actors import Actor
from portal.access.beyond import beyond_sight
from portal.access.permissions import Permission
from portal.sla.calendar import NeverOpenError
from portal.sla.narrowest import Rows
from portal.sla.pauses import pauses_for
from portal.sla.policy import Target, length, minutes_allowed
from portal.sla.policy_table import (
    Difference,
    Scope,
    Table,
    check_change,
)
from portal.sla.preview import Move, Preview, paused_by_attempt
from portal.sla.targets import calendar_for

SHOWN: Final = 50
_AT_ONCE: Final = 1000


@dataclass(frozen=True, slots=True)
class PolicyPreview:
    """The rows that differ, the open cases by the version each of them keeps, and the trial."""

    changed: Sequence[Difference]
    keeping: Sequence[tuple[int, int]]
    trial: Preview

    @property
    def open_cases(self) -> int:
        """All of which stay as they are."""
        return sum(cases for _version, cases in self.keeping)


def preview_policy(
    session: Session, actor: Actor, table: Table, *, version: int | None, now: datetime
) -> PolicyPreview:
    """Try a table out, without making it.

    An administrator sees no case: of each only its number and its times are said.
    """
    actor.require(Permission.SETTINGS_EDIT)
    _newest, changed = check_change(session, table, version)
    with beyond_sight(session):
        return PolicyPreview(changed, _keeping(session), _try(session, Rows(table), now))


def _keeping(session: Session) -> Sequence[tuple[int, int]]:
    rows = session.execute(
        select(SlaPolicy.version, func.count(SlaClock.case_id.distinct()))
        .join(SlaClock, SlaClock.policy_id == SlaPolicy.id)
        .where(SlaClock.state == ClockState.RUNNING)
        .group_by(SlaPolicy.version)
        .order_by(SlaPolicy.version)
    ).all()
    return [(version, cases) for version, cases in rows]


def _try(session: Session, rows: Rows, now: datetime) -> Preview:
    running = moved = breached = after = 0
    first: list[Move] = []
    while some := _some(session, after):
        after = some[-1][0].id
        running += len(some)
        for move in _moves(session, some, rows, now):
            moved += 1
            breached += move.breached
            first.append(move)
        # What would be late is shown before what merely moves.
        first = sorted(first, key=lambda move: (not move.breached, move.before, move.number))
        del first[SHOWN:]
    return Preview(running, moved, breached, tuple(first))


def _some(session: Session, after: int) -> Sequence[Any]:
    return session.execute(
        select(SlaClock, Case.number, Case.product_id, Case.district, Customer.key_account)
        .join(Case, Case.id == SlaClock.case_id)
        .outerjoin(Customer, Customer.id == Case.customer_id)
        .where(SlaClock.state == ClockState.RUNNING, SlaClock.id > after)
        .order_by(SlaClock.id)
        .limit(_AT_ONCE)
    ).all()


def _moves(session: Session, some: Sequence[Any], rows: Rows, now: datetime) -> Sequence[Move]:
    paused = paused_by_attempt(session, {row[0].case_id for row in some})
    moves = []
    for clock, number, product_id, district, key_account in some:
        scope = Scope(bool(key_account), clock.dealer_id, product_id, district)
        time = rows.time_for(clock.stage, clock.severity, scope)
        agreed = paused.get((clock.case_id, clock.attempt), ())
        target = Target(time.calendar_code, time.minutes, time.night)
        due = _due(session, clock, target, pauses_for(agreed, clock.stage))
        if due != clock.due_at:
            late = due <= now < clock.due_at
            moves.append(Move(number, clock.stage, clock.due_at, due, late))
    return moves


def _due(session: Session, clock: SlaClock, target: Target, held: Any) -> datetime:
    calendar = calendar_for(session, target, clock.dealer_id)
    minutes = minutes_allowed(
        target,
        clock.stage,
        attempt=clock.attempt,
        started_at=clock.started_at,
        zone=calendar.hours.zone,
    )
    try:
        return calendar.due(clock.started_at, length(minutes), held)
    except NeverOpenError:
        return NEVER
