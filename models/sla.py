"""Calendars, policies and the clocks of cases (domain T1–T7)."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Computed,
    ForeignKey,
    Index,
    SmallInteger,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Model, WithId
from models.cases import Severity


class Stage(StrEnum):
    TRIAGE = "triage"
    ACCEPT = "accept"
    FIRST_CONTACT = "first_contact"
    VISIT = "visit"
    RESOLVE = "resolve"
    DECISION = "decision"
    CALLBACK = "callback"


class ClockOwner(StrEnum):
    HOTLINE = "hotline"
    DEALER = "dealer"
    BRAND = "brand"


class ClockState(StrEnum):
    RUNNING = "running"
    MET = "met"
    DROPPED = "dropped"


class DayKind(StrEnum):
    HOLIDAY = "holiday"
    MAKE_UP = "make_up"
    OVERRIDE = "override"


class BusinessCalendar(WithId, Model):
    """Weekly windows in a time zone of its own; `dealer_id` for a dealer's own one."""

    __tablename__ = "calendars"

    code: Mapped[str] = mapped_column(unique=True, comment="service, office, always, dealer:7")
    dealer_id: Mapped[int | None] = mapped_column(ForeignKey("dealers.id"), index=True)
    tz: Mapped[str]
    weekly: Mapped[dict[str, Any]] = mapped_column(
        JSONB, comment='{"mon": [["09:00", "12:00"], …], …}; half-open'
    )
    observes_holidays: Mapped[bool] = mapped_column(default=False)
    known_years: Mapped[list[int]] = mapped_column(
        JSONB, default=list, comment="years whose holidays are loaded (T1)"
    )
    version: Mapped[int] = mapped_column(default=1)


class CalendarDay(WithId, Model):
    """A dated exception: a holiday, a make-up working day, an override with its own windows."""

    __tablename__ = "calendar_days"
    __table_args__ = (UniqueConstraint("calendar_id", "day"),)

    calendar_id: Mapped[int] = mapped_column(ForeignKey("calendars.id"))
    day: Mapped[date]
    kind: Mapped[DayKind]
    windows: Mapped[list[Any] | None] = mapped_column(JSONB)
    name: Mapped[str] = mapped_column(default="")


class SlaPolicy(WithId, Model):
    """One version of the table of T2; a case keeps the version it began with (T3)."""

    __tablename__ = "sla_policies"

    version: Mapped[int] = mapped_column(unique=True)
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    note: Mapped[str] = mapped_column(default="")


class SlaPolicyRow(WithId, Model):
    """Stage and severity → minutes on a calendar: the base row, or a narrower one.

    A row that names a key account, a dealer, a product or a district holds for such cases alone.
    """

    __tablename__ = "sla_policy_rows"
    __table_args__ = (
        UniqueConstraint(
            "policy_id",
            "stage",
            "severity",
            "key_account",
            "dealer_id",
            "product_id",
            "district",
            name="uq_sla_policy_rows_once",
            postgresql_nulls_not_distinct=True,
        ),
        CheckConstraint("minutes > 0", name="minutes"),
        CheckConstraint("key_account IS NOT FALSE", name="key_account_or_any"),
        CheckConstraint("district <> ''", name="district_named"),
    )

    policy_id: Mapped[int] = mapped_column(ForeignKey("sla_policies.id"))
    stage: Mapped[Stage]
    severity: Mapped[Severity]
    calendar_code: Mapped[str]
    minutes: Mapped[int]
    night_minutes: Mapped[int | None] = mapped_column(comment="outside 08–22 (accept, urgent)")
    key_account: Mapped[bool | None]
    dealer_id: Mapped[int | None] = mapped_column(ForeignKey("dealers.id"), index=True)
    product_id: Mapped[int | None] = mapped_column(ForeignKey("products.id"), index=True)
    district: Mapped[str | None]


# When the next rung of the ladder is reached. An offer that has run out goes no further: it
# returns to triage instead (T6).
SWEEP_AT = """CASE
 WHEN state <> 'running' THEN NULL
 WHEN rung = 0 THEN warn_at
 WHEN rung = 1 THEN due_at
 WHEN stage = 'accept' THEN NULL
 WHEN rung = 2 THEN supervisor_at
 WHEN rung = 3 THEN double_at
 END"""


