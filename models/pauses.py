"""Pauses: intervals in which a stage's time does not run, with a reason and who agreed (T4)."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Model, WithId
from models.sla import Stage


class PauseReason(StrEnum):
    CUSTOMER_LATER_DAY = "customer_later_day"
    CUSTOMER_UNREACHABLE = "customer_unreachable"
    AGREED_OTHERWISE = "agreed_otherwise"


class PauseState(StrEnum):
    ASKED = "asked"
    AGREED = "agreed"
    REFUSED = "refused"
    ENDED = "ended"


class SlaPause(WithId, Model):
    """One interval of one stage. Why in words stands in the event; due times are derived from it.

    A dealer asks and the brand agrees; what the brand's own people ask is agreed with it.
    """

    __tablename__ = "sla_pauses"
    __table_args__ = (
        Index("ix_sla_pauses_case_id_id", "case_id", "id"),
        Index("ix_sla_pauses_asked", "asked_at", "id", postgresql_where="state = 'asked'"),
        Index(
            "uq_sla_pauses_one_asked_for_a_stage",
            "case_id",
            "stage",
            unique=True,
            postgresql_where="state = 'asked'",
        ),
        CheckConstraint(
            "stage IN ('first_contact', 'visit', 'resolve', 'callback')", name="stage_can_wait"
        ),
        CheckConstraint(
            "reason <> 'agreed_otherwise' OR stage IN ('first_contact', 'visit')",
            name="ours_waits_for_the_customer_only",
        ),
        CheckConstraint("starts_at >= asked_at", name="never_backdated"),
        CheckConstraint(
            "ends_at > starts_at AND ends_at <= starts_at + interval '60 days'", name="has_an_end"
        ),
        CheckConstraint("(state = 'asked') = (decided_at IS NULL)", name="decided_paired"),
        CheckConstraint("(decided_by_id IS NULL) = (decided_at IS NULL)", name="decided_by_paired"),
        CheckConstraint("(state = 'ended') = (ended_at IS NOT NULL)", name="ended_paired"),
        CheckConstraint("ended_at >= decided_at AND ended_at <= ends_at", name="ended_within"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    attempt: Mapped[int]
    stage: Mapped[Stage]
    dealer_id: Mapped[int | None] = mapped_column(
        ForeignKey("dealers.id"), index=True, comment="whose stage it was when it was asked"
    )
    reason: Mapped[PauseReason]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(comment="earlier than was agreed")
    state: Mapped[PauseState] = mapped_column(default=PauseState.ASKED)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    asked_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime | None]
    moved_up_at: Mapped[datetime | None] = mapped_column(
        comment="nobody had answered: the supervisor was told"
    )
    version: Mapped[int] = mapped_column(default=1)
