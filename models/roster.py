"""Who is on duty, from when until when (domain T2, T8)."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Model, WithId


class Duty(StrEnum):
    """What somebody is there for."""

    SUPERVISOR = "supervisor"
    DIRECTOR = "director"
    NIGHT_PHONE = "night_phone"


class DutyShift(WithId, Model):
    """One person's time on duty, half-open. One that has begun is ended, never removed."""

    __tablename__ = "duty_shifts"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="not_empty"),
        CheckConstraint("ends_at <= starts_at + interval '7 days'", name="a_week_at_most"),
        *(
            ExcludeConstraint(
                (text("int8range(user_id, user_id, '[]')"), "&&"),
                (text("tstzrange(starts_at, ends_at)"), "&&"),
                name=f"ex_duty_shifts_{duty}_once",
                where=text(f"duty = '{duty}'"),
                using="gist",
            )
            for duty in ("supervisor", "director", "night_phone")
        ),
        Index("ix_duty_shifts_starts_at_id", "starts_at", "id"),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    duty: Mapped[Duty]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
