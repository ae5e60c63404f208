"""A person's right to be dispatched: holds, who decided on them, what is pleaded (domain S1–S3)."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import BigInteger

from models.base import Model, WithId, enum_column
from models.installers import Standing


class StandingHold(WithId, Model):
    """Held by the count; a supervisor confirms or lifts it, and ends what was confirmed.

    Of several rows of one person it belongs to the one that leads. While it has no end the person
    is held, and suspended once it is confirmed.
    """

    __tablename__ = "standing_holds"
    __table_args__ = (
        CheckConstraint(
            "(decided_at IS NULL) = (confirmed IS NULL)"
            " AND (decided_at IS NULL) = (decided_by_id IS NULL)",
            name="decided_paired",
        ),
        CheckConstraint("decided_at IS NULL OR reason <> ''", name="decided_with_a_reason"),
        CheckConstraint(
            "(ended_at IS NULL) = (ended_by_id IS NULL)"
            " AND (ended_at IS NULL OR decided_at IS NOT NULL)",
            name="ended_after_the_decision",
        ),
        CheckConstraint("confirmed OR ended_at IS NOT NULL", name="lifted_is_ended"),
        CheckConstraint(
            "NOT confirmed OR ended_at IS NULL OR (end_reason <> '' AND condition <> ''"
            " AND trainer <> '' AND trained_on IS NOT NULL)",
            name="reinstated_after_training",
        ),
        Index(
            "uq_standing_holds_one_at_a_time",
            "installer_id",
            unique=True,
            postgresql_where="ended_at IS NULL",
        ),
        Index("ix_standing_holds_installer_id_id", "installer_id", "id"),
        Index("ix_standing_holds_waiting", "due_at", "id", postgresql_where="decided_at IS NULL"),
    )

    installer_id: Mapped[int] = mapped_column(ForeignKey("installers.id"))
    held_at: Mapped[datetime]
    warn_at: Mapped[datetime] = mapped_column(comment="three quarters of the time (T6)")
    due_at: Mapped[datetime] = mapped_column(comment="one working day (S1)")
    warned_at: Mapped[datetime | None]
    moved_up_at: Mapped[datetime | None] = mapped_column(comment="nobody had decided (S1)")
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime | None]
    confirmed: Mapped[bool | None]
    reason: Mapped[str] = mapped_column(default="", comment="the person and their dealers read it")
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str] = mapped_column(default="")
    condition: Mapped[str] = mapped_column(default="", comment="what holds from now on (S3)")
    trained_on: Mapped[date | None]
    trainer: Mapped[str] = mapped_column(default="", comment="who retrained them")
    version: Mapped[int] = mapped_column(default=1)


class StandingHoldCase(Model):
    """A complaint that was before the supervisor when the person was held, and whose it is."""

    __tablename__ = "standing_hold_cases"

    hold_id: Mapped[int] = mapped_column(ForeignKey("standing_holds.id"), primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))


class ShownBy(StrEnum):
    """How it is known that somebody was there, without which nothing counts (S1)."""

    PURCHASE = "purchase"
    VISIT = "visit"
    VOUCHED = "vouched"
    OUTSIDE = "outside"


class PleaKind(StrEnum):
    """What is asked of a supervisor about a person's standing."""

    CONTEST = "contest"
    REINSTATE = "reinstate"


