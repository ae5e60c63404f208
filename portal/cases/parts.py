"""Parts: ordered, promised for a day, arrived. Our delay, never a pause (domain T4)."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Bearer, Case, EventKind, PartOrder, Task
from models.cases import ENDED
from portal.access.actors import Actor
from portal.access.beyond import beyond_sight
from portal.access.permissions import Permission
from portal.access.scope import get_case, get_one
from portal.cases.tasks import note_task_done
from portal.cases.told import its_dealer
from portal.errors import ChangedMeanwhileError, InvalidError, RefusedError
from portal.history.record import record
from portal.sla.zone import portal_zone


def order_part(
    session: Session,
    actor: Actor,
    case_id: int,
    what: str,
    *,
    payer: Bearer,
    now: datetime,
    supplier: str = "",
    promised_on: date | None = None,
) -> PartOrder:
    """A part is ordered, and perhaps promised for a day at once."""
    case = get_case(session, actor, case_id, lock=True)
    actor.require(Permission.PART_KEEP)
    _check_open(case)
    if not what.strip():
        raise InvalidError("part_missing", field="what")
    if promised_on is not None:
        _check_day(session, promised_on, now)
    part = PartOrder(
        case_id=case.id,
        dealer_id=actor.dealer_id or case.dealer_id,
        what=what.strip(),
        supplier=supplier.strip(),
        payer=payer,
        ordered_by_id=actor.user_id,
        ordered_at=now,
        promised_on=promised_on,
    )
    session.add(part)
    session.flush()
    _note(session, actor, case, part, EventKind.PART_ORDERED, now=now, payer=payer.value)
    return part


def promise_part(
    session: Session,
    actor: Actor,
    part_id: int,
    promised_on: date,
    *,
    version: int | None,
    now: datetime,
) -> PartOrder:
    """The supplier says a day, or another one; the day before stays on the timeline."""
    case, part = _part(session, actor, part_id, version)
    _check_day(session, promised_on, now)
    before, part.promised_on = part.promised_on, promised_on
    part.version += 1
    _note(
        session, actor, case, part, EventKind.PART_PROMISED, now=now,
        before=before.isoformat() if before else None,
    )  # fmt: skip
    return part


def note_part_arrived(
    session: Session, actor: Actor, part_id: int, *, version: int | None, now: datetime
) -> PartOrder:
    """It is there: what its delay had brought about is done with."""
    case, part = _part(session, actor, part_id, version)
    part.arrived_at = now
    part.version += 1
    _note(session, actor, case, part, EventKind.PART_ARRIVED, now=now)
    _end_tasks(session, actor, case, part, now)
    return part


def _end_tasks(session: Session, actor: Actor, case: Case, part: PartOrder, now: datetime) -> None:
    """They are the brand's; a dealer to whom the part has come does not see them."""
    session.flush()
    with beyond_sight(session):
        waiting = session.scalars(
            select(Task).where(Task.part_id == part.id, Task.done_at.is_(None)).order_by(Task.id)
        ).all()
        for task in waiting:
            note_task_done(session, actor, case, task, "", now=now)
        session.flush()


def _part(
    session: Session, actor: Actor, part_id: int, version: int | None
) -> tuple[Case, PartOrder]:
    part = get_one(session, actor, PartOrder, part_id)
    case = get_case(session, actor, part.case_id, lock=True)
    session.refresh(part)
    actor.require(Permission.PART_KEEP)
    _check_open(case)
    if part.arrived_at is not None:
        raise RefusedError("part_already_arrived", what=part.what)
    if version is not None and part.version != version:
        raise ChangedMeanwhileError("changed_meanwhile", number=case.number)
    return case, part


def _note(
    session: Session,
    actor: Actor,
    case: Case,
    part: PartOrder,
    kind: EventKind,
    *,
    now: datetime,
    **detail: Any,
) -> None:
    record(
        session,
        actor,
        case,
        kind,
        now=now,
        audience=its_dealer(part.dealer_id),
        part_id=part.id,
        what=part.what,
        promised_on=part.promised_on.isoformat() if part.promised_on else None,
        **detail,
    )


def _check_open(case: Case) -> None:
    if case.status in ENDED:
        raise RefusedError("already_ended", number=case.number, status=case.status)


def _check_day(session: Session, on: date, now: datetime) -> None:
    if on < now.astimezone(portal_zone(session)).date():
        raise InvalidError("day_is_past", field="promised_on")
