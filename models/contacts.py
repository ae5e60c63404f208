"""Contact points of dealers and of the brand, each with a life of its own (domain P1, P2)."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Model, WithId


class ContactKind(StrEnum):
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    ROBOT = "robot"


class ContactState(StrEnum):
    UNVERIFIED = "unverified"
    LIVE = "live"
    SUSPECT = "suspect"
    DEAD = "dead"
    RETIRED = "retired"


class Doubt(StrEnum):
    """Why a contact point is suspect, or dead (domain P2)."""

    FAILED = "failed"
    UNANSWERED = "unanswered"
    STALE = "stale"
    OUT_OF_SERVICE = "out_of_service"
    VACANT = "vacant"


class CheckResult(StrEnum):
    """What the hotline heard: vacant, out of service and switched off are not the same (P2)."""

    ANSWERED = "answered"
    NO_ANSWER = "no_answer"
    SWITCHED_OFF = "switched_off"
    OUT_OF_SERVICE = "out_of_service"
    VACANT = "vacant"
    SOMEBODY_ELSE = "somebody_else"


class CorrectionEnd(StrEnum):
    """How a correction request ended."""

    PROVED = "proved"
    REPLACED = "replaced"
    RETIRED = "retired"


class ContactPoint(WithId, Model):
    """A number, mail, address or robot; the brand's own where `dealer_id` is none."""

    __tablename__ = "contact_points"
    __table_args__ = (
        # The desk looks all day for dealers who have none of these.
        Index(
            "ix_contact_points_reachable",
            "dealer_id",
            postgresql_where="state IN ('live', 'suspect')",
        ),
    )

    dealer_id: Mapped[int | None] = mapped_column(ForeignKey("dealers.id"), index=True)
    kind: Mapped[ContactKind]
    label: Mapped[str] = mapped_column(comment="service desk, manager, shop, 400 number, …")
    spelled: Mapped[str]
    normal: Mapped[str] = mapped_column(index=True)
    state: Mapped[ContactState] = mapped_column(default=ContactState.UNVERIFIED)
    proved_at: Mapped[datetime | None] = mapped_column(comment="the last proof of life (P1)")
    failed_deliveries: Mapped[int] = mapped_column(
        default=0, server_default="0", comment="in a row, since it was last proved (P2)"
    )
    doubt: Mapped[Doubt | None] = mapped_column(comment="why it is suspect or dead (P2)")
    unanswered: Mapped[int] = mapped_column(
        default=0, server_default="0", comment="calls at different hours, since it was last proved"
    )
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]


class NumberReport(WithId, Model):
    """Somebody found a number vacant; open until the hotline has rung it (domain P2)."""

    __tablename__ = "number_reports"
    __table_args__ = (
        Index("ix_number_reports_open", "at", "id", postgresql_where="closed_at IS NULL"),
        CheckConstraint("reported_by_id IS NULL OR link_id IS NULL", name="by_one"),
    )

    point_id: Mapped[int | None] = mapped_column(ForeignKey("contact_points.id"), index=True)
    spelled: Mapped[str]
    normal: Mapped[str]
    reported_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    link_id: Mapped[int | None] = mapped_column(ForeignKey("customer_links.id"))
    at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class PointCheck(WithId, Model):
    """A call of the hotline to a contact point, and what it heard. Append-only."""

    __tablename__ = "point_checks"
    __table_args__ = (Index("ix_point_checks_point_id", "point_id", "id"),)

    point_id: Mapped[int] = mapped_column(ForeignKey("contact_points.id"))
    made_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]
    result: Mapped[CheckResult]
    note: Mapped[str] = mapped_column(default="")


class PointCode(WithId, Model):
    """A code sent to a contact point; who reads it there proves that it is alive (domain P1)."""

    __tablename__ = "point_codes"
    __table_args__ = (Index("ix_point_codes_point_id", "point_id", "id"),)

    point_id: Mapped[int] = mapped_column(ForeignKey("contact_points.id"))
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    asked_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    digest: Mapped[str] = mapped_column(default="", comment="empty until it has left")
    tries: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None]


class Correction(WithId, Model):
    """The owner is asked to confirm or replace a dead or stale contact point (domain P2)."""

    __tablename__ = "corrections"
    __table_args__ = (
        CheckConstraint("(outcome IS NULL) = (closed_at IS NULL)", name="outcome_paired"),
        CheckConstraint("rung BETWEEN 0 AND 3", name="rung_is_known"),
        Index(
            "uq_corrections_one_open",
            "point_id",
            unique=True,
            postgresql_where="closed_at IS NULL",
        ),
        Index("ix_corrections_open", "due_at", "id", postgresql_where="closed_at IS NULL"),
        Index("ix_corrections_dealer_id", "dealer_id", "id"),
    )

    point_id: Mapped[int] = mapped_column(ForeignKey("contact_points.id"))
    dealer_id: Mapped[int | None] = mapped_column(ForeignKey("dealers.id"))
    reason: Mapped[Doubt]
    asked_at: Mapped[datetime]
    warn_at: Mapped[datetime]
    due_at: Mapped[datetime]
    supervisor_at: Mapped[datetime]
    rung: Mapped[int] = mapped_column(SmallInteger, default=0)
    breached_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    outcome: Mapped[CorrectionEnd | None]
