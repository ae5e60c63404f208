"""Somebody is at the customer's: the visit begins and its clock is met (domain C2, D3)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import DispatchState, Installer, Stage, Standing, Visit
from portal.access.actors import Actor
from portal.access.beyond import beyond_sight
from portal.access.scope import get_case
from portal.cases.lifecycle import Step
from portal.cases.planning import visit_audience
from portal.cases.steps import check_step, take_step
from portal.cases.under_way import own_part
from portal.errors import InvalidError, RefusedError
from portal.sla.clocks import stop_clock


@dataclass(frozen=True, slots=True)
class Place:
    """Where the phone says it is, in degrees."""

    latitude: float
    longitude: float


def check_in(
    session: Session,
    actor: Actor,
    dispatch_id: int,
    place: Place | None = None,
    *,
    now: datetime,
) -> Visit:
    """The first of those sent who checks in begins the visit for all of them."""
    dispatch, part = own_part(session, actor, dispatch_id)
    case = get_case(session, actor, dispatch.case_id, lock=True)
    dispatch, part = own_part(session, actor, dispatch_id, lock=True)
    if begun_at(session, dispatch_id) is not None:
        raise RefusedError("already_checked_in", at=begun_at(session, dispatch_id))
    if dispatch.state is not DispatchState.PLANNED or not part.active:
        raise RefusedError("visit_not_planned", state=dispatch.state)
    check_step(actor, case, Step.CHECK_IN)
    _check_standing(session, part.installer_id)
    if now < part.visible_from:
        raise RefusedError("too_early", at=part.visible_from)
    _check_place(place)
    visit = Visit(
        dispatch_id=dispatch.id,
        case_id=case.id,
        dealer_id=dispatch.dealer_id,
        installer_id=part.installer_id,
        checked_in_at=now,
        latitude=place.latitude if place else None,
        longitude=place.longitude if place else None,
    )
    session.add(visit)
    dispatch.state = DispatchState.ON_SITE
    session.flush()
    # The database says whether this dealer's claims must be verified first (C3).
    session.refresh(visit, ["verify_first"])
    if not visit.verify_first:
        stop_clock(session, case, Stage.VISIT, now=now)
    take_step(
        session,
        actor,
        case,
        Step.CHECK_IN,
        now=now,
        audience=visit_audience(case),
        dispatch_id=dispatch.id,
        visit_id=visit.id,
        installer_id=part.installer_id,
        with_place=place is not None,
    )
    return visit


def begun_at(session: Session, dispatch_id: int) -> datetime | None:
    """When somebody checked in; also for their colleague, who sees not the visit but this."""
    with beyond_sight(session):
        return session.scalar(select(Visit.checked_in_at).where(Visit.dispatch_id == dispatch_id))


def _check_standing(session: Session, installer_id: int) -> None:
    """Whoever was held after they were booked begins no visit: somebody else goes (S1)."""
    standing = session.scalar(select(Installer.standing).where(Installer.id == installer_id))
    if standing in (Standing.HELD, Standing.SUSPENDED):
        raise RefusedError("held_begins_no_visit")


def _check_place(place: Place | None) -> None:
    if place and not (-90 <= place.latitude <= 90 and -180 <= place.longitude <= 180):
        raise InvalidError("place_impossible", field="latitude")
