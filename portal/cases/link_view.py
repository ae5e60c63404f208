"""What the customer's link shows: what happens next, by when, who (screens, "Customer link")."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import (
    Case,
    CaseStatus,
    ContactClaim,
    CustomerLink,
    Dealer,
    Dispatch,
    DispatchState,
    Promise,
    Visit,
    Withdrawal,
)
from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.access.scope import get_one, visible, visible_cases
from portal.cases.claims_of import claims_now
from portal.cases.hear_customer import contacts_among, visits_among
from portal.cases.withdraw import waiting_withdrawal
from portal.errors import NotFoundError

HELD_BY_DEALER = frozenset(
    {CaseStatus.ACCEPTED, CaseStatus.CONTACTED, CaseStatus.SCHEDULED, CaseStatus.VISITED}
)


@dataclass(frozen=True, slots=True)
class LinkView:
    """The finished values of the page, as far as the holder may know them."""

    case: Case
    code: str
    expires_at: datetime
    dealer: str
    window: tuple[datetime, datetime] | None
    visit: Dispatch | None
    by: datetime | None
    withdrawal: Withdrawal | None
    contact: ContactClaim | None = None
    came: Visit | None = None


def read_link_view(session: Session, actor: Actor) -> LinkView:
    """Read under the link's own policies: one case, and of it what a customer sees."""
    actor.require(Permission.LINK_USE)
    case = session.scalar(visible_cases(actor))
    link = session.get(CustomerLink, actor.link_id)
    if case is None or link is None:
        raise NotFoundError("customer_link")
    visit = _visit(session, actor, case)
    claims = claims_now(session, case) if case.is_open else []
    window = (visit.window_start, visit.window_end) if visit else None
    return LinkView(
        case=case,
        code=link.code,
        expires_at=link.expires_at,
        dealer=_dealer(session, actor, case),
        window=window,
        visit=visit,
        by=window[1] if window else _by(session, actor, case),
        withdrawal=waiting_withdrawal(session, case.id) if case.is_open else None,
        contact=next(reversed(contacts_among(claims)), None),
        came=next(reversed(visits_among(claims)), None),
    )


def _dealer(session: Session, actor: Actor, case: Case) -> str:
    """The store that looks after it; one that was only asked is not named yet."""
    if case.dealer_id is None or case.status not in HELD_BY_DEALER:
        return ""
    return get_one(session, actor, Dealer, case.dealer_id).name


def _visit(session: Session, actor: Actor, case: Case) -> Dispatch | None:
    return session.scalar(
        visible(actor, Dispatch)
        .where(Dispatch.case_id == case.id, Dispatch.state == DispatchState.PLANNED)
        .limit(1)
    )


def _by(session: Session, actor: Actor, case: Case) -> datetime | None:
    """What was promised to the customer counts before any deadline of our own."""
    promised = session.scalar(
        select(Promise.due_at)
        .where(
            Promise.id.in_(visible(actor, Promise).with_only_columns(Promise.id)),
            Promise.case_id == case.id,
            Promise.outcome.is_(None),
        )
        .order_by(Promise.due_at, Promise.id)
        .limit(1)
    )
    if promised is not None:
        return promised
    return case.next_due_at if case.is_open and case.next_stage else None
