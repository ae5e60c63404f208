"""What still stands before a case can be closed, and what should (domain K1, screens "Case")."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from models import (
    ENDED,
    Callback,
    Case,
    CaseAccused,
    CaseStatus,
    ClaimState,
    ClockState,
    ContactClaim,
    Dispatch,
    DispatchState,
    PartOrder,
    Promise,
    Resolution,
    SlaClock,
    Stage,
    Task,
    TaskKind,
)
from portal.access.actors import Actor
from portal.cases.callbacks import SETTLING
from portal.cases.rows_of_case import Dossier


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


def unmet_conditions(actor: Actor, case: Case, rows: Dossier, now: datetime) -> list[Condition]:
    """Every condition with whether it is met, in the order in which they fall due.

    `rows` are those that hang on the case, as its reader may see them: nothing is asked again.
    """
    if case.status in ENDED:
        return []
    return [*_before_resolution(case, rows, now), *_after_it(actor, case, rows)]


def _before_resolution(case: Case, rows: Dossier, now: datetime) -> Iterator[Condition]:
    yield Condition("first_heard", True, when=case.first_heard_at)
    yield Condition("entitlement", case.entitlement_id is not None, why="not_judged")
    yield _contact(case, rows)
    yield _promises(rows, now)
    yield _visit(case, rows)
    yield _parts(rows)


def _after_it(actor: Actor, case: Case, rows: Dossier) -> Iterator[Condition]:
    standing = next((row for row in rows.of(Resolution) if row.ended_at is None), None)
    # A dealer does not see what the brand settled itself; the status says it all the same.
    resolved = standing is not None or case.status is CaseStatus.RESOLVED
    yield Condition(
        "resolution", resolved, why="not_resolved", blocks=True,
        when=standing.made_at if standing else None,
    )  # fmt: skip
    if actor.realm in ("hotline", "qa", "worker"):
        yield _callback(rows, standing)
    yield _tasks(rows)


def _contact(case: Case, rows: Dossier) -> Condition:
    """A contact that counts; what the brand settles itself needs none of a dealer."""
    if case.dealer_id is None and case.status in (CaseStatus.TRIAGE, CaseStatus.RESOLVED):
        return Condition("contact", case.status is CaseStatus.RESOLVED, why="no_contact")
    accused = {row.installer_id for row in rows.of(CaseAccused)}
    waits = any(
        row.stage is Stage.FIRST_CONTACT and row.state is ClockState.RUNNING
        for row in rows.of(SlaClock)
    )
    counted = [
        row
        for row in rows.of(ContactClaim)
        if row.counts
        and row.attempt == case.attempt
        and row.state is not ClaimState.DISPUTED
        and (row.state is ClaimState.VERIFIED or not row.verify_first)
        and row.caller_installer_id not in accused
        and not waits
    ]
    return Condition(
        "contact", bool(counted), why="no_contact",
        when=counted[0].contacted_at if counted else None,
    )  # fmt: skip


def _promises(rows: Dossier, now: datetime) -> Condition:
    due = [row.due_at for row in rows.of(Promise) if row.outcome is None]
    if not due:
        return Condition("promises", True)
    why = "promise_overdue" if min(due) <= now else "promise_waits"
    return Condition("promises", False, why=why, when=min(due))


def _visit(case: Case, rows: Dossier) -> Condition:
    """A visit by somebody who is not complained of, where one was agreed at all (D1)."""
    accused = {row.installer_id for row in rows.of(CaseAccused)}
    visits = [
        row.checked_in_at
        for row in rows.visits_of(case.attempt)
        if row.installer_id not in accused and row.state is not ClaimState.DISPUTED
    ]
    if visits:
        return Condition("visit", True, when=max(visits))
    planned = [row.window_start for row in rows.of(Dispatch) if row.state is DispatchState.PLANNED]
    if planned:
        return Condition("visit", False, why="visit_planned", when=min(planned))
    if case.status is CaseStatus.RESOLVED:
        return Condition("visit", True, why="settled_remotely")
    return Condition("visit", False, why="no_visit")


def _parts(rows: Dossier) -> Condition:
    arrived = all(row.arrived_at is not None for row in rows.of(PartOrder))
    return Condition("parts", arrived, why="part_outstanding")


def _callback(rows: Dossier, standing: Resolution | None) -> Condition:
    if standing is None:
        return Condition("callback", False, why="after_resolution", blocks=True)
    calls = [row for row in rows.of(Callback) if row.resolution_id == standing.id]
    if not calls:
        return Condition("callback", False, why="no_call_yet", blocks=True)
    call = max(calls, key=lambda row: (row.made_at, row.id))
    met = call.outcome in SETTLING
    when = call.made_at if met else call.later_at or call.made_at
    return Condition("callback", met, why=f"call_{call.outcome.value}", when=when, blocks=True)


def _tasks(rows: Dossier) -> Condition:
    due = [
        row.due_at for row in rows.of(Task) if row.done_at is None and row.kind not in _AFTERWARDS
    ]
    when = min(due) if due else None
    return Condition("tasks", not due, why="tasks_open", when=when, number=len(due))
