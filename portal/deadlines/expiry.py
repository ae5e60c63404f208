"""Offers that nobody answered in time go back to triage, and their people hear of it (T6)."""

from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import (
    Case,
    CaseStatus,
    ClockState,
    NoticeKind,
    Offer,
    OfferState,
    Severity,
    SlaClock,
    Stage,
)
from portal.cases.expire import expire_offer
from portal.errors import PortalError
from portal.notices.recipients import DealerDesk, DealerManagers, HotlineTeam, Person
from portal.notices.tell import tell

BATCH: Final = 50


def expire_offers(session: Session, *, now: datetime, batch: int = BATCH) -> int:
    """Take back up to a batch of offers whose `accept` has run out; how many were.

    The case is locked first, as the dealer's own accepting does: one of the two comes first, and
    whoever comes second finds it answered.
    """
    over = session.scalars(
        select(Case)
        .join(SlaClock, SlaClock.case_id == Case.id)
        .where(
            Case.status == CaseStatus.OFFERED,
            SlaClock.stage == Stage.ACCEPT,
            SlaClock.state == ClockState.RUNNING,
            SlaClock.due_at <= now,
        )
        .order_by(Case.id)
        .limit(batch)
        .with_for_update(of=Case, key_share=True, skip_locked=True)
        .execution_options(populate_existing=True)
    ).all()
    return sum(_expired(session, case, now) for case in over)


def _expired(session: Session, case: Case, now: datetime) -> bool:
    offer = session.scalar(
        select(Offer).where(Offer.case_id == case.id, Offer.state == OfferState.OPEN)
    )
    if offer is None:
        return False
    try:
        expire_offer(session, case.id, now=now)
    except PortalError:
        return False
    tell(
        session,
        NoticeKind.OFFER_EXPIRED,
        [
            DealerManagers(offer.dealer_id),
            DealerDesk(offer.dealer_id),
            Person(case.agent_id) if case.agent_id else HotlineTeam(),
        ],
        now=now,
        case=case,
        key=f"offer_expired:{offer.id}",
        urgent=case.severity is Severity.URGENT,
        offer_id=offer.id,
        dealer_id=offer.dealer_id,
    )
    return True
