"""What a dealer says to a complaint instead of looking: to be held against what is on record."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Model, WithId


class DealerSays(StrEnum):
    """The answers that a case is put off with (domain I4, I7)."""

    NEVER_HAPPENED = "never_happened"
    WANTS_REPORT = "wants_report"
    NOT_OUR_FAULT = "not_our_fault"


class DealerWord(WithId, Model):
    """Said by the dealer, or to the agent who asked; in whose words stands in the event."""

    __tablename__ = "dealer_words"
    __table_args__ = (Index("ix_dealer_words_case_id_id", "case_id", "id"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    dealer_id: Mapped[int] = mapped_column(ForeignKey("dealers.id"), index=True)
    says: Mapped[DealerSays]
    noted_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    noted_at: Mapped[datetime]
