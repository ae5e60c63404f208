"""The lanes of the hotline's desk: promises, what waits for this person, what runs out next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    DateTime,
    Executable,
    Integer,
    ScalarSelect,
    Select,
    bindparam,
    func,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from models import (
    BusinessCalendar,
    Case,
    CaseStatus,
    ClockState,
    ClosureState,
    ContactPoint,
    ContactState,
    Customer,
    Dealer,
    DealerClosure,
    DealerState,
    Delivery,
    DispatchPerson,
    Draft,
    Installer,
    PauseState,
    Promise,
    SlaClock,
    SlaPause,
    Stage,
    Standing,
    Task,
    User,
)
from portal.access.actors import Actor
from portal.access.scope import visible, visible_cases
from portal.cases.mine import waits_for_its_agent
from portal.infra.reading import read_rows
from portal.notices.sent import UNATTENDED
from portal.settings.known import CHASES_AT_SUPERVISOR, PROMISE_MINUTES
from portal.settings.read import setting

LANE_ROWS: Final = 20
MOST_COUNTED: Final = 99
# The desk is looked at all day: each reader's queries are put together once, as the queue's are.
MADE: Final = 200
_NOW: Final = bindparam("now", type_=DateTime(timezone=True))
_THIRD: Final = bindparam("third", type_=Integer())
_SOON: Final = bindparam("soon", type_=DateTime(timezone=True))


class PromiseLine(NamedTuple):
    """A promise that comes due or is broken (I6)."""

    number: str
    customer: str
    body: str
    due_at: datetime
    owner_id: int | None
    owner: str | None


class ClockLine(NamedTuple):
    """A clock that runs out next."""

    number: str
    customer: str
    stage: Stage
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many of a kind wait, and until when the first of them does."""

    count: int
    first_at: datetime | None


@dataclass(frozen=True, slots=True)
class ForMe:
    """What waits for this person at the desk."""

    triage: Waiting
    callbacks: Waiting
    chases: Waiting
    third_chases: int
    tasks: Waiting
    drafts: Waiting
    closures: Waiting
    pauses: Waiting
    lost: int
    in_hand: bool


@dataclass(frozen=True, slots=True)
class Attention:
    """What the strip above the desk says; empty while all is well."""

    unreachable_dealers: tuple[str, ...]
    unreachable_count: int
    barred_people: tuple[str, ...]
    barred_count: int
    calendar_unknown: bool


def due_promises(session: Session, actor: Actor, *, now: datetime) -> Sequence[PromiseLine]:
    """Open promises that come due soon or already broken, the earliest first.

    A colleague's promise is the team's once its time has come; before that it is theirs (I6).
    """
    soon = now + timedelta(minutes=setting(session, PROMISE_MINUTES))
    values = {"now": now, "soon": soon}
    return [PromiseLine(*row) for row in read_rows(session, _promises(actor), values)]


@lru_cache(maxsize=MADE)
def _promises(actor: Actor) -> Executable:
    own_or_team = or_(Promise.owner_id == actor.user_id, Promise.owner_id.is_(None))
    return (
        visible(actor, Promise)
        .where(
            Promise.outcome.is_(None),
            Promise.due_at <= _SOON,
            or_(own_or_team, Promise.due_at <= _NOW),
        )
        .join(Case, Case.id == Promise.case_id)
        .join(Customer, Customer.id == Case.customer_id)
        .outerjoin(User, User.id == Promise.owner_id)
        .with_only_columns(
            Case.number,
            Customer.name,
            Promise.body,
            Promise.due_at,
            Promise.owner_id,
            User.name,
            maintain_column_froms=True,
        )
        .order_by(Promise.due_at, Promise.id)
        .limit(LANE_ROWS)
    )


def next_clocks(session: Session, actor: Actor, *, now: datetime) -> Sequence[ClockLine]:
    """The next clocks to run out; what has run out already stands in the queue's own view."""
    return [ClockLine(*row) for row in read_rows(session, _clocks(actor), {"now": now})]


@lru_cache(maxsize=MADE)
def _clocks(actor: Actor) -> Executable:
    return (
        visible(actor, SlaClock)
        .where(SlaClock.state == ClockState.RUNNING, SlaClock.due_at > _NOW)
        .join(Case, Case.id == SlaClock.case_id)
        .join(Customer, Customer.id == Case.customer_id)
        .with_only_columns(
            Case.number, Customer.name, SlaClock.stage, SlaClock.due_at, maintain_column_froms=True
        )
        .order_by(SlaClock.due_at, SlaClock.id)
        .limit(LANE_ROWS)
    )


