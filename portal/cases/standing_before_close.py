"""What still stands before a case can be closed, and what should (domain K1, screens "Case")."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from models import (
    ENDED,
    Callback,
    Case,
    CaseAccused,
    CaseStatus,
    ContactClaim,
    Dispatch,
    DispatchState,
    PartOrder,
    Promise,
    Resolution,
    Task,
    TaskKind,
    Visit,
)
from portal.access.actors import Actor
from portal.access.scope import visible
from portal.cases.callbacks import SETTLING


@dataclass(frozen=True, slots=True)
class Condition:
    """One line of the card: `why` is a code for what is missing, `when` a time it hangs on.

    Without `blocks` a case may be closed although it is not met; it only should not.
    """

    code: str
    met: bool
    why: str = ""
    when: datetime | None = None
    blocks: bool = False
    number: int | None = None


# What a dealer's task or the next season brings does not hold up the ending.
_AFTERWARDS: Final = (TaskKind.PREVENTION, TaskKind.RECHECK, TaskKind.FINDING)


def unmet_conditions(session: Session, actor: Actor, case: Case, now: datetime) -> list[Condition]:
    """Every condition with whether it is met, in the order in which they fall due."""
    if case.status in ENDED:
        return []
    return [*_before_resolution(session, actor, case, now), *_after_it(session, actor, case)]


def _before_resolution(
    session: Session, actor: Actor, case: Case, now: datetime
) -> Iterator[Condition]:
    yield Condition("first_heard", True, when=case.first_heard_at)
    yield Condition("entitlement", case.entitlement_id is not None, why="not_judged")
    yield _contact(session, actor, case)
    yield _promises(session, actor, case, now)
    yield _visit(session, actor, case)
    yield _parts(session, actor, case)


def _after_it(session: Session, actor: Actor, case: Case) -> Iterator[Condition]:
    standing = session.scalar(
        visible(actor, Resolution).where(
            Resolution.case_id == case.id, Resolution.ended_at.is_(None)
        )
    )
    # A dealer does not see what the brand settled itself; the status says it all the same.
    resolved = standing is not None or case.status is CaseStatus.RESOLVED
    yield Condition(
        "resolution", resolved, why="not_resolved", blocks=True,
        when=standing.made_at if standing else None,
    )  # fmt: skip
    if actor.realm in ("hotline", "qa", "worker"):
        yield _callback(session, case, standing)
    yield _tasks(session, actor, case)


def _contact(session: Session, actor: Actor, case: Case) -> Condition:
    """A contact that counts; what the brand settles itself needs none of a dealer."""
    if case.dealer_id is None and case.status in (CaseStatus.TRIAGE, CaseStatus.RESOLVED):
        return Condition("contact", case.status is CaseStatus.RESOLVED, why="no_contact")
    counted = _first(
        session,
        visible(actor, ContactClaim)
        .where(
            ContactClaim.case_id == case.id,
            ContactClaim.counts,
            ContactClaim.attempt == case.attempt,
            ContactClaim.state != "disputed",
        )
        .order_by(ContactClaim.id),
    )
    return Condition(
        "contact", counted is not None, why="no_contact",
        when=counted.contacted_at if counted else None,
    )  # fmt: skip


def _promises(session: Session, actor: Actor, case: Case, now: datetime) -> Condition:
    first = _first(
        session,
        visible(actor, Promise)
        .where(Promise.case_id == case.id, Promise.outcome.is_(None))
        .order_by(Promise.due_at, Promise.id),
    )
    if first is None:
        return Condition("promises", True)
    why = "promise_overdue" if first.due_at <= now else "promise_waits"
    return Condition("promises", False, why=why, when=first.due_at)


def _visit(session: Session, actor: Actor, case: Case) -> Condition:
    """A visit by somebody who is not complained of, where one was agreed at all (D1)."""
    accused = select(CaseAccused.installer_id).where(CaseAccused.case_id == case.id)
    visit = _first(
        session,
        visible(actor, Visit)
        .where(Visit.case_id == case.id, Visit.installer_id.not_in(accused))
        .order_by(Visit.checked_in_at.desc(), Visit.id.desc()),
    )
    if visit is not None:
        return Condition("visit", True, when=visit.checked_in_at)
    planned = _first(
        session,
        visible(actor, Dispatch)
        .where(Dispatch.case_id == case.id, Dispatch.state == DispatchState.PLANNED)
        .order_by(Dispatch.window_start, Dispatch.id),
    )
    if planned is not None:
        return Condition("visit", False, why="visit_planned", when=planned.window_start)
    if case.status is CaseStatus.RESOLVED:
        return Condition("visit", True, why="settled_remotely")
    return Condition("visit", False, why="no_visit")


def _parts(session: Session, actor: Actor, case: Case) -> Condition:
    part = _first(
        session,
        visible(actor, PartOrder)
        .where(PartOrder.case_id == case.id, PartOrder.arrived_at.is_(None))
        .order_by(PartOrder.promised_on.nulls_first(), PartOrder.id),
    )
    return Condition("parts", part is None, why="part_outstanding")


def _callback(session: Session, case: Case, standing: Resolution | None) -> Condition:
    if standing is None:
        return Condition("callback", False, why="after_resolution", blocks=True)
    call = _first(
        session,
        select(Callback)
        .where(Callback.resolution_id == standing.id, Callback.case_id == case.id)
        .order_by(Callback.made_at.desc(), Callback.id.desc()),
    )
    if call is None:
        return Condition("callback", False, why="no_call_yet", blocks=True)
    met = call.outcome in SETTLING
    when = call.made_at if met else call.later_at or call.made_at
    return Condition("callback", met, why=f"call_{call.outcome.value}", when=when, blocks=True)


def _tasks(session: Session, actor: Actor, case: Case) -> Condition:
    row = session.execute(
        visible(actor, Task)
        .where(Task.case_id == case.id, Task.done_at.is_(None), Task.kind.not_in(_AFTERWARDS))
        .with_only_columns(func.count(), func.min(Task.due_at))
    ).one()
    waiting, due_at = row
    return Condition("tasks", waiting == 0, why="tasks_open", when=due_at, number=waiting)


def _first(session: Session, chosen: Select[Any]) -> Any:
    return session.scalars(chosen.limit(1)).first()
