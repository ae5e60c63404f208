"""What was done, who bears it, and what must still be done by a date (domain R1, T4, K8)."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    Computed,
    ForeignKey,
    Index,
    Numeric,
    SmallInteger,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Model, WithId


class Bearer(StrEnum):
    """Who answers for it, or pays."""

    BRAND = "brand"
    DEALER = "dealer"
    INSTALLER = "installer"
    CUSTOMER = "customer"
    THIRD_PARTY = "third_party"


class CustomersWord(StrEnum):
    SATISFIED = "satisfied"
    WITH_RESERVATION = "with_reservation"
    NOT_SATISFIED = "not_satisfied"
    NOT_ASKED = "not_asked"


class Resolution(WithId, Model):
    """One resolution stands at most; a newer one or a reopening ends it, once and for good."""

    __tablename__ = "resolutions"
    __table_args__ = (
        UniqueConstraint("id", "case_id"),
        UniqueConstraint("id", "case_id", "resolved_by_id", "made_at"),
        UniqueConstraint("id", "case_id", "standing"),
        CheckConstraint("(ended_by IS NULL) = (ended_at IS NULL)", name="ended_paired"),
        CheckConstraint("ended_by IN ('newer', 'reopened')", name="ended_by_is_known"),
        CheckConstraint(
            "share_brand >= 0 AND share_dealer >= 0 AND share_installer >= 0"
            " AND share_customer >= 0 AND share_third_party >= 0"
            " AND share_brand + share_dealer + share_installer + share_customer"
            " + share_third_party = 100",
            name="shares_sum_to_100",
        ),
        CheckConstraint("cost >= 0 AND claimed >= 0 AND granted >= 0", name="amounts"),
        Index(
            "uq_resolutions_one_standing",
            "case_id",
            unique=True,
            postgresql_where="ended_at IS NULL",
        ),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    attempt: Mapped[int]
    resolved_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[datetime]
    dealer_id: Mapped[int | None] = mapped_column(ForeignKey("dealers.id"))
    remote: Mapped[bool] = mapped_column(default=False, comment="settled without a visit")
    what: Mapped[str]
    root_cause: Mapped[str] = mapped_column(default="")
    cost: Mapped[Decimal] = mapped_column(Numeric(12, 2), default=Decimal(0))
    cost_bearer: Mapped[Bearer]
    share_brand: Mapped[int] = mapped_column(SmallInteger, default=0)
    share_dealer: Mapped[int] = mapped_column(SmallInteger, default=0)
    share_installer: Mapped[int] = mapped_column(SmallInteger, default=0)
    share_customer: Mapped[int] = mapped_column(SmallInteger, default=0)
    share_third_party: Mapped[int] = mapped_column(SmallInteger, default=0)
    share_reason: Mapped[str]
    customers_word: Mapped[CustomersWord]
    claimed: Mapped[Decimal] = mapped_column(Numeric(12, 2), default=Decimal(0))
    granted: Mapped[Decimal] = mapped_column(Numeric(12, 2), default=Decimal(0))
    ended_by: Mapped[str | None]
    ended_at: Mapped[datetime | None]
    standing: Mapped[bool] = mapped_column(Computed("ended_at IS NULL", persisted=True))


class TaskKind(StrEnum):
    RESERVATION = "reservation"
    PREVENTION = "prevention"
    RECHECK = "recheck"
    FINDING = "finding"
    DETAILS = "details"
    REVIEW = "review"
    OTHER = "other"
    PART_WORD = "part_word"
    PART_DATE = "part_date"
    PART_REMEDY = "part_remedy"
    HOLDING_LETTER = "holding_letter"


class Task(WithId, Model):
    """Something with an owner and a date that a case has left behind."""

    __tablename__ = "tasks"
    __table_args__ = (
        CheckConstraint(
            "owner_id IS NOT NULL OR dealer_id IS NOT NULL OR team", name="somebody_owns_it"
        ),
        Index("ix_tasks_case_id_id", "case_id", "id"),
        Index(
            "ix_tasks_owner_open", "owner_id", "due_at", "id", postgresql_where="done_at IS NULL"
        ),
        Index(
            "ix_tasks_dealer_open", "dealer_id", "due_at", "id", postgresql_where="done_at IS NULL"
        ),
        Index("ix_tasks_kind_open", "kind", "due_at", "id", postgresql_where="done_at IS NULL"),
        Index(
            "uq_tasks_open_of_part",
            "part_id",
            "kind",
            unique=True,
            postgresql_where="part_id IS NOT NULL AND done_at IS NULL",
        ),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    kind: Mapped[TaskKind]
    title: Mapped[str]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    dealer_id: Mapped[int | None] = mapped_column(ForeignKey("dealers.id"))
    team: Mapped[bool] = mapped_column(default=False, comment="the hotline's, whoever is there")
    part_id: Mapped[int | None] = mapped_column(ForeignKey("part_orders.id"), index=True)
    due_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    outcome: Mapped[str] = mapped_column(default="")


class PartOrder(WithId, Model):
    """A part on its way: our delay, never a pause (domain T4)."""

    __tablename__ = "part_orders"
    __table_args__ = (
        Index("ix_part_orders_case_id_id", "case_id", "id"),
        Index(
            "ix_part_orders_on_the_way",
            "ordered_at",
            "id",
            postgresql_where="arrived_at IS NULL AND late_at IS NULL",
        ),
        Index(
            "ix_part_orders_late",
            "id",
            postgresql_where="arrived_at IS NULL AND late_at IS NOT NULL",
        ),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    dealer_id: Mapped[int | None] = mapped_column(ForeignKey("dealers.id"))
    what: Mapped[str]
    supplier: Mapped[str] = mapped_column(default="")
    payer: Mapped[Bearer]
    ordered_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    ordered_at: Mapped[datetime]
    promised_on: Mapped[date | None]
    arrived_at: Mapped[datetime | None]
    late_at: Mapped[datetime | None] = mapped_column(comment="ten days gone: at the supervisor")
    version: Mapped[int] = mapped_column(default=1)
