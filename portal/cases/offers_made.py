"""Read what was offered before, and what a supervisor is asked about it (domain O2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Case, Dealer, Offer, OfferState, RequestKind, SupervisorRequest, User
from portal.access.actors import Actor
from portal.access.scope import visible
from portal.cases.put_request import word_within

MOST = 20


@dataclass(frozen=True, slots=True)
class Made:
    """An offer with the dealer it went to."""

    offer: Offer
    dealer: Dealer


@dataclass(frozen=True, slots=True)
class Asked:
    """A request with the names it needs."""

    request: SupervisorRequest
    dealer: Dealer
    asker: User


def offers_made(session: Session, actor: Actor, case: Case) -> Sequence[Made]:
    """The case's offers, the newest first."""
    rows = session.execute(
        select(Offer, Dealer)
        .join(Dealer, Dealer.id == Offer.dealer_id)
        .where(Offer.id.in_(visible(actor, Offer).with_only_columns(Offer.id)))
        .where(Offer.case_id == case.id)
        .order_by(Offer.id.desc())
        .limit(MOST)
    )
    return [Made(offer, dealer) for offer, dealer in rows]


def word_awaited(session: Session, case: Case) -> Asked | None:
    """The request about an offer that nobody has decided yet."""
    row = session.execute(
        select(SupervisorRequest, Dealer, User)
        .join(Dealer, Dealer.id == SupervisorRequest.dealer_id)
        .join(User, User.id == SupervisorRequest.asked_by_id)
        .where(
            SupervisorRequest.case_id == case.id,
            SupervisorRequest.kind == RequestKind.OFFER_WITHOUT_CONTACT,
            SupervisorRequest.decided_at.is_(None),
        )
    ).one_or_none()
    return Asked(*row) if row else None


def supervisor_decides_by(session: Session, case: Case, made: Sequence[Made]) -> datetime | None:
    """Until when a supervisor says where the case goes: counted from the last answer (O2)."""
    if not case.at_supervisor:
        return None
    answers = [one.offer.answered_at for one in made if one.offer.state is OfferState.DECLINED]
    answered = [at for at in answers if at is not None]
    return max(answered) + word_within(session) if answered else None
