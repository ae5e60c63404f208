"""The hotline's sending of a case to a dealer, and how long that dealer held it (O2, T3)."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Model, WithId


class OfferState(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class DeclineReason(StrEnum):
    NOT_OURS = "not_ours"
    NO_CAPACITY = "no_capacity"
    TOO_FAR = "too_far"
    CONFLICT = "conflict"
    OTHER = "other"


class Release(StrEnum):
    """How a dealer stopped holding a case."""

    HANDED_BACK = "handed_back"
    TAKEN_AWAY = "taken_away"
    REOPENED = "reopened"
    ENDED = "ended"
    DEALER_GONE = "dealer_gone"


class Offer(WithId, Model):
    """One sending. While `accepted` and not `released_at`, the dealer holds the case."""

    __tablename__ = "offers"
    __table_args__ = (
        UniqueConstraint("id", "case_id", "dealer_id"),
        Index(
            "uq_offers_one_open_for_a_case",
            "case_id",
            unique=True,
            postgresql_where="state = 'open'",
        ),
        Index(
            "uq_offers_one_holder_of_a_case",
            "case_id",
            unique=True,
            postgresql_where="state = 'accepted' AND released_at IS NULL",
        ),
        Index("ix_offers_case_id_id", "case_id", "id"),
        Index("ix_offers_dealer_id_state", "dealer_id", "state"),
        CheckConstraint("(state = 'open') = (answered_at IS NULL)", name="answered_at_paired"),
        CheckConstraint(
            "state <> 'declined' OR (reason_code IS NOT NULL AND NOT compulsory)",
            name="decline_has_reason",
        ),
        CheckConstraint("(release IS NULL) = (released_at IS NULL)", name="release_paired"),
        CheckConstraint("release IS NULL OR state = 'accepted'", name="only_held_is_released"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    dealer_id: Mapped[int] = mapped_column(ForeignKey("dealers.id"))
    attempt: Mapped[int]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[datetime]
    compulsory: Mapped[bool] = mapped_column(default=False, comment="a supervisor's word (O2)")
    charged_to_id: Mapped[int | None] = mapped_column(
        ForeignKey("dealers.id"), comment="at the first dealer's charge (O2)"
    )
    state: Mapped[OfferState] = mapped_column(default=OfferState.OPEN)
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    reason_code: Mapped[DeclineReason | None]
    reason: Mapped[str] = mapped_column(default="")
    not_ours_upheld: Mapped[bool | None]
    released_at: Mapped[datetime | None]
    release: Mapped[Release | None]
    release_reason: Mapped[str] = mapped_column(default="")
