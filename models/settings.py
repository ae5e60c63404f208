"""What administrators set, and the record of every such change."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Model, WithId


class Setting(Model):
    """A value that an administrator set; what is not here has its default."""

    __tablename__ = "settings"

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[Any] = mapped_column(JSONB)
    changed_at: Mapped[datetime]


class SettingChange(WithId, Model):
    """Every change of a setting or of master data, recorded for ever."""

    __tablename__ = "setting_changes"
    __table_args__ = (Index("ix_setting_changes_at_id", "at", "id"),)

    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    what: Mapped[str] = mapped_column(comment="setting:currency, dealer:7, user:9, …")
    before: Mapped[Any] = mapped_column(JSONB)
    after: Mapped[Any] = mapped_column(JSONB)
