"""The contacts and visits that a dealer claims on a case, each with what the customer said (C3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import (
    Case,
    ClaimDispute,
    ClaimState,
    ContactClaim,
    ContactHow,
    CustomerWord,
    EventText,
    Offer,
    OfferState,
    Visit,
)
from portal.access.beyond import beyond_sight
from portal.cases.rows_of_case import Dossier

MOST: Final = 30
Claimed = ContactClaim | Visit


@dataclass(frozen=True, slots=True)
class BothSides:
    """What the dealer says, what the customer says, and what became of the difference."""

    claimed: Claimed
    word: CustomerWord | None = None
    said: str = ""
    dispute: ClaimDispute | None = None
    answer: str = ""


def keyed(claimed: Claimed) -> dict[str, int]:
    """The column of a word or a dispute that names this claim."""
    return {"claim_id" if isinstance(claimed, ContactClaim) else "visit_id": claimed.id}


def claims_now(session: Session, case: Case) -> list[Claimed]:
    """What the dealer that holds the case has claimed, and what the customer may speak to.

    A contact that does not count is none to ask about; a three-way call the brand has heard.
    """
    holding = (
        Offer.case_id == case.id,
        Offer.dealer_id == case.dealer_id,
        Offer.state == OfferState.ACCEPTED,
        Offer.released_at.is_(None),
    )
    with beyond_sight(session):
        contacts: Sequence[Any] = session.scalars(
            select(ContactClaim)
            .join(Offer, (Offer.case_id == ContactClaim.case_id) & holding[1])
            .where(
                *holding,
                ContactClaim.dealer_id == case.dealer_id,
                ContactClaim.counts,
                ContactClaim.how != ContactHow.THREE_WAY,
                ContactClaim.claimed_at >= Offer.answered_at,
            )
            .order_by(ContactClaim.id)
            .limit(MOST)
        ).all()
        visits = session.scalars(
            select(Visit)
            .join(Offer, (Offer.case_id == Visit.case_id) & holding[1])
            .where(
                *holding,
                Visit.dealer_id == case.dealer_id,
                Visit.checked_in_at >= Offer.answered_at,
            )
            .order_by(Visit.id)
            .limit(MOST)
        ).all()
    return [*contacts, *visits]


def to_ask_about(session: Session, case: Case) -> list[Claimed]:
    """Nobody has asked the customer about these yet."""
    return [one for one in claims_now(session, case) if one.state is ClaimState.CLAIMED]


def read_both_sides(session: Session, rows: Dossier) -> list[BothSides]:
    """Every claim of the case that this reader may see, the latest first, with what was said."""
    claims: list[Claimed] = [*rows.of(ContactClaim), *rows.of(Visit)]
    words = {_key(row): row for row in rows.of(CustomerWord)}
    disputes = {_key(row): row for row in rows.of(ClaimDispute)}
    events = {word.event_id for word in words.values()} | {
        dispute.answer_event_id for dispute in disputes.values()
    }
    texts = _texts(session, {one for one in events if one is not None})
    return [
        _sides(one, words.get(_key(one)), disputes.get(_key(one)), texts)
        for one in sorted(claims, key=_when, reverse=True)
    ]


def _texts(session: Session, events: set[int]) -> dict[int, str]:
    if not events:
        return {}
    found = select(EventText.event_id, EventText.body).where(EventText.event_id.in_(events))
    return {row.event_id: row.body for row in session.execute(found.limit(MOST * 4))}


def _when(claimed: Claimed) -> Any:
    at = claimed.contacted_at if isinstance(claimed, ContactClaim) else claimed.checked_in_at
    return at, claimed.id


def _key(row: Any) -> tuple[bool, int]:
    """Whether it is a contact, and which."""
    if isinstance(row, ContactClaim | Visit):
        return isinstance(row, ContactClaim), row.id
    return row.claim_id is not None, row.claim_id or row.visit_id


def _sides(
    claimed: Claimed,
    word: CustomerWord | None,
    dispute: ClaimDispute | None,
    texts: dict[int, str],
) -> BothSides:
    return BothSides(
        claimed,
        word,
        texts.get(word.event_id or 0, "") if word else "",
        dispute,
        texts.get(dispute.answer_event_id or 0, "") if dispute else "",
    )
