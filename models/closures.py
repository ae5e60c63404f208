"""A dealer's own closures: asked for by the dealer, agreed by the brand (domain T1)."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Model, WithId


class ClosureState(StrEnum):
    ASKED = "asked"
    AGREED = "agreed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class DealerClosure(WithId, Model):
    """Whole days, first and last included, on which the dealer is closed once it is agreed."""

    __tablename__ = "dealer_closures"
    __table_args__ = (
        CheckConstraint(
            "last_day >= first_day AND last_day < first_day + 31", name="a_month_at_most"
        ),
        CheckConstraint(
            "(state IN ('agreed', 'refused')) = (decided_at IS NOT NULL)", name="decided_paired"
        ),
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
    version: Mapped[int] = mapped_column(default=1)
