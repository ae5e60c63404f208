"""Reopen a case on the customer's word: a further attempt, with half the time (domain K3, T7)."""

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models import (
    Case,
    CaseEnding,
    Offer,
    OfferState,
    Release,
    Resolution,
    Stage,
    TaskKind,
)
from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.access.scope import get_case
from portal.cases.callbacks import failed_repairs
from portal.cases.end_case import lapse_withdrawal
from portal.cases.holding import release_holding
from portal.cases.lifecycle import Step
from portal.cases.offer import offer_case
from portal.cases.put_task import put_task
from portal.cases.staff_news import tell_reopened
from portal.cases.steps import check_step, take_step
from portal.cases.supervisor_decides import ATTEMPTS
from portal.cases.told import its_dealer
from portal.errors import InvalidError, RefusedError
from portal.settings.known import REOPEN_DAYS
from portal.settings.read import setting
from portal.sla.clocks import drop_clocks, start_clock

FAILED_REPAIRS_FOR_REVIEW: Final = 2
REVIEW_WITHIN: Final = timedelta(days=1)


def reopen_case(
    session: Session,
    actor: Actor,
    case_id: int,
    customers_word: str,
    *,
    version: int | None,
    now: datetime,
    same_dealer: bool = False,
) -> Case:
    """The customer says that it is not settled. `same_dealer` offers it at once to who had it."""
    case = get_case(session, actor, case_id, version=version, lock=True)
    check_step(actor, case, Step.REOPEN)
    if not customers_word.strip():
        raise InvalidError("customers_word_missing", field="customers_word")
    if not reopens_still(session, case, now=now):
        days = setting(session, REOPEN_DAYS)
        raise RefusedError("reopen_too_late", number=case.number, days=days)
    end_resolution(session, case, now=now)
    reopen(session, actor, case, customers_word.strip(), now=now, same_dealer=same_dealer)
    return case


def end_resolution(session: Session, case: Case, *, now: datetime) -> Resolution | None:
    """What was thought to be the resolution was none. It goes first: the keys ask for it (K3)."""
    standing = session.scalar(
        select(Resolution).where(Resolution.case_id == case.id, Resolution.ended_at.is_(None))
    )
    if standing is not None:
        standing.ended_by, standing.ended_at = "reopened", now
        session.flush()
    return standing


def reopen(
    session: Session,
    actor: Actor,
    case: Case,
    customers_word: str,
    *,
    now: datetime,
    same_dealer: bool = False,
    **detail: Any,
) -> None:
    """The rest, once the resolution has ended: attempt, clocks, holder, ending, status."""
    had, ending_id = case.dealer_id, case.ending_id
    case.attempt += 1
    case.declines = 0
    drop_clocks(session, case, now=now)
    start_clock(session, case, Stage.TRIAGE, now=now)
    start_clock(session, case, Stage.RESOLVE, now=now)
    if (offer := _holding(session, case)) is not None:
        release_holding(session, case, offer, Release.REOPENED, "", now=now)
    take_step(
        session,
        actor,
        case,
        Step.REOPEN,
        now=now,
        audience=its_dealer(had),
        body=customers_word,
        attempt=case.attempt,
        dealer_id=had,
        **detail,
    )
    case.dealer_id = case.ending_id = case.ended_at = None
    # The second reopening goes to the supervisor; once there (a third chase, I3), it stays.
    case.at_supervisor = case.at_supervisor or case.attempt >= ATTEMPTS
    session.flush()
    tell_reopened(session, actor, case, had, now=now)
    _undo_ending(session, ending_id, now=now)
    lapse_withdrawal(session, case, now=now)
    _review(session, actor, case, now=now)
    if same_dealer and had is not None:
        offer_case(session, actor, case.id, had, version=None, now=now)


def may_reopen(session: Session, actor: Actor, case: Case, *, now: datetime) -> bool:
    """Whether the page offers it; the refusal itself says more."""
    return actor.may(Permission.CASE_REOPEN) and reopens_still(session, case, now=now)


def reopens_still(session: Session, case: Case, *, now: datetime) -> bool:
    """Whether the customer's word reopens it; later it is a new, linked case (K3)."""
    if case.ended_at is None:
        return True
    return now <= case.ended_at + timedelta(days=setting(session, REOPEN_DAYS))


def _holding(session: Session, case: Case) -> Offer | None:
    return session.scalar(
        select(Offer)
        .where(
            Offer.case_id == case.id,
            Offer.state == OfferState.ACCEPTED,
            Offer.released_at.is_(None),
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def _undo_ending(session: Session, ending_id: int | None, *, now: datetime) -> None:
    """After the case has let go of it: until then the case's key holds it open."""
    if ending_id is not None:
        session.execute(
            update(CaseEnding)
            .where(CaseEnding.id == ending_id)
            .values(undone_at=now)
            .execution_options(synchronize_session="fetch")
        )


def _review(session: Session, actor: Actor, case: Case, *, now: datetime) -> None:
    """A second failed repair: replace it or give the money back, somebody must decide (R2)."""
    if failed_repairs(session, case) == FAILED_REPAIRS_FOR_REVIEW:
        put_task(
            session,
            actor,
            case,
            TaskKind.REVIEW,
            "",
            due_at=now + REVIEW_WITHIN,
            now=now,
        )