def for_me(session: Session, actor: Actor) -> ForMe:
    """What waits for this person, in one query that counts no further than it shows."""
    third = setting(session, CHASES_AT_SUPERVISOR)
    row = read_rows(session, _for_me(actor), {"third": third})[0]
    return ForMe(
        triage=Waiting(row[0], row[1]),
        callbacks=Waiting(row[2], row[3]),
        chases=Waiting(row[4], None),
        third_chases=row[5],
        tasks=Waiting(row[6], row[7]),
        drafts=Waiting(row[8], row[9]),
        closures=Waiting(row[10], row[11]),
        pauses=Waiting(row[12], row[13]),
        lost=row[14],
        in_hand=row[15] or bool(row[6] or row[8]),
    )


@lru_cache(maxsize=MADE)
def _for_me(actor: Actor) -> Select[Any]:
    mine = Case.agent_id == actor.user_id
    mine_or_free = or_(mine, Case.agent_id.is_(None))
    cases = visible_cases(actor)
    triage = cases.where(Case.status == CaseStatus.TRIAGE)
    resolved = cases.where(Case.status == CaseStatus.RESOLVED, mine_or_free)
    chased = cases.where(mine, Case.is_open, Case.chases > 0)
    tasks = visible(actor, Task).where(Task.owner_id == actor.user_id, Task.done_at.is_(None))
    drafts = select(Draft).where(Draft.user_id == actor.user_id)
    closures = visible(actor, DealerClosure).where(DealerClosure.state == ClosureState.ASKED)
    pauses = (
        visible(actor, SlaPause)
        .join(Case, Case.id == SlaPause.case_id)
        .where(SlaPause.state == PauseState.ASKED, Case.is_open)
    )
    promises = visible(actor, Promise).where(
        Promise.owner_id == actor.user_id, Promise.outcome.is_(None)
    )
    waiting = cases.where(mine, Case.is_open, waits_for_its_agent())
    return select(
        *_waiting(triage, Case.next_due_at),
        *_waiting(resolved, Case.next_due_at),
        _some(chased, Case.id),
        _some(chased.where(Case.chases >= _THIRD), Case.id),
        *_waiting(tasks, Task.due_at),
        *_waiting(drafts, Draft.saved_at),
        *_waiting(closures, DealerClosure.asked_at),
        *_waiting(pauses, SlaPause.asked_at),
        _some(select(Delivery).where(*UNATTENDED), Delivery.id),
        or_(promises.exists(), waiting.exists()),
    )


def needs_attention(session: Session, actor: Actor, *, year: int) -> Attention:
    """Dealers nobody can reach, barred people with jobs, whether next `year` is unknown (T1)."""
    row = read_rows(session, _attention(actor), {"years": [year]})[0]
    names, barred = row[0] or [], row[1] or []
    return Attention(
        unreachable_dealers=tuple(names[:3]),
        unreachable_count=len(names),
        barred_people=tuple(barred[:3]),
        barred_count=len(barred),
        calendar_unknown=row[2],
    )


@lru_cache(maxsize=MADE)
def _attention(actor: Actor) -> Select[Any]:
    alive = select(ContactPoint.id).where(
        ContactPoint.dealer_id == Dealer.id,
        ContactPoint.state.in_((ContactState.LIVE, ContactState.SUSPECT)),
    )
    dealers = (
        visible(actor, Dealer)
        .where(Dealer.state == DealerState.ACTIVE, ~alive.exists())
        .with_only_columns(Dealer.name)
        .order_by(Dealer.name_sort, Dealer.id)
        .limit(MOST_COUNTED + 1)
    )
    at_work = select(DispatchPerson.id).where(
        DispatchPerson.installer_id == Installer.id, DispatchPerson.active
    )
    people = (
        visible(actor, Installer)
        .where(Installer.standing.in_((Standing.HELD, Standing.SUSPENDED)), at_work.exists())
        .with_only_columns(Installer.name)
        .order_by(Installer.name_sort, Installer.id)
        .limit(MOST_COUNTED + 1)
    )
    unknown = select(BusinessCalendar.id).where(
        BusinessCalendar.observes_holidays,
        BusinessCalendar.dealer_id.is_(None),
        ~BusinessCalendar.known_years.contains(bindparam("years", type_=JSONB)),
    )
    return select(_names(dealers), _names(people), unknown.exists())


def _names(chosen: Select[Any]) -> ScalarSelect[Any]:
    few = chosen.subquery()
    return select(func.array_agg(few.c[0])).scalar_subquery()


def _waiting(chosen: Select[Any], column: Any) -> tuple[ScalarSelect[Any], ScalarSelect[Any]]:
    first = chosen.with_only_columns(column).order_by(column).limit(1)
    return _some(chosen, column), first.scalar_subquery()


def _some(chosen: Select[Any], column: Any) -> ScalarSelect[Any]:
    """How many there are, counted no further than anybody reads."""
    few = chosen.with_only_columns(column).limit(MOST_COUNTED + 1).subquery()
    return select(func.count()).select_from(few).scalar_subquery()
