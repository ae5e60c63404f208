"""Printed materials: editions, the contact points they carry, where they are, recalls (P3)."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Model, WithId


class PrintedKind(StrEnum):
    WARRANTY_CARD = "warranty_card"
    LEAFLET = "leaflet"
    BUSINESS_CARD = "business_card"
    PACKAGING = "packaging"
    SIGN = "sign"
    WEB_PAGE = "web_page"
    OTHER = "other"


class Edition(WithId, Model):
    """One edition of something printed, the brand's own or a dealer's; a page on the web too."""

    __tablename__ = "editions"
    __table_args__ = (
        CheckConstraint("copies >= 0", name="copies"),
        Index("ix_editions_dealer_id", "dealer_id", "id"),
    )

    dealer_id: Mapped[int | None] = mapped_column(ForeignKey("dealers.id"))
    kind: Mapped[PrintedKind]
    title: Mapped[str]
    edition: Mapped[str] = mapped_column(default="", comment="2025-03, second printing, …")
    printed_on: Mapped[date | None]
    copies: Mapped[int | None]
    where_used: Mapped[str] = mapped_column(default="", comment="where it lies and is handed out")
    token: Mapped[str] = mapped_column(unique=True, comment="of the page behind its QR code")
    made_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None] = mapped_column(comment="none of it is in use any more")
    version: Mapped[int] = mapped_column(default=1)


class EditionNumber(WithId, Model):
    """A number or address as it stands in print; it stays there, whatever became of it."""

    __tablename__ = "edition_numbers"
    __table_args__ = (UniqueConstraint("edition_id", "normal"),)

    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    point_id: Mapped[int | None] = mapped_column(
        ForeignKey("contact_points.id"), index=True, comment="none: nobody's on record"
    )
    spelled: Mapped[str]
    normal: Mapped[str] = mapped_column(index=True)


class Recall(WithId, Model):
    """An edition carries a number that is dead: somebody takes it out of use, by a date (P3)."""

    __tablename__ = "recalls"
    __table_args__ = (
        CheckConstraint(
            "(done_at IS NULL) = (done_by_id IS NULL) AND (done_at IS NULL OR evidence <> '')",
            name="done_with_evidence",
        ),
        CheckConstraint("rung BETWEEN 0 AND 2", name="rung_is_known"),
        Index(
            "uq_recalls_one_open",
            "edition_id",
            "normal",
            unique=True,
            postgresql_where="done_at IS NULL",
        ),
        Index("ix_recalls_open", "due_at", "id", postgresql_where="done_at IS NULL"),
        Index("ix_recalls_dealer_id", "dealer_id", "id"),
    )

    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    dealer_id: Mapped[int | None] = mapped_column(
        ForeignKey("dealers.id"), comment="who takes it out of use; none: the brand"
    )
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    normal: Mapped[str]
    spelled: Mapped[str]
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime]
    rung: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None]
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    evidence: Mapped[str] = mapped_column(default="", comment="what was done with the copies")
