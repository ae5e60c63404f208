"""The dealer score: what was counted for and against a dealer, and what came of it (domain B3)."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Computed, ForeignKey, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Model, WithId


class Figure(StrEnum):
    """What a dealer is judged by, in the order in which it is shown."""

    CLOCKS = "clocks"
    CLAIMS = "claims"
    FIRST_VISIT = "first_visit"
    CALLBACKS = "callbacks"
    CORRECTIONS = "corrections"
    REPEATS = "repeats"
    UNNAMED = "unnamed"


class ScoreRun(Model):
    """One day's scores: of which time, and by which rules. Later settings change no past day."""

    __tablename__ = "score_runs"
    __table_args__ = (
        CheckConstraint("from_at < until_at", name="window_is_not_empty"),
        CheckConstraint("progress >= 0 AND ranked >= 0", name="counts"),
    )

    day: Mapped[date] = mapped_column(
        primary_key=True, comment="the portal's day at whose start the window ends"
    )
    from_at: Mapped[datetime]
    until_at: Mapped[datetime]
    least: Mapped[int] = mapped_column(comment="fewer than so many are too few to say")
    least_cases: Mapped[int] = mapped_column(comment="with fewer cases there is no score")
    weights: Mapped[dict[str, Any]] = mapped_column(JSONB, comment="of each figure")
    progress: Mapped[int] = mapped_column(default=0, comment="figures counted so far")
    ranked: Mapped[int] = mapped_column(default=0, comment="how many dealers have a rank")
    median: Mapped[int | None] = mapped_column(comment="the score in their middle")
    began_at: Mapped[datetime]
    done_at: Mapped[datetime | None]


class ScoreFact(WithId, Model):
    """One thing that counts for a dealer or against it, from one day's score until another's.

    What turns out otherwise later ends here and begins as another row, so that the scores of the
    days between stay what they were.
    """

    __tablename__ = "score_facts"
    __table_args__ = (
        CheckConstraint("counted_until > counted_from", name="counted_for_a_day"),
        CheckConstraint("(case_id IS NULL) = (number = '')", name="number_of_its_case"),
        Index(
            "uq_score_facts_counted",
            "figure",
            "source_id",
            "dealer_id",
            unique=True,
            postgresql_where="counted_until IS NULL",
        ),
        Index(
            "ix_score_facts_at",
            "figure",
            "at",
            postgresql_where="counted_until IS NULL",
        ),
        Index("ix_score_facts_behind", "dealer_id", "figure", "at", "id"),
    )

    dealer_id: Mapped[int] = mapped_column(ForeignKey("dealers.id"))
    figure: Mapped[Figure]
    source_id: Mapped[int] = mapped_column(comment="the row that it follows from")
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))
    number: Mapped[str] = mapped_column(default="", comment="the case's, whoever holds it now")
    at: Mapped[datetime] = mapped_column(comment="when it became true")
    good: Mapped[bool]
    about: Mapped[str] = mapped_column(default="", comment="which stage, which outcome, …")
    counted_from: Mapped[date]
    counted_until: Mapped[date | None]


class ScoreDay(Model):
    """A figure of a dealer on a day."""

    __tablename__ = "score_days"
    __table_args__ = (
        CheckConstraint("good BETWEEN 0 AND total", name="part_of_the_whole"),
        Index("ix_score_days_day_figure", "day", "figure"),
    )

    dealer_id: Mapped[int] = mapped_column(ForeignKey("dealers.id"), primary_key=True)
    day: Mapped[date] = mapped_column(ForeignKey("score_runs.day"), primary_key=True)
    figure: Mapped[Figure] = mapped_column(primary_key=True)
    good: Mapped[int]
    total: Mapped[int]
    share: Mapped[int | None] = mapped_column(
        Computed("CASE WHEN total > 0 THEN (good * 10000 + total / 2) / total END", persisted=True),
        comment="good of total in hundredths of a percent",
    )


class ScoreRank(Model):
    """What the figures of a dealer came to on a day, and where that puts it among its peers."""

    __tablename__ = "score_ranks"
    __table_args__ = (
        CheckConstraint("score BETWEEN 0 AND 10000", name="score_is_a_share"),
        CheckConstraint("rank IS NULL OR (rank >= 1 AND score IS NOT NULL)", name="rank_by_score"),
        Index("ix_score_ranks_day_score", "day", "score"),
    )

    dealer_id: Mapped[int] = mapped_column(ForeignKey("dealers.id"), primary_key=True)
    day: Mapped[date] = mapped_column(ForeignKey("score_runs.day"), primary_key=True)
    cases: Mapped[int] = mapped_column(comment="different ones behind its figures")
    score: Mapped[int | None] = mapped_column(comment="in hundredths; none: too few cases to say")
    rank: Mapped[int | None] = mapped_column(comment="none: own team, not active, or no score")
