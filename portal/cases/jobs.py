"""The jobs of a person who goes to customers: today's and those to come, and one in hand (D4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from models import (
    Case,
    Customer,
    CustomerAddress,
    Dispatch,
    DispatchPerson,
    DispatchState,
    Entitlement,
    Visit,
)
from portal.access.actors import Actor
from portal.access.scope import visible
from portal.cases.under_way import own_part
from portal.errors import NotFoundError

MOST: Final = 60
_SHOWN: Final = (DispatchState.PLANNED, DispatchState.ON_SITE, DispatchState.DONE)


@dataclass(frozen=True, slots=True)
class Job:
    """A visit as the person sent sees it; customer and address only while the door is open."""

    dispatch: Dispatch
    part: DispatchPerson
    case: Case
    customer: Customer | None
    address: CustomerAddress | None
    visit: Visit | None
    entitlement: Entitlement | None = None


def jobs_of(session: Session, actor: Actor, *, since: datetime, now: datetime) -> list[Job]:
    """What is planned or going on, and what was done since a moment, in the order of the day."""
    if actor.installer_id is None:
        return []
    parts = session.scalars(
        visible(actor, DispatchPerson)
        .join(Dispatch, Dispatch.id == DispatchPerson.dispatch_id)
        .where(
            DispatchPerson.installer_id == actor.installer_id,
            Dispatch.state.in_(_SHOWN),
            or_(DispatchPerson.active, DispatchPerson.slot_start >= since),
        )
        .order_by(DispatchPerson.slot_start, DispatchPerson.id)
        .limit(MOST)
    ).all()
    return _filled(session, actor, parts, now)


def job_of(session: Session, actor: Actor, dispatch_id: int, *, now: datetime) -> Job:
    """One job of the actor's own, unless it was called off."""
    _dispatch, part = own_part(session, actor, dispatch_id)
    found = _filled(session, actor, [part], now)
    if not found:
        raise NotFoundError("case")
    return found[0]


def _filled(
    session: Session, actor: Actor, parts: Sequence[DispatchPerson], now: datetime
) -> list[Job]:
    """Each kind of row once for all jobs."""
    case_ids = [part.case_id for part in parts]
    cases = _by_id(session, visible(actor, Case).where(Case.id.in_(case_ids)))
    dispatches = _by_id(
        session,
        visible(actor, Dispatch).where(Dispatch.id.in_([part.dispatch_id for part in parts])),
    )
    customers = _by_id(
        session,
        visible(actor, Customer, now=now).where(
            Customer.id.in_([case.customer_id for case in cases.values()])
        ),
    )
    addresses = _by_id(
        session,
        visible(actor, CustomerAddress, now=now).where(
            CustomerAddress.id.in_([case.address_id for case in cases.values()])
        ),
    )
    owed = _by_id(
        session,
        select(Entitlement).where(
            Entitlement.id.in_([case.entitlement_id for case in cases.values()])
        ),
    )
    visits = {
        visit.dispatch_id: visit
        for visit in session.scalars(
            visible(actor, Visit).where(Visit.dispatch_id.in_(list(dispatches)))
        )
    }
    return [
        Job(
            dispatch=dispatches[part.dispatch_id],
            part=part,
            case=cases[part.case_id],
            customer=_shown(part, now) and customers.get(cases[part.case_id].customer_id) or None,
            address=_shown(part, now) and addresses.get(cases[part.case_id].address_id) or None,
            visit=visits.get(part.dispatch_id),
            entitlement=owed.get(cases[part.case_id].entitlement_id),
        )
        for part in parts
        if part.case_id in cases and part.dispatch_id in dispatches
    ]


def _shown(part: DispatchPerson, now: datetime) -> bool:
    """Job by job: another job at the same customer's does not open this one's door."""
    over = part.visible_until is not None and part.visible_until <= now
    return part.active and part.visible_from <= now and not over


def _by_id(session: Session, chosen: Any) -> dict[Any, Any]:
    return {row.id: row for row in session.scalars(chosen)}
