"""What every ending has in common: its ground, the clocks, the dealer's holding (domain K2)."""

from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models import Case, CaseEnding, Offer, OfferState, Release, Withdrawal
from portal.access.actors import Actor
from portal.cases.customer_news import tell_ended
from portal.cases.holding import release_holding
from portal.cases.lifecycle import Step
from portal.cases.steps import take_step
from portal.history.record import Audience
from portal.sla.clocks import drop_clocks


def end_case(
    session: Session,
    actor: Actor,
    case: Case,
    step: Step,
    ending: CaseEnding,
    *,
    now: datetime,
    audience: Audience,
    body: str | None = None,
    **detail: Any,
) -> CaseEnding:
    """Write the ending, let the dealer go, drop the clocks, take the step.

    The database compares `ending` with the case at once, so its row comes first, and the case's
    status, ending and time go out in one statement.
    """
    session.add(ending)
    session.flush()
    _let_go(session, case, now=now)
    drop_clocks(session, case, now=now)
    take_step(
        session, actor, case, step, now=now, audience=audience, body=body,
        ending_id=ending.id, **detail,
    )  # fmt: skip
    case.ending_id, case.ended_at, case.at_supervisor = ending.id, now, False
    session.flush()
    if step is not Step.MERGE:  # what was merged goes on elsewhere
        tell_ended(session, case, ending, now=now)
    return ending


def lapse_withdrawal(session: Session, case: Case, *, now: datetime) -> None:
    """A withdrawal that still waits, or whose ending is undone, says nothing any more (K6)."""
    session.execute(
        update(Withdrawal)
        .where(
            Withdrawal.case_id == case.id,
            Withdrawal.objected_at.is_(None),
            Withdrawal.lapsed_at.is_(None),
        )
        .values(lapsed_at=now)
        .execution_options(synchronize_session="fetch")
    )


def _let_go(session: Session, case: Case, *, now: datetime) -> None:
    """The holder is released, an offer that waits is withdrawn; visits are called off."""
    offers = session.scalars(
        select(Offer)
        .where(
            Offer.case_id == case.id,
            Offer.released_at.is_(None),
            Offer.state.in_([OfferState.OPEN, OfferState.ACCEPTED]),
        )
        .order_by(Offer.id)
        .limit(2)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    for offer in offers:
        if offer.state is OfferState.OPEN:
            offer.state, offer.answered_at = OfferState.WITHDRAWN, now
        else:
            release_holding(session, case, offer, Release.ENDED, "", now=now)
    session.flush()
