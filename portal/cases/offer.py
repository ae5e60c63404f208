"""Offer a case to a dealer (domain O1, O2)."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Case, Dealer, Offer, RequestKind, Stage, SupervisorRequest
from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.access.scope import get_case, get_one
from portal.cases.lifecycle import Step
from portal.cases.staff_news import tell_offered
from portal.cases.steps import check_step, take_step
from portal.cases.suggest import OFFERABLE
from portal.cases.supervisor_decides import may_go_on
from portal.contacts.reach import is_reachable
from portal.errors import ForbiddenError, InvalidError, RefusedError
from portal.history.record import only_dealer
from portal.sla.clocks import start_clock, stop_clock


def offer_case(
    session: Session,
    actor: Actor,
    case_id: int,
    dealer_id: int,
    *,
    version: int | None,
    now: datetime,
    compulsory: bool = False,
    charged_to_id: int | None = None,
) -> Offer:
    """Send the case to a dealer: its `accept` clock starts, the hotline's `triage` is met.

    After the second decline only a supervisor offers, then perhaps compulsorily or at the first
    dealer's charge (O2). A dealer without a live contact point wants a supervisor's word (O1).
    """
    case = get_case(session, actor, case_id, version=version, lock=True)
    check_step(actor, case, Step.OFFER)
    dealer = get_one(session, actor, Dealer, dealer_id)
    _check_authority(actor, case, compulsory=compulsory, charged=charged_to_id is not None)
    if dealer.state not in OFFERABLE:
        raise RefusedError("dealer_takes_no_cases", field="dealer_id", dealer=dealer.name)
    if charged_to_id is not None:
        _check_charged(session, case, dealer, charged_to_id)
    _check_reachable(session, actor, case, dealer)

    offer = Offer(
        case_id=case.id,
        dealer_id=dealer.id,
        attempt=case.attempt,
        made_by_id=actor.user_id,
        made_at=now,
        compulsory=compulsory,
        charged_to_id=charged_to_id,
    )
    session.add(offer)
    session.flush()
    stop_clock(session, case, Stage.TRIAGE, now=now)
    start_clock(session, case, Stage.ACCEPT, now=now, dealer_id=dealer.id)
    take_step(
        session,
        actor,
        case,
        Step.OFFER,
        now=now,
        audience=only_dealer(dealer.id),
        offer_id=offer.id,
        dealer_id=dealer.id,
        dealer=dealer.name,
        compulsory=compulsory,
    )
    case.dealer_id = dealer.id
    session.flush()
    tell_offered(session, case, offer, now=now)
    return offer


def has_supervisors_word(session: Session, case_id: int, dealer_id: int) -> bool:
    """Whether a supervisor allowed this dealer since the case was last offered to anybody."""
    last_offer = select(func.max(Offer.made_at)).where(Offer.case_id == case_id).scalar_subquery()
    granted = select(SupervisorRequest.id).where(
        SupervisorRequest.case_id == case_id,
        SupervisorRequest.dealer_id == dealer_id,
        SupervisorRequest.kind == RequestKind.OFFER_WITHOUT_CONTACT,
        SupervisorRequest.granted.is_(True),
        (last_offer.is_(None)) | (SupervisorRequest.decided_at > last_offer),
    )
    return session.scalar(granted.limit(1)) is not None


def _check_authority(actor: Actor, case: Case, *, compulsory: bool, charged: bool) -> None:
    """O2: what a supervisor decides is not an agent's."""
    if not may_go_on(actor, case):
        raise ForbiddenError("case_at_supervisor", number=case.number)
    if (compulsory or charged) and not actor.may(Permission.OFFER_COMPEL):
        raise ForbiddenError("only_a_supervisor_compels")


def _check_charged(session: Session, case: Case, dealer: Dealer, charged_to_id: int) -> None:
    """Whoever pays had this case offered before and is not the one who now does the work."""
    if charged_to_id == dealer.id:
        raise InvalidError("charged_is_the_same_dealer", field="charged_to_id")
    had = select(Offer.id).where(Offer.case_id == case.id, Offer.dealer_id == charged_to_id)
    if session.scalar(had.limit(1)) is None:
        raise InvalidError("charged_never_had_the_case", field="charged_to_id")


def _check_reachable(session: Session, actor: Actor, case: Case, dealer: Dealer) -> None:
    """O1: whom nobody can reach is offered nothing without a supervisor's word."""
    if is_reachable(session, dealer.id) or actor.may(Permission.SUPERVISE):
        return
    if not has_supervisors_word(session, case.id, dealer.id):
        raise RefusedError(
            "dealer_cannot_be_reached",
            field="dealer_id",
            dealer=dealer.name,
            dealer_id=dealer.id,
        )
