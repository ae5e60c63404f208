"""Puts a visit on its rows: the window, the slots, and what stands against them (D1, D2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from psycopg.types.range import Range
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import (
    Case,
    Conflict,
    Dispatch,
    DispatchPerson,
    DispatchState,
    Installer,
    Offer,
    Purpose,
)
from portal.access.actors import Actor
from portal.access.beyond import beyond_sight
from portal.access.scope import get_one
from portal.errors import InvalidError, RefusedError
from portal.history.record import Audience
from portal.i18n.at_time import AtTime
from portal.installers.conflicts import Slot, busy_slots, conflict_of
from portal.installers.substitutes import substitutes_for
from portal.settings.known import REVEAL_HOUR
from portal.settings.read import setting
from portal.sla.zone import portal_zone

LONGEST: Final = timedelta(hours=24)
MOST_PEOPLE: Final = 6
_NO_TWO_SLOTS: Final = "ex_dispatch_people_no_two_slots_at_once"


@dataclass(frozen=True, slots=True)
class Plan:
    """What was agreed with the customer, and who goes when; the first one leads."""

    purpose: Purpose
    window: Slot
    people: Sequence[tuple[int, Slot]]
    note: str = ""


def lock_people(session: Session, plan: Plan) -> None:
    """Installers before cases, by ascending id: so that no two verbs wait for each other (6)."""
    ids = sorted({person for person, _slot in plan.people})
    with beyond_sight(session):
        session.execute(
            select(Installer.id)
            .where(Installer.id.in_(ids))
            .order_by(Installer.id)
            .with_for_update(read=True)
        )


def check_plan(session: Session, actor: Actor, case: Case, plan: Plan, *, now: datetime) -> None:
    """Shape first, then each person: the refusal says why, and who could be sent instead."""
    _check_shape(plan, now)
    party = [person for person, _slot in plan.people]
    assert case.dealer_id is not None  # noqa: S101 - a CHECK: who holds it is named
    for person_id, slot in plan.people:
        person = get_one(session, actor, Installer, person_id)
        conflict = conflict_of(session, case, case.dealer_id, person, party=party)
        if conflict is None and busy_slots(session, [person_id], since=slot[0], until=slot[1]):
            conflict = Conflict.BUSY
        if conflict is not None:
            raise _refusal(session, actor, case, person, conflict, slot, party, now)


def put_down(
    session: Session, actor: Actor, case: Case, offer: Offer, plan: Plan, *, now: datetime
) -> Dispatch:
    """The rows of a visit. Whoever was booked elsewhere in the same instant is busy."""
    if case.entitlement_id is None:
        raise RefusedError("no_entitlement_yet")
    dispatch = Dispatch(
        case_id=case.id,
        dealer_id=case.dealer_id,
        offer_id=offer.id,
        entitlement_id=case.entitlement_id,
        purpose=plan.purpose,
        window_start=plan.window[0],
        window_end=plan.window[1],
        note=plan.note.strip(),
        made_by_id=actor.user_id,
        made_at=now,
    )
    session.add(dispatch)
    session.flush()
    zone, hour = portal_zone(session), setting(session, REVEAL_HOUR)
    people = [
        DispatchPerson(
            dispatch_id=dispatch.id,
            case_id=case.id,
            dealer_id=case.dealer_id,
            installer_id=person,
            lead=place == 0,
            slot=Range(*slot),
            visible_from=opens_at(slot[0], zone, hour),
        )
        for place, (person, slot) in enumerate(plan.people)
    ]
    try:
        with session.begin_nested():
            session.add_all(people)
    except IntegrityError as error:
        if _NO_TWO_SLOTS not in str(error.orig):
            raise
        raise RefusedError("somebody_busy_meanwhile", field="people") from error
    return dispatch


def end_dispatch(
    session: Session,
    dispatch: Dispatch,
    state: DispatchState,
    *,
    now: datetime,
    reason: str = "",
) -> None:
    """The visit is over or off: its people's slots are free, the customer's door is shut."""
    dispatch.state, dispatch.ended_at, dispatch.end_reason = state, now, reason.strip()
    session.flush()
    # Each person may write its own row only; the others' slots must become free as well.
    with beyond_sight(session):
        session.execute(
            update(DispatchPerson)
            .where(DispatchPerson.dispatch_id == dispatch.id, DispatchPerson.active)
            .values(active=False, visible_until=now)
            .execution_options(synchronize_session=False)
        )


def opens_at(slot_start: datetime, zone: ZoneInfo, hour: int) -> datetime:
    """An hour of the day before, there: 17:00 unless it is set otherwise (D4)."""
    before = slot_start.astimezone(zone).date() - timedelta(days=1)
    return datetime.combine(before, time(hour), zone)


def visit_audience(case: Case) -> Audience:
    """Dealer, people and customer read when somebody comes."""
    return Audience(dealer=True, installer=True, customer=True, dealer_id=case.dealer_id)


def detail_of(dispatch: Dispatch, plan: Plan) -> dict[str, Any]:
    """What an event says of a visit."""
    return {
        "dispatch_id": dispatch.id,
        "purpose": plan.purpose.value,
        "window_start": plan.window[0].isoformat(),
        "window_end": plan.window[1].isoformat(),
        "people": [person for person, _slot in plan.people],
    }


def _check_shape(plan: Plan, now: datetime) -> None:
    ids = [person for person, _slot in plan.people]
    if not ids:
        raise InvalidError("nobody_chosen", field="people")
    if len(set(ids)) < len(ids) or len(ids) > MOST_PEOPLE:
        raise InvalidError("people_too_many", field="people", most=MOST_PEOPLE)
    start, end = plan.window
    if not start < end <= start + LONGEST:
        raise InvalidError("window_empty", field="window_end")
    if end <= now:
        raise InvalidError("window_is_past", field="window_start")
    for _person, (begins, ends) in plan.people:
        if not begins < ends <= begins + LONGEST:
            raise InvalidError("slot_empty", field="slot_end")
        if not start <= begins < end:
            raise InvalidError("slot_outside_window", field="slot_start")


def _refusal(
    session: Session,
    actor: Actor,
    case: Case,
    person: Installer,
    conflict: Conflict,
    slot: Slot,
    party: Sequence[int],
    now: datetime,
) -> RefusedError:
    assert case.dealer_id is not None  # noqa: S101 - a CHECK: who holds it is named
    # Who is only busy can go at another time.
    but = () if conflict is Conflict.BUSY else party
    instead = substitutes_for(session, actor, case, case.dealer_id, slot, but=but, now=now)
    return RefusedError(
        f"person_{conflict.value}" + ("" if instead else "_nobody_else"),
        field="people",
        name=person.name,
        others=[AtTime(one.installer.name, one.free_from) for one in instead],
        substitutes=instead,
    )
