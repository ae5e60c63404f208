""" "Verify first": when a dealer's claims count only once they are verified, and until when (C3).

Two upheld disputes, being at least five in a hundred of its claims of 90 days, begin it; ten
claims in a row that were verified end it. Both happen in the transaction that makes them true.
"""

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import func, literal, select, union_all
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models import (
    ClaimDispute,
    ClaimState,
    ContactClaim,
    DisputeOutcome,
    NoticeKind,
    VerifyFirst,
    Visit,
)
from portal.access.beyond import beyond_sight
from portal.notices.recipients import DealerManagers, Supervisors
from portal.notices.tell import tell
from portal.settings.known import VERIFY_DAYS, VERIFY_DISPUTES, VERIFY_PERCENT, VERIFY_RUN
from portal.settings.read import setting

_MOST: Final = 2000


def open_verify_first(session: Session, dealer_id: int) -> VerifyFirst | None:
    """The one that holds for a dealer now."""
    return session.scalar(
        select(VerifyFirst).where(
            VerifyFirst.dealer_id == dealer_id, VerifyFirst.ended_at.is_(None)
        )
    )


def begin_verify_first(session: Session, dealer_id: int, *, now: datetime) -> bool:
    """After a dispute was upheld: whether it begins now. What went before its last end is over."""
    with beyond_sight(session, always=True):
        since = now - timedelta(days=setting(session, VERIFY_DAYS))
        last = session.scalar(
            select(func.max(VerifyFirst.ended_at)).where(VerifyFirst.dealer_id == dealer_id)
        )
        upheld = session.scalar(
            select(func.count()).where(
                ClaimDispute.dealer_id == dealer_id,
                ClaimDispute.outcome == DisputeOutcome.UPHELD,
                ClaimDispute.decided_at > max(since, last or since),
            )
        )
        claims = _claims(dealer_id).subquery()
        made = session.scalar(select(func.count()).select_from(claims).where(claims.c.at > since))
        upheld, made = upheld or 0, made or 0
        few = upheld < setting(session, VERIFY_DISPUTES)
        if few or upheld * 100 < setting(session, VERIFY_PERCENT) * made:
            return False
        begun = session.scalar(
            insert(VerifyFirst)
            .values(dealer_id=dealer_id, began_at=now, upheld=upheld, claims=made)
            .on_conflict_do_nothing()
            .returning(VerifyFirst.id)
        )
    if begun is not None:
        _tell(session, NoticeKind.VERIFY_FIRST, dealer_id, begun, now)
    return begun is not None


def end_verify_first(session: Session, dealer_id: int, *, now: datetime) -> bool:
    """After a claim was verified: whether enough were, one after the other, since it began."""
    with beyond_sight(session, always=True):
        held = open_verify_first(session, dealer_id)
        if held is None or verified_in_a_row(session, held) < setting(session, VERIFY_RUN):
            return False
        held.ended_at = now
        session.flush()
    _tell(session, NoticeKind.VERIFY_FIRST_ENDED, dealer_id, held.id, now)
    return True


def verified_in_a_row(session: Session, held: VerifyFirst) -> int:
    """The longest run since it began; one that nobody has verified yet breaks it."""
    claims = _claims(held.dealer_id).subquery()
    states = session.scalars(
        select(claims.c.state)
        .where(claims.c.at >= held.began_at)
        .order_by(claims.c.at, claims.c.kind, claims.c.id)
        .limit(_MOST)
    )
    longest = run = 0
    for state in states:
        run = run + 1 if state == ClaimState.VERIFIED.value else 0
        longest = max(longest, run)
    return longest


def _claims(dealer_id: int) -> Any:
    """Contacts that counted when they were made, and visits, as one list."""
    contacts = select(
        ContactClaim.claimed_at.label("at"),
        literal("contact").label("kind"),
        ContactClaim.id.label("id"),
        ContactClaim.state.label("state"),
    ).where(ContactClaim.dealer_id == dealer_id, ContactClaim.counts)
    visits = select(Visit.checked_in_at, literal("visit"), Visit.id, Visit.state).where(
        Visit.dealer_id == dealer_id
    )
    return union_all(contacts, visits)


def _tell(session: Session, kind: NoticeKind, dealer_id: int, row_id: int, now: datetime) -> None:
    tell(
        session, kind, [DealerManagers(dealer_id), Supervisors()],
        now=now, key=f"{kind.value}:{row_id}", dealer_id=dealer_id,
        count=setting(session, VERIFY_RUN),
    )  # fmt: skip
