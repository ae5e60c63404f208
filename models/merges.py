"""Two rows that were one customer, or one dealer: what was moved, so that it can be moved back."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Model, WithId


class PartyKind(StrEnum):
    CUSTOMER = "customer"
    DEALER = "dealer"


class PartyMerge(WithId, Model):
    """Somebody said that two are one (domain L2). Which of the ids is which depends on `kind`."""

    __tablename__ = "party_merges"
    __table_args__ = (
        CheckConstraint("kept_id <> gone_id", name="two_of_them"),
        CheckConstraint("(undone_at IS NULL) = (undone_by_id IS NULL)", name="undone_paired"),
        Index(
            "uq_party_merges_gone_once",
            "kind",
            "gone_id",
            unique=True,
            postgresql_where="undone_at IS NULL",
        ),
        Index("ix_party_merges_kind_kept_id", "kind", "kept_id"),
    )

    kind: Mapped[PartyKind]
    kept_id: Mapped[int]
    gone_id: Mapped[int]
    moved: Mapped[dict[str, Any]] = mapped_column(JSONB, comment="ids of the rows, by column")
    made_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    made_at: Mapped[datetime]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    undone_at: Mapped[datetime | None]
