"""Find the offer that a case stands on, and let it go back to triage (domain O2)."""

from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models import (
    Case,
    Dispatch,
    DispatchPerson,
    DispatchState,
    Offer,
    OfferState,
    Release,
    Stage,
    Visit,
)
from portal.access.actors import Actor
from portal.access.beyond import beyond_sight
from portal.access.scope import visible
from portal.cases.customer_news import CALLED_OFF, CANCELLED, tell_visit
from portal.cases.lifecycle import Step
from portal.cases.steps import take_step
from portal.errors import RefusedError
from portal.history.record import only_dealer
from portal.settings.known import DECLINES_AT_SUPERVISOR
from portal.settings.read import setting
from portal.sla.clocks import DEALER_STAGES, drop_clocks, start_clock


def open_offer(session: Session, actor: Actor, case: Case) -> Offer:
    """The offer that waits for an answer."""
    return _the_offer(session, actor, case, OfferState.OPEN)


def held_offer(session: Session, actor: Actor, case: Case) -> Offer:
    """The accepted offer under which a dealer holds the case."""
    return _the_offer(session, actor, case, OfferState.ACCEPTED)


def return_to_triage(
    session: Session,
    actor: Actor,
    case: Case,
    step: Step,
    *,
    now: datetime,
    body: str | None = None,
    **detail: Any,
) -> None:
    """Take the case out of its dealer's sight, with a new `triage` clock.

    The portal does it and not the dealer, whose own rights end at this very moment. Two declines
    bring it to the supervisor however it comes back; what was there for a third chase or a second
    reopening stays there (I3, K3).
    """
    dealer_id = case.dealer_id
    with beyond_sight(session):
        drop_clocks(session, case, now=now, stages=DEALER_STAGES)
        start_clock(session, case, Stage.TRIAGE, now=now)
        take_step(
            session,
            actor,
            case,
            step,
            now=now,
            audience=only_dealer(dealer_id),
            body=body,
            dealer_id=dealer_id,
            **detail,
        )
        case.dealer_id = None
        declined = case.declines >= setting(session, DECLINES_AT_SUPERVISOR)
        case.at_supervisor = case.at_supervisor or declined
        session.flush()


def release_holding(
    session: Session, case: Case, offer: Offer, how: Release, reason: str, *, now: datetime
) -> None:
    """The dealer holds the case no more, and nobody goes there under its name any more."""
    offer.release, offer.released_at, offer.release_reason = how, now, reason
    session.flush()
    with beyond_sight(session):
        under_way = session.scalars(
            select(Dispatch)
            .where(
                Dispatch.case_id == case.id,
                Dispatch.state.in_([DispatchState.PLANNED, DispatchState.ON_SITE]),
            )
            .order_by(Dispatch.id)
        ).all()
        for dispatch in under_way:
            _end_dispatch(session, dispatch, how, now=now)


def _end_dispatch(session: Session, dispatch: Dispatch, how: Release, *, now: datetime) -> None:
    """A plan is cancelled and its slots are free; whoever is there already has been there."""
    if dispatch.state is DispatchState.ON_SITE:
        dispatch.state = DispatchState.DONE
        session.execute(
            update(Visit)
            .where(Visit.dispatch_id == dispatch.id, Visit.left_at.is_(None))
            .values(left_at=now)
        )
    else:
        dispatch.state = DispatchState.CANCELLED
    dispatch.ended_at, dispatch.end_reason = now, how.value
    session.execute(
        update(DispatchPerson)
        .where(DispatchPerson.dispatch_id == dispatch.id, DispatchPerson.active)
        .values(active=False, visible_until=now)
    )
    if dispatch.state is DispatchState.CANCELLED:
        tell_visit(session, dispatch, CALLED_OFF if how is Release.ENDED else CANCELLED, now=now)


def _the_offer(session: Session, actor: Actor, case: Case, state: OfferState) -> Offer:
    offers = visible(actor, Offer).where(
        Offer.case_id == case.id, Offer.state == state, Offer.released_at.is_(None)
    )
    offer = session.scalar(offers.with_for_update().execution_options(populate_existing=True))
    if offer is None:
        raise RefusedError("no_such_offer", number=case.number)
    return offer