class StandingPlea(WithId, Model):
    """A counted complaint is contested, or reinstatement asked for; never decided by the asker."""

    __tablename__ = "standing_pleas"
    __table_args__ = (
        CheckConstraint("(kind = 'contest') = (case_id IS NOT NULL)", name="contest_has_its_case"),
        CheckConstraint("decided_by_id <> asked_by_id", name="not_on_ones_own_request"),
        CheckConstraint(
            "(decided_at IS NULL) = (granted IS NULL)"
            " AND (decided_at IS NULL) = (decided_by_id IS NULL)",
            name="decided_paired",
        ),
        CheckConstraint("decided_at IS NULL OR answer <> ''", name="answered_with_a_reason"),
        Index(
            "uq_standing_pleas_open_contest",
            "installer_id",
            "case_id",
            unique=True,
            postgresql_where="decided_at IS NULL AND kind = 'contest'",
        ),
        Index(
            "uq_standing_pleas_open_reinstate",
            "installer_id",
            unique=True,
            postgresql_where="decided_at IS NULL AND kind = 'reinstate'",
        ),
        Index("ix_standing_pleas_waiting", "due_at", "id", postgresql_where="decided_at IS NULL"),
        Index("ix_standing_pleas_installer_id_id", "installer_id", "id"),
        Index("ix_standing_pleas_case_id", "case_id"),
    )

    installer_id: Mapped[int] = mapped_column(ForeignKey("installers.id"))
    kind: Mapped[PleaKind]
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))
    dealer_id: Mapped[int | None] = mapped_column(
        ForeignKey("dealers.id"), comment="which asks; none where the person does"
    )
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    asked_at: Mapped[datetime]
    reason: Mapped[str]
    file_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), default=list)
    due_at: Mapped[datetime]
    moved_up_at: Mapped[datetime | None] = mapped_column(comment="nobody had decided (T8)")
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime | None]
    granted: Mapped[bool | None]
    answer: Mapped[str] = mapped_column(default="")


class StandingChangeKind(StrEnum):
    """What changed a person's standing, or bears on it."""

    COUNTED = "counted"
    HELD = "held"
    CONFIRMED = "confirmed"
    LIFTED = "lifted"
    REINSTATED = "reinstated"
    CONTESTED = "contested"
    UNFOUNDED = "unfounded"
    UPHELD = "upheld"
    ASKED_BACK = "asked_back"
    REFUSED_BACK = "refused_back"
    MOVED_UP = "moved_up"
    SUSPENDED_BY_DEALER = "suspended_by_dealer"
    LET_BY_DEALER = "let_by_dealer"
    LINKED = "linked"
    UNLINKED = "unlinked"


class StandingChange(WithId, Model):
    """One line of a person's history; a dealer's own doings are that dealer's and the brand's."""

    __tablename__ = "standing_changes"
    __table_args__ = (Index("ix_standing_changes_installer_id_id", "installer_id", "id"),)

    installer_id: Mapped[int] = mapped_column(ForeignKey("installers.id"))
    at: Mapped[datetime]
    kind: Mapped[StandingChangeKind]
    before: Mapped[Standing] = mapped_column(enum_column(Standing, "before"))
    after: Mapped[Standing] = mapped_column(enum_column(Standing, "after"))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), comment="none: by the count")
    dealer_id: Mapped[int | None] = mapped_column(ForeignKey("dealers.id"))
    reason: Mapped[str] = mapped_column(default="")
    detail: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)


class DealerSuspension(WithId, Model):
    """A dealer sends one of its own people to nobody until it takes that back (S2)."""

    __tablename__ = "dealer_suspensions"
    __table_args__ = (
        CheckConstraint("reason <> ''", name="says_why"),
        CheckConstraint(
            "(ended_at IS NULL) = (ended_by_id IS NULL) AND (ended_at IS NULL OR end_reason <> '')",
            name="ended_with_a_reason",
        ),
        Index(
            "uq_dealer_suspensions_one_at_a_time",
            "installer_id",
            "dealer_id",
            unique=True,
            postgresql_where="ended_at IS NULL",
        ),
        Index("ix_dealer_suspensions_dealer_id_id", "dealer_id", "id"),
    )

    installer_id: Mapped[int] = mapped_column(ForeignKey("installers.id"))
    dealer_id: Mapped[int] = mapped_column(ForeignKey("dealers.id"))
    begun_at: Mapped[datetime]
    begun_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    reason: Mapped[str]
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    end_reason: Mapped[str] = mapped_column(default="")
