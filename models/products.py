"""Products, what goes wrong with them, and who bought which."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Model, WithId


class WarrantyStart(StrEnum):
    PURCHASE = "purchase"
    INSTALLATION = "installation"
    ACCEPTANCE = "acceptance"


class Product(WithId, Model):
    __tablename__ = "products"
    __table_args__ = (
        CheckConstraint("warranty_months >= 0 AND workmanship_months >= 0", name="months"),
    )

    code: Mapped[str] = mapped_column(unique=True)
    name_en: Mapped[str]
    name_zh_hans: Mapped[str]
    name_zh_hant: Mapped[str]
    name_sort: Mapped[str]
    warranty_months: Mapped[int] = mapped_column(default=24)
    workmanship_months: Mapped[int] = mapped_column(default=24)
    warranty_start: Mapped[WarrantyStart] = mapped_column(default=WarrantyStart.INSTALLATION)
    lifetime: Mapped[bool] = mapped_column(default=False, comment="lifetime service (story 4, D)")
    durable: Mapped[bool] = mapped_column(default=True, comment="burden of proof ours 6 months, I7")
    active: Mapped[bool] = mapped_column(default=True)


class Symptom(WithId, Model):
    """What the customer sees: leaks, falls, does not start."""

    __tablename__ = "symptoms"

    code: Mapped[str] = mapped_column(unique=True)
    name_en: Mapped[str]
    name_zh_hans: Mapped[str]
    name_zh_hant: Mapped[str]
    installation: Mapped[bool] = mapped_column(
        default=False, comment="usually the installer's work"
    )
    active: Mapped[bool] = mapped_column(default=True)


class Purchase(WithId, Model):
    """What was bought where, who sold, serves and installed it; it carries the warranty."""

    __tablename__ = "purchases"
    __table_args__ = (
        Index(
            "ix_purchases_order_normal",
            "order_normal",
            postgresql_ops={"order_normal": "text_pattern_ops"},
        ),
    )

    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id"), index=True)
    address_id: Mapped[int | None] = mapped_column(ForeignKey("customer_addresses.id"))
    store_id: Mapped[int | None] = mapped_column(ForeignKey("stores.id"), index=True)
    salesperson_id: Mapped[int | None] = mapped_column(ForeignKey("salespeople.id"), index=True)
    selling_dealer_id: Mapped[int | None] = mapped_column(ForeignKey("dealers.id"), index=True)
    serving_dealer_id: Mapped[int | None] = mapped_column(ForeignKey("dealers.id"), index=True)
    installer_id: Mapped[int | None] = mapped_column(ForeignKey("installers.id"), index=True)
    order_number: Mapped[str] = mapped_column(default="")
    order_normal: Mapped[str] = mapped_column(default="", comment="letters and digits, lower case")
    bought_on: Mapped[date | None]
    installed_on: Mapped[date | None]
    accepted_on: Mapped[date | None]
    out_of_use_days: Mapped[int] = mapped_column(default=0, comment="moves the end (domain E1)")
    place: Mapped[str] = mapped_column(default="", comment="bathroom ceiling, shop front, …")
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
