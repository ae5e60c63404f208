"""The people who go to the customer; known across dealers by phone and keyed ID hash."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Model, WithId


class Standing(StrEnum):
    GOOD = "good"
    WATCHED = "watched"
    HELD = "held"
    SUSPENDED = "suspended"


class Installer(WithId, Model):
    """A person. Standing belongs to the person and follows them to every dealer (domain S3)."""

    __tablename__ = "installers"
    __table_args__ = (
        Index("ix_installers_name_sort_id", "name_sort", "id"),
        Index("ix_installers_standing", "standing"),
        Index("ix_installers_same_as_id", "same_as_id", postgresql_where="same_as_id IS NOT NULL"),
        CheckConstraint("same_as_id <> id", name="same_as_another"),
    )

    name: Mapped[str]
    name_sort: Mapped[str]
    name_folded: Mapped[str] = mapped_column(index=True)
    standing: Mapped[Standing] = mapped_column(default=Standing.GOOD)
    same_as_id: Mapped[int | None] = mapped_column(
        ForeignKey("installers.id"), comment="another row of the same person, which leads (S3)"
    )
    counted_from: Mapped[datetime | None] = mapped_column(
        comment="reinstated then: what was heard before counts no more (S3)"
    )
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class InstallerContact(Model):
    """How to reach and recognise the person; apart, since not everybody may read it."""

    __tablename__ = "installer_contacts"

    installer_id: Mapped[int] = mapped_column(ForeignKey("installers.id"), primary_key=True)
    phone_spelled: Mapped[str] = mapped_column(default="")
    phone_normal: Mapped[str] = mapped_column(default="", index=True)
    id_hash: Mapped[str | None] = mapped_column(unique=True, comment="keyed hash of the ID number")


class InstallerDealer(WithId, Model):
    """A person works for a dealer, from a day until a day (or still)."""

    __tablename__ = "installer_dealers"
    __table_args__ = (
        UniqueConstraint("installer_id", "dealer_id", "since"),
        Index(
            "uq_installer_dealers_current",
            "installer_id",
            "dealer_id",
            unique=True,
            postgresql_where="until IS NULL",
        ),
    )

    installer_id: Mapped[int] = mapped_column(ForeignKey("installers.id"))
    dealer_id: Mapped[int] = mapped_column(ForeignKey("dealers.id"), index=True)
    since: Mapped[date]
    until: Mapped[date | None]


class InstallerSkill(WithId, Model):
    """What a person is sent for by one dealer; a dealer that has noted nothing says nothing."""

    __tablename__ = "installer_skills"
    __table_args__ = (
        UniqueConstraint("dealer_id", "installer_id", "product_id"),
        Index("ix_installer_skills_installer_id", "installer_id"),
    )

    installer_id: Mapped[int] = mapped_column(ForeignKey("installers.id"))
    dealer_id: Mapped[int] = mapped_column(ForeignKey("dealers.id"))
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id"))
    noted_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    noted_at: Mapped[datetime]
