"""What the brand's people and the dealer's are told when somebody else has moved their case.

Nobody is told what they have just done themselves. Each piece of news is named after its own row,
so that it is told once however often a rule runs.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import (
    Case,
    ClockState,
    NoticeKind,
    Offer,
    Severity,
    SlaClock,
    Stage,
    SupervisorRequest,
)
from portal.access.actors import Actor
from portal.notices.recipients import (
    DealerDesk,
    DealerHouse,
    DealerManagers,
    HotlineTeam,
    NightPhone,
    Person,
    Recipient,
    Supervisors,
)
from portal.notices.tell import tell
from portal.sla.policy import is_night
from portal.sla.zone import portal_zone

K = NoticeKind


def tell_offered(session: Session, case: Case, offer: Offer, *, now: datetime) -> None:
    """The dealer: its people, its robots and its boxes; they can answer from the message.

    An urgent one at night is the night phone's as well: somebody rings the dealer (T2).
    """
    due_at = session.scalar(
        select(SlaClock.due_at).where(
            SlaClock.case_id == case.id,
            SlaClock.stage == Stage.ACCEPT,
            SlaClock.state == ClockState.RUNNING,
        )
    )
    tell(
        session,
        K.OFFER_MADE,
        [*_dealer(offer.dealer_id), DealerHouse(offer.dealer_id)],
        now=now,
        case=case,
        key=f"offer:{offer.id}",
        urgent=case.severity is Severity.URGENT,
        offer_id=offer.id,
        dealer_id=offer.dealer_id,
        due_at=None if due_at is None else due_at.isoformat(),
    )
    if case.severity is Severity.URGENT and due_at and is_night(now, portal_zone(session)):
        tell(
            session, K.URGENT_AT_NIGHT, [NightPhone()],
            now=now, case=case, key=f"offer:{offer.id}:night", urgent=True,
            dealer_id=offer.dealer_id, due_at=due_at.isoformat(),
        )  # fmt: skip


def tell_offer_withdrawn(session: Session, case: Case, offer: Offer, *, now: datetime) -> None:
    """The dealer need not look at it any more."""
    tell(
        session, K.OFFER_WITHDRAWN, _dealer(offer.dealer_id),
        now=now, case=case, key=f"offer_withdrawn:{offer.id}", dealer_id=offer.dealer_id,
    )  # fmt: skip


def tell_taken_away(session: Session, case: Case, offer: Offer, *, now: datetime) -> None:
    """The dealer must not go there any more: that cannot wait for the morning."""
    tell(
        session, K.CASE_TAKEN_AWAY, _dealer(offer.dealer_id),
        now=now, case=case, key=f"taken_away:{offer.id}", urgent=True, dealer_id=offer.dealer_id,
    )  # fmt: skip


def tell_returned(
    session: Session, actor: Actor, case: Case, offer: Offer, *, now: datetime
) -> None:
    """The agent: the dealer has declined it or handed it back, and it waits for the hotline."""
    tell(
        session, K.CASE_RETURNED, _agent(case, actor),
        now=now, case=case, key=f"returned:{offer.id}", dealer_id=offer.dealer_id,
        urgent=case.severity is Severity.URGENT,
    )  # fmt: skip


def tell_reopened(
    session: Session, actor: Actor, case: Case, had_dealer_id: int | None, *, now: datetime
) -> None:
    """The agent and whoever had it; from the second time on the supervisors as well (K3)."""
    to: list[Recipient] = [*_agent(case, actor)]
    if had_dealer_id is not None:
        to.append(DealerManagers(had_dealer_id))
    if case.at_supervisor:
        to.append(Supervisors())
    tell(
        session, K.REOPENED, to,
        now=now, case=case, key=f"reopened:{case.id}:{case.attempt}", dealer_id=had_dealer_id,
    )  # fmt: skip


def tell_chased(session: Session, actor: Actor, case: Case, *, now: datetime) -> None:
    """Whoever has it now, and the agent; when the third has counted the supervisors (I3)."""
    to: list[Recipient] = [*_agent(case, actor)]
    if case.dealer_id is not None:
        to.append(DealerDesk(case.dealer_id))
    if case.at_supervisor:
        to.append(Supervisors())
    tell(
        session, K.CHASED, to,
        now=now, case=case, key=f"chase:{case.id}:{case.chases}", times=case.chases,
    )  # fmt: skip


def tell_asked(session: Session, case: Case, request: SupervisorRequest, *, now: datetime) -> None:
    """The supervisors: somebody cannot go on without their word (T8)."""
    tell(
        session, K.REQUEST_WAITING, [Supervisors(but=request.asked_by_id)],
        now=now, case=case, key=f"request:{request.id}", request_id=request.id,
        due_at=request.due_at.isoformat(), by_id=request.asked_by_id,
    )  # fmt: skip


def _dealer(dealer_id: int) -> tuple[Recipient, ...]:
    return DealerManagers(dealer_id), DealerDesk(dealer_id)


def _agent(case: Case, actor: Actor) -> Sequence[Recipient]:
    """The case's agent, or the team where it has none; nobody where it is the actor's own."""
    if case.agent_id is None:
        return [HotlineTeam()]
    return [] if case.agent_id == actor.user_id else [Person(case.agent_id)]
