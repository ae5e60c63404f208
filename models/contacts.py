"""Contact points of dealers and of the brand, each with a life of its own (domain P1, P2)."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Model, WithId


class ContactKind(StrEnum):
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    ROBOT = "robot"


class ContactState(StrEnum):
    UNVERIFIED = "unverified"
    LIVE = "live"
    SUSPECT = "suspect"
    DEAD = "dead"
    RETIRED = "retired"


class ContactPoint(WithId, Model):
    """A number, mail, address or robot; the brand's own where `dealer_id` is none."""

    __tablename__ = "contact_points"
    __table_args__ = (
        # The desk looks all day for dealers who have none of these.
        Index(
            "ix_contact_points_reachable",
            "dealer_id",
            postgresql_where="state IN ('live', 'suspect')",
        ),
    )

    dealer_id: Mapped[int | None] = mapped_column(ForeignKey("dealers.id"), index=True)
    kind: Mapped[ContactKind]
    label: Mapped[str] = mapped_column(comment="service desk, manager, shop, 400 number, …")
    spelled: Mapped[str]
    normal: Mapped[str] = mapped_column(index=True)
    state: Mapped[ContactState] = mapped_column(default=ContactState.UNVERIFIED)
    proved_at: Mapped[datetime | None] = mapped_column(comment="the last proof of life (P1)")
    failed_deliveries: Mapped[int] = mapped_column(
        default=0, server_default="0", comment="in a row, since it was last proved (P2)"
    )
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]
