"""The dealer answers a customer's denial: concedes it, or brings evidence against it (C3, T8)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import (
    Case,
    ClaimDispute,
    DisputeOutcome,
    EventKind,
    Evidence,
    RequestKind,
    SupervisorRequest,
)
from portal.access.actors import Actor
from portal.access.beyond import beyond_sight
from portal.access.permissions import Permission
from portal.access.scope import get_case
from portal.cases.put_request import put_request
from portal.cases.verify_first import begin_verify_first
from portal.errors import ForbiddenError, InvalidError, NotFoundError, RefusedError
from portal.history.record import only_dealer, record


def answer_dispute(
    session: Session,
    actor: Actor,
    case_id: int,
    dispute_id: int,
    *,
    contested: bool,
    words: str,
    evidence: Evidence | None = None,
    now: datetime,
) -> ClaimDispute:
    """What is conceded is upheld at once; what is contested goes to a supervisor.

    The clock stands on as if it had never stopped until they have decided.
    """
    case = get_case(session, actor, case_id, lock=True)
    actor.require(Permission.DISPUTE_ANSWER)
    dispute = session.scalar(
        select(ClaimDispute)
        .where(ClaimDispute.id == dispute_id, ClaimDispute.case_id == case.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    if dispute is None:
        raise NotFoundError("claim_dispute")
    if dispute.dealer_id != actor.dealer_id:
        raise ForbiddenError("not_allowed", permission=Permission.DISPUTE_ANSWER.value)
    if dispute.outcome is not None or dispute.answered_at is not None:
        raise RefusedError("dispute_is_answered")
    if now > dispute.answer_by:
        raise RefusedError("dispute_answer_is_late", at=dispute.answer_by)
    _check_answer(contested, words, evidence)
    with beyond_sight(session):
        said = record(
            session, actor, case, EventKind.DISPUTE_ANSWERED, now=now,
            audience=only_dealer(dispute.dealer_id), body=words.strip() or None,
            dispute_id=dispute.id, contested=contested,
            evidence=evidence.value if evidence else None,
        )  # fmt: skip
    dispute.answered_at, dispute.answered_by_id = now, actor.user_id
    dispute.contested, dispute.evidence = contested, evidence
    dispute.answer_event_id = said
    session.flush()
    with beyond_sight(session):
        if contested:
            dispute.request_id = _ask_supervisor(session, actor, case, dispute, words, now).id
            session.flush()
        else:
            uphold(session, dispute, now=now)
    return dispute


def uphold(session: Session, dispute: ClaimDispute, *, now: datetime) -> None:
    """It counts against the dealer from now on, which may begin "verify first"."""
    dispute.outcome, dispute.decided_at = DisputeOutcome.UPHELD, now
    session.flush()
    begin_verify_first(session, dispute.dealer_id, now=now)


def _check_answer(contested: bool, words: str, evidence: Evidence | None) -> None:
    if contested and evidence is None:
        raise InvalidError("evidence_is_wanted", field="evidence")
    if contested and not words.strip():
        raise InvalidError("say_why", field="words")


def _ask_supervisor(
    session: Session, actor: Actor, case: Case, dispute: ClaimDispute, words: str, now: datetime
) -> SupervisorRequest:
    """One request for a case; a second dispute joins the one that waits."""
    waiting = session.scalar(
        select(SupervisorRequest).where(
            SupervisorRequest.case_id == case.id,
            SupervisorRequest.kind == RequestKind.DISPUTED_CLAIM,
            SupervisorRequest.decided_at.is_(None),
        )
    )
    return waiting or put_request(
        session, actor, case, RequestKind.DISPUTED_CLAIM, words,
        now=now, dealer_id=dispute.dealer_id, request=RequestKind.DISPUTED_CLAIM.value,
    )  # fmt: skip
