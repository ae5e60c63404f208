"""What cases are compared by: their words for likeness, and how many cases hold each of them."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Model


class CaseLikeness(Model):
    """What happened, folded, without anybody's name or number (domain I4)."""

    __tablename__ = "case_likeness"
    __table_args__ = (Index("ix_case_likeness_tokens", "tokens", postgresql_using="gin"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    body: Mapped[str] = mapped_column(comment="folded: what was said, and the line for lists")
    tokens: Mapped[str] = mapped_column(TSVECTOR, deferred=True)


class LikenessCount(Model):
    """How many cases hold a token, counted anew by a job; the empty one counts the cases."""

    __tablename__ = "likeness_counts"

    token: Mapped[str] = mapped_column(primary_key=True)
    cases: Mapped[int]
