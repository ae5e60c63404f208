"""A supervisor decides on contested claims; what nobody answers stands by itself (C3, T8)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import (
    Case,
    ClaimDispute,
    ClaimState,
    ContactClaim,
    CustomerWord,
    DisputeOutcome,
    EventKind,
    NoticeKind,
    Offer,
    Release,
    RequestKind,
    SupervisorRequest,
    Visit,
)
from portal.access.actors import WORKER_ACTOR, Actor
from portal.access.permissions import Permission
from portal.access.scope import get_case
from portal.cases.answer_dispute import uphold
from portal.cases.hear_customer import draw_consequences
from portal.cases.put_request import request_to_decide
from portal.cases.verify_first import begin_verify_first, end_verify_first
from portal.errors import ForbiddenError, InvalidError
from portal.history.record import only_dealer, record
from portal.notices.recipients import DealerDesk, DealerManagers
from portal.notices.tell import tell

BATCH: Final = 100


def decide_dispute(
    session: Session,
    actor: Actor,
    case_id: int,
    request_id: int,
    *,
    stands: bool,
    reason: str,
    now: datetime,
) -> SupervisorRequest:
    """The claim stands after all, or the customer's denial does; both read why.

    Nobody decides on a claim or a denial that they have written down themselves (T8).
    """
    case = get_case(session, actor, case_id, lock=True)
    actor.require(Permission.SUPERVISE)
    if not reason.strip():
        raise InvalidError("say_why", field="answer")
    request = request_to_decide(session, case, request_id, RequestKind.DISPUTED_CLAIM)
    disputes = disputes_of(session, request)
    if _is_own(session, actor, request, disputes):
        raise ForbiddenError("not_ones_own_request")
    request.decided_by_id, request.decided_at = actor.user_id, now
    request.granted, request.answer = stands, reason.strip()
    for dispute in disputes:
        _decide(session, actor, dispute, stands, reason.strip(), now)
    session.flush()
    draw_consequences(session, actor, case, now=now)
    record(
        session, actor, case, EventKind.DISPUTE_DECIDED, now=now,
        audience=only_dealer(request.dealer_id), body=reason.strip(),
        request_id=request.id, stands=stands,
    )  # fmt: skip
    if request.dealer_id is not None:
        _follow(session, case, request.dealer_id, request.id, stands, now)
    return request


def disputes_of(session: Session, request: SupervisorRequest) -> Sequence[ClaimDispute]:
    """What a request asks about and nobody has decided."""
    return session.scalars(
        select(ClaimDispute)
        .where(ClaimDispute.request_id == request.id, ClaimDispute.outcome.is_(None))
        .order_by(ClaimDispute.id)
        .limit(BATCH)
    ).all()


def settle_unanswered(session: Session, *, now: datetime, batch: int = BATCH) -> int:
    """The hours are over and nobody has answered: the customer's word stands (C3).

    Where the case was taken from the dealer meanwhile, who could not answer any more, the claim
    stays disputed and nothing is counted against it.
    """
    rows = session.execute(
        select(Case, ClaimDispute)
        .join(ClaimDispute, ClaimDispute.case_id == Case.id)
        .where(
            ClaimDispute.outcome.is_(None),
            ClaimDispute.answered_at.is_(None),
            ClaimDispute.answer_by <= now,
        )
        .order_by(Case.id, ClaimDispute.id)
        .limit(batch)
        .with_for_update(of=Case, key_share=True, skip_locked=True)
        .execution_options(populate_existing=True)
    ).all()
    for case, dispute in rows:
        if case.dealer_id == dispute.dealer_id or _gave_it_back(session, dispute):
            uphold(session, dispute, now=now)
        else:
            dispute.outcome, dispute.decided_at = DisputeOutcome.LAPSED, now
        record(
            session, WORKER_ACTOR, case, EventKind.DISPUTE_DECIDED, now=now,
            audience=only_dealer(dispute.dealer_id),
            dispute_id=dispute.id, unanswered=True,
        )  # fmt: skip
    return len(rows)


def _decide(
    session: Session,
    actor: Actor,
    dispute: ClaimDispute,
    stands: bool,
    reason: str,
    now: datetime,
) -> None:
    dispute.outcome = DisputeOutcome.DISMISSED if stands else DisputeOutcome.UPHELD
    dispute.decided_at, dispute.decided_by_id, dispute.reason = now, actor.user_id, reason
    if stands:
        _claim_of(session, dispute).state = ClaimState.VERIFIED


def _claim_of(session: Session, dispute: ClaimDispute) -> ContactClaim | Visit:
    if dispute.claim_id is not None:
        return session.get_one(ContactClaim, dispute.claim_id)
    return session.get_one(Visit, dispute.visit_id)


def _is_own(
    session: Session,
    actor: Actor,
    request: SupervisorRequest,
    disputes: Sequence[ClaimDispute],
) -> bool:
    if request.asked_by_id == actor.user_id:
        return True
    noted = session.scalars(
        select(CustomerWord.noted_by_id).where(
            CustomerWord.id.in_([dispute.word_id for dispute in disputes])
        )
    )
    claimed = session.scalars(
        select(ContactClaim.claimed_by_id).where(
            ContactClaim.id.in_([dispute.claim_id for dispute in disputes if dispute.claim_id])
        )
    )
    return actor.user_id in {*noted, *claimed}


def _follow(
    session: Session, case: Case, dealer_id: int, request_id: int, stands: bool, now: datetime
) -> None:
    if stands:
        end_verify_first(session, dealer_id, now=now)
    else:
        begin_verify_first(session, dealer_id, now=now)
    tell(
        session, NoticeKind.DISPUTE_DECIDED, [DealerManagers(dealer_id), DealerDesk(dealer_id)],
        now=now, case=case, key=f"dispute_decided:{request_id}", dealer_id=dealer_id,
        granted=stands,
    )  # fmt: skip


def _gave_it_back(session: Session, dispute: ClaimDispute) -> bool:
    """Who hands a case back does not get rid of the question that way."""
    last = session.scalar(
        select(Offer.release)
        .where(Offer.case_id == dispute.case_id, Offer.dealer_id == dispute.dealer_id)
        .order_by(Offer.id.desc())
        .limit(1)
    )
    return last is Release.HANDED_BACK
