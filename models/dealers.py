"""Dealers, the stores and salespeople of the brand's products, and where dealers serve."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Model, WithId


class DealerKind(StrEnum):
    PARTNER = "partner"
    OWN_TEAM = "own_team"


class DealerState(StrEnum):
    ACTIVE = "active"
    LIMITED = "limited"
    LEAVING = "leaving"
    GONE = "gone"


class Dealer(WithId, Model):
    """The tenant: a shop that sells or serves, or the brand's own service team."""

    __tablename__ = "dealers"
    __table_args__ = (Index("ix_dealers_name_sort_id", "name_sort", "id"),)

    name: Mapped[str]
    name_sort: Mapped[str] = mapped_column(comment="pinyin key; the server has no Chinese order")
    name_folded: Mapped[str] = mapped_column(index=True, comment="for finding likely duplicates")
    kind: Mapped[DealerKind] = mapped_column(default=DealerKind.PARTNER)
    state: Mapped[DealerState] = mapped_column(default=DealerState.ACTIVE)
    city: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("dealers.id"), index=True)
    version: Mapped[int] = mapped_column(default=1)


class DealerDistrict(WithId, Model):
    """A district that a dealer serves (domain O1)."""

    __tablename__ = "dealer_districts"
    __table_args__ = (Index("uq_dealer_districts", "district", "dealer_id", unique=True),)

    dealer_id: Mapped[int] = mapped_column(ForeignKey("dealers.id"), index=True)
    district: Mapped[str]


class Store(WithId, Model):
    __tablename__ = "stores"

    name: Mapped[str]
    name_sort: Mapped[str]
    dealer_id: Mapped[int | None] = mapped_column(ForeignKey("dealers.id"), index=True)
    city: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    active: Mapped[bool] = mapped_column(default=True)


class Salesperson(WithId, Model):
    """Who sold it; with an account of their own where they relay (domain I5)."""

    __tablename__ = "salespeople"

    name: Mapped[str]
    name_sort: Mapped[str]
    store_id: Mapped[int | None] = mapped_column(ForeignKey("stores.id"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), unique=True)
    active: Mapped[bool] = mapped_column(default=True)