class SlaClock(WithId, Model):
    """One stage's deadline on one case, with the rungs of its ladder.

    All its times are computed at once and stored (T3, T6); `rung` is the highest one reached:
    warned, breached, at the supervisor, twice the time.
    """

    __tablename__ = "sla_clocks"
    __table_args__ = (
        Index("ix_sla_clocks_case_id_id", "case_id", "id"),
        Index("ix_sla_clocks_running", "due_at", "id", postgresql_where="state = 'running'"),
        Index(
            "uq_sla_clocks_one_running_for_a_stage",
            "case_id",
            "stage",
            unique=True,
            postgresql_where="state = 'running'",
        ),
        Index("ix_sla_clocks_sweep", "sweep_at", "id", postgresql_where="sweep_at IS NOT NULL"),
        # For the score's window: what is added in order needs no more than this.
        Index("ix_sla_clocks_due_at", "due_at", postgresql_using="brin"),
        CheckConstraint("rung BETWEEN 0 AND 4", name="rung_is_known"),
        CheckConstraint(
            "warn_at <= due_at AND due_at <= supervisor_at AND supervisor_at <= double_at",
            name="rungs_in_order",
        ),
        CheckConstraint("(state = 'running') = (stopped_at IS NULL)", name="stopped_paired"),
        CheckConstraint("owner <> 'dealer' OR dealer_id IS NOT NULL", name="dealers_clock"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    attempt: Mapped[int]
    stage: Mapped[Stage]
    owner: Mapped[ClockOwner]
    dealer_id: Mapped[int | None] = mapped_column(ForeignKey("dealers.id"), index=True)
    policy_id: Mapped[int] = mapped_column(ForeignKey("sla_policies.id"))
    severity: Mapped[Severity]
    calendar_code: Mapped[str]
    minutes: Mapped[int]
    started_at: Mapped[datetime]
    due_at: Mapped[datetime]
    state: Mapped[ClockState] = mapped_column(default=ClockState.RUNNING)
    stopped_at: Mapped[datetime | None]
    noted_at: Mapped[datetime | None] = mapped_column(
        comment="when its end was put on record: a contact is claimed after it was made"
    )
    breached_at: Mapped[datetime | None]
    warn_at: Mapped[datetime] = mapped_column(comment="three quarters of the time (T6)")
    supervisor_at: Mapped[datetime] = mapped_column(comment="a quarter over the time")
    double_at: Mapped[datetime] = mapped_column(comment="twice the time")
    rung: Mapped[int] = mapped_column(SmallInteger, default=0, server_default="0")
    sweep_at: Mapped[datetime | None] = mapped_column(Computed(SWEEP_AT, persisted=True))


class ClockTurn(WithId, Model):
    """How a dealer's clock stood until then: before it was resumed, or its due time moved past.

    A trigger writes them and nobody changes them: how things stood on a day can be told later.
    """

    __tablename__ = "clock_turns"
    __table_args__ = (
        CheckConstraint("state IN ('absent', 'running', 'met', 'dropped')", name="state_is_known"),
        Index("ix_clock_turns_at", "at", "id"),
        Index("ix_clock_turns_clock_id_at", "clock_id", "at"),
    )

    clock_id: Mapped[int] = mapped_column(ForeignKey("sla_clocks.id"))
    at: Mapped[datetime]
    state: Mapped[str] = mapped_column(comment="absent: it was made only then")
    due_at: Mapped[datetime]
    stopped_at: Mapped[datetime | None]
    noted_at: Mapped[datetime | None]


class ClockNews(WithId, Model):
    """A rung that was reached and is still to be told; gone once it is."""

    __tablename__ = "clock_news"
    __table_args__ = (UniqueConstraint("clock_id", "rung", "due_at"),)

    clock_id: Mapped[int] = mapped_column(ForeignKey("sla_clocks.id"))
    due_at: Mapped[datetime]
    rung: Mapped[int] = mapped_column(SmallInteger)
    before: Mapped[int] = mapped_column(SmallInteger, comment="the rung it had reached before")
