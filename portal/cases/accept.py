"""The dealer accepts an offer (domain O1, O2)."""

from datetime import datetime

from sqlalchemy.orm import Session

from models import Case, OfferState, Stage
from portal.access.actors import Actor
from portal.access.beyond import beyond_sight
from portal.access.scope import get_case
from portal.cases.customer_news import tell_accepted
from portal.cases.holding import open_offer
from portal.cases.lifecycle import Step
from portal.cases.steps import check_step, take_step
from portal.contacts.prove import prove_dealer_reached
from portal.history.record import only_dealer
from portal.sla.clocks import start_clock, stop_clock


def accept_offer(
    session: Session, actor: Actor, case_id: int, *, version: int | None, now: datetime
) -> Case:
    """The dealer holds the case from now on and has to make the first contact.

    Accepting proves that one of its contact points is alive (O1). What the supervisor was to
    decide is decided with it.
    """
    case = get_case(session, actor, case_id, version=version, lock=True)
    check_step(actor, case, Step.ACCEPT)
    offer = open_offer(session, actor, case)
    offer.state, offer.answered_at = OfferState.ACCEPTED, now
    offer.answered_by_id = actor.user_id
    session.flush()
    stop_clock(session, case, Stage.ACCEPT, now=now)
    start_clock(session, case, Stage.FIRST_CONTACT, now=now, dealer_id=offer.dealer_id)
    prove_dealer_reached(session, offer.dealer_id, now=now)
    take_step(
        session,
        actor,
        case,
        Step.ACCEPT,
        now=now,
        audience=only_dealer(offer.dealer_id),
        offer_id=offer.id,
        dealer_id=offer.dealer_id,
    )
    with beyond_sight(session):
        case.at_supervisor = False
    tell_accepted(session, case, offer, now=now)
    return case
