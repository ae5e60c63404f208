"""A person's own link to one decision, out of a message: no signing in, one use."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Model, WithId


class LinkPurpose(StrEnum):
    """What the link's holder may decide."""

    ANSWER = "answer"
    HAND_BACK = "hand_back"


class OfferLink(WithId, Model):
    """For one person of the dealer, about one offer; the table holds the token's digest."""

    __tablename__ = "offer_links"
    __table_args__ = (
        CheckConstraint("expires_at > issued_at", name="lives_a_while"),
        Index("ix_offer_links_offer_id", "offer_id"),
    )

    offer_id: Mapped[int] = mapped_column(ForeignKey("offers.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    purpose: Mapped[LinkPurpose]
    token_digest: Mapped[str] = mapped_column(unique=True)
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
