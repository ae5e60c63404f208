"""A dealer's own closures: asked for by the dealer, agreed by the brand (domain T1)."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB, ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Model, WithId


class ClosureState(StrEnum):
    ASKED = "asked"
    AGREED = "agreed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    CALLED_OFF = "called_off"


class DealerClosure(WithId, Model):
    """Whole days, first and last included, on which the dealer is closed once it is agreed."""

    __tablename__ = "dealer_closures"
    __table_args__ = (
        CheckConstraint(
            "last_day >= first_day AND last_day < first_day + 31", name="a_month_at_most"
        ),
        CheckConstraint(
            "(state IN ('agreed', 'refused', 'called_off')) = (decided_at IS NOT NULL)",
            name="decided_paired",
        ),
        CheckConstraint(
            "num_nulls(open_from, called_off_by_id, called_off_at)"
            " = CASE WHEN state = 'called_off' THEN 0 ELSE 3 END",
            name="called_off_paired",
        ),
        CheckConstraint("open_from BETWEEN first_day AND last_day", name="open_from_within"),
        CheckConstraint("(decided_by_id IS NULL) = (decided_at IS NULL)", name="decided_by_paired"),
        ExcludeConstraint(
            (text("int8range(dealer_id, dealer_id, '[]')"), "&&"),
            (text("daterange(first_day, last_day, '[]')"), "&&"),
            name="ex_dealer_closures_once_for_a_day",
            where=text("state IN ('asked', 'agreed')"),
            using="gist",
        ),
        Index("ix_dealer_closures_asked", "asked_at", "id", postgresql_where="state = 'asked'"),
    )

    dealer_id: Mapped[int] = mapped_column(ForeignKey("dealers.id"), index=True)
    first_day: Mapped[date]
    last_day: Mapped[date]
    reason: Mapped[str]
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    asked_at: Mapped[datetime]
    state: Mapped[ClosureState] = mapped_column(default=ClosureState.ASKED)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(default="")
    open_from: Mapped[date | None] = mapped_column(comment="called off: open from this day on")
    called_off_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    called_off_at: Mapped[datetime | None]
    called_off_why: Mapped[str | None]
    stood: Mapped[dict[str, Any]] = mapped_column(
        JSONB, default=dict, comment="what the dealer's calendar said of these days before"
    )
    moved_up_at: Mapped[datetime | None] = mapped_column(
        comment="nobody had answered: the supervisor was told"
    )
    version: Mapped[int] = mapped_column(default=1)
