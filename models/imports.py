"""Complaints brought in from outside: each row kept, its outside result apart (part of I5, L2)."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Model, WithId


class Import(WithId, Model):
    """One run of one file."""

    __tablename__ = "imports"

    profile: Mapped[str]
    file_name: Mapped[str]
    sha256: Mapped[str]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    rows: Mapped[int] = mapped_column(default=0)
    added: Mapped[int] = mapped_column(default=0)
    known: Mapped[int] = mapped_column(default=0, comment="were there from an earlier run")
    refused: Mapped[int] = mapped_column(default=0)


class ImportRow(WithId, Model):
    """One row that became a case. `row_key` makes a second run add nothing."""

    __tablename__ = "import_rows"
    __table_args__ = (UniqueConstraint("profile", "row_key"),)

    import_id: Mapped[int] = mapped_column(ForeignKey("imports.id"), index=True)
    profile: Mapped[str]
    row_key: Mapped[str] = mapped_column(comment="the row's own number, or a digest of it")
    line: Mapped[int]


class ImportProblem(WithId, Model):
    """A row that was refused, or taken with something odd about it."""

    __tablename__ = "import_problems"
    __table_args__ = (Index("ix_import_problems_import_id_line", "import_id", "line", "id"),)

    import_id: Mapped[int] = mapped_column(ForeignKey("imports.id"))
    line: Mapped[int]
    refused: Mapped[bool]
    code: Mapped[str]
    values: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))


class OutsideSatisfaction(StrEnum):
    YES = "yes"
    NO = "no"
    NOT_ASKED = "not_asked"
    BLANK = "blank"


class OutsideResult(Model):
    """How it ended elsewhere, as the outside said; never our callback (K2)."""

    __tablename__ = "outside_results"
    __table_args__ = (
        CheckConstraint("granted >= 0", name="granted"),
        Index("ix_outside_results_started_on", "started_on"),
        Index("ix_outside_results_source_business", "source", "business"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    source: Mapped[str] = mapped_column(comment="the profile it came by")
    kind: Mapped[str] = mapped_column(default="", comment="complaint type, as written")
    industry: Mapped[str] = mapped_column(default="", index=True)
    result: Mapped[str] = mapped_column(default="")
    satisfaction: Mapped[OutsideSatisfaction]
    granted: Mapped[Decimal] = mapped_column(Numeric(12, 2), default=Decimal(0))
    business: Mapped[str] = mapped_column(default="", index=True, comment="as written")
    started_on: Mapped[date]
    closed_on: Mapped[date | None]
    odd: Mapped[str] = mapped_column(default="", index=True, comment="closes_before_start, …")


class LikelyDuplicate(WithId, Model):
    """Two rows that look like one; offered for merging, never merged silently (L2)."""

    __tablename__ = "likely_duplicates"
    __table_args__ = (
        UniqueConstraint("kind", "one_id", "other_id"),
        CheckConstraint("one_id < other_id", name="ordered"),
        CheckConstraint("kind IN ('customer', 'dealer', 'installer')", name="kind"),
        Index(
            "ix_likely_duplicates_undecided",
            text("score DESC"),
            "id",
            postgresql_where="decided_at IS NULL",
        ),
        Index("ix_likely_duplicates_kind_other_id", "kind", "other_id"),
    )

    kind: Mapped[str]
    one_id: Mapped[int]
    other_id: Mapped[int]
    score: Mapped[int] = mapped_column(comment="0–100")
    found_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    same: Mapped[bool | None]
