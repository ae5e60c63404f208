"""A dealer's person decides out of a message: one link, one person, one offer, one use (O1, O2).

The link is no way to sign in: its holder acts as that person on that one offer. It ends with the
offer, with the person's leaving, and when it has been used.
"""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models import Case, LinkPurpose, Offer, OfferLink, OfferState, Role, User
from portal.access.actors import Actor
from portal.access.scope import visible
from portal.errors import NotFoundError, RefusedError

_STANDS: Final = {
    LinkPurpose.ANSWER: OfferState.OPEN,
    LinkPurpose.HAND_BACK: OfferState.ACCEPTED,
}
_MAY: Final = (Role.DEALER_DESK, Role.DEALER_MANAGER)


@dataclass(frozen=True, slots=True)
class LinkedOffer:
    """What the link's page shows: what whoever is offered the case sees anyway."""

    case: Case
    purpose: LinkPurpose
    compulsory: bool


def find_offer_link(
    session: Session, token: str, *, now: datetime
) -> tuple[OfferLink, Actor] | None:
    """The link and whom it stands for, in the sign-in realm; used ones as well.

    None for a token that is none, has run out, or belongs to somebody who has left.
    """
    found = session.execute(
        select(OfferLink, User)
        .join(User, User.id == OfferLink.user_id)
        .where(
            OfferLink.token_digest == sha256(token.encode()).hexdigest(),
            OfferLink.expires_at > now,
            User.ended_at.is_(None),
            User.role.in_(_MAY),
        )
    ).one_or_none()
    return None if found is None else (found[0], Actor.of_user(found[1]))


def read_linked_offer(session: Session, actor: Actor, link: OfferLink) -> LinkedOffer:
    """The offer as it stands; NotFoundError where there is nothing left to decide by this link."""
    offer = session.scalar(
        visible(actor, Offer).where(
            Offer.id == link.offer_id,
            Offer.state == _STANDS[link.purpose],
            Offer.released_at.is_(None),
        )
    )
    case = (
        None
        if offer is None
        else session.scalar(visible(actor, Case).where(Case.id == offer.case_id))
    )
    if offer is None or case is None or link.used_at is not None:
        raise NotFoundError("offer_link")
    return LinkedOffer(case, link.purpose, offer.compulsory)


def use_offer_link(
    session: Session, actor: Actor, link: OfferLink, purpose: LinkPurpose, *, now: datetime
) -> LinkedOffer:
    """Use it up, before the decision: of two clicks one is too late.

    The caller decides by the offer's own rule in the same transaction; where that refuses, the
    link is as it was.
    """
    if link.purpose is not purpose:
        raise NotFoundError("offer_link")
    found = read_linked_offer(session, actor, link)
    used = session.scalar(
        update(OfferLink)
        .where(OfferLink.id == link.id, OfferLink.used_at.is_(None))
        .values(used_at=now)
        .returning(OfferLink.id)
    )
    if used is None:
        raise RefusedError("link_was_used")
    return found
