"""What the customer is told of their case, and their dealer of its visits.

Each piece of news has a key of its own row: whatever runs twice is told once. The wording, the
way and the link are the messages' own business.
"""

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy.orm import Session

from models import (
    Case,
    CaseEnding,
    ClaimState,
    ContactClaim,
    Dispatch,
    NoticeKind,
    Offer,
    Resolution,
    Severity,
    Withdrawal,
)
from portal.notices.recipients import CaseCustomer, DealerDesk, DispatchCrew
from portal.notices.tell import News, tell, tell_many
from portal.settings.known import REOPEN_DAYS
from portal.settings.read import setting

K = NoticeKind
# What the customer reads, and what the dealer's desk reads of the same appointment.
SET: Final = (K.APPOINTMENT_SET, K.VISIT_BOOKED)
CHANGED: Final = (K.APPOINTMENT_CHANGED, K.VISIT_MOVED)
CANCELLED: Final = (K.APPOINTMENT_CANCELLED, K.VISIT_CANCELLED)
# Where the matter itself ends the customer reads of that, and the dealer that nobody goes.
CALLED_OFF: Final = (None, K.VISIT_CANCELLED)
BEFORE_NOON: Final = timedelta(hours=12)


def tell_received(session: Session, case: Case, *, now: datetime) -> None:
    """We have it: its number and where to follow it."""
    _tell(session, case, K.CASE_RECEIVED, f"received:{case.id}", now)


def tell_accepted(session: Session, case: Case, offer: Offer, *, now: datetime) -> None:
    """Who looks after it now."""
    _tell(session, case, K.DEALER_ACCEPTED, f"accepted:{offer.id}", now, dealer_id=offer.dealer_id)


def tell_claimed(session: Session, case: Case, claim: ContactClaim, *, now: datetime) -> None:
    """ "Were you contacted?" asks whom the dealer says it has reached; the brand heard a third."""
    if claim.counts and claim.state is ClaimState.CLAIMED:
        _tell(
            session, case, K.WERE_YOU_CONTACTED, f"claimed:{claim.id}", now,
            dealer_id=claim.dealer_id,
        )  # fmt: skip


def tell_visit(
    session: Session,
    dispatch: Dispatch,
    kinds: tuple[NoticeKind | None, NoticeKind],
    *,
    now: datetime,
) -> None:
    """An appointment, its change or its end: to the customer, the desk and whoever goes."""
    to_customer, to_dealer = kinds
    detail = {
        "dispatch_id": dispatch.id,
        "dealer_id": dispatch.dealer_id,
        "window_start": dispatch.window_start.isoformat(),
        "window_end": dispatch.window_end.isoformat(),
    }
    news = [
        News(
            to_dealer,
            (DealerDesk(dispatch.dealer_id),),
            f"visit:{dispatch.id}:{to_dealer.value}",
            dispatch.case_id,
            detail=detail,
        ),
        # Whoever goes has it in their own calendar; their page says the rest when it is time (D4).
        News(
            to_dealer,
            (DispatchCrew(dispatch.id),),
            f"visit:{dispatch.id}:{to_dealer.value}:crew",
            dispatch.case_id,
            detail=detail,
        ),
    ]
    if to_customer is not None:
        whom = (CaseCustomer(dispatch.case_id),)
        key = f"visit:{dispatch.id}:{to_customer.value}"
        case = session.get(Case, dispatch.case_id)
        # The night would be over too late for what is to happen in the morning.
        soon = now < dispatch.window_end and dispatch.window_start - now < BEFORE_NOON
        urgent = soon or (case is not None and case.severity is Severity.URGENT)
        news.append(News(to_customer, whom, key, dispatch.case_id, urgent=urgent, detail=detail))
    tell_many(session, news, now=now)


def tell_resolved(session: Session, case: Case, resolution: Resolution, *, now: datetime) -> None:
    """It is said to be settled, and we ring (K1)."""
    _tell(session, case, K.RESOLVED, f"resolved:{resolution.id}", now)


def tell_ended(session: Session, case: Case, ending: CaseEnding, *, now: datetime) -> None:
    """It has ended, and for how long a word reopens it (K3)."""
    days = setting(session, REOPEN_DAYS)
    _tell(session, case, K.ENDED, f"ended:{ending.id}", now, days=days)


def tell_withdrawal(session: Session, case: Case, withdrawal: Withdrawal, *, now: datetime) -> None:
    """ "This was not you? Press here" (K6)."""
    _tell(
        session, case, K.WITHDRAWAL_RECORDED, f"withdrawal:{withdrawal.id}", now,
        until=withdrawal.ends_at.isoformat(),
    )  # fmt: skip


def _tell(
    session: Session, case: Case, kind: NoticeKind, key: str, now: datetime, **detail: Any
) -> None:
    tell(
        session, kind, [CaseCustomer(case.id)],
        now=now, case=case, key=key, urgent=case.severity is Severity.URGENT, **detail,
    )  # fmt: skip
