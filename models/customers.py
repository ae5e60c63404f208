"""Customers; their numbers and addresses in tables of their own, with policies of their own."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Model, WithId


class CustomerKind(StrEnum):
    PRIVATE = "private"
    COMPANY = "company"


class Customer(WithId, Model):
    __tablename__ = "customers"
    __table_args__ = (Index("ix_customers_name_tokens", "name_tokens", postgresql_using="gin"),)

    name: Mapped[str] = mapped_column(comment="as they want to be called")
    name_folded: Mapped[str] = mapped_column(index=True)
    name_tokens: Mapped[str] = mapped_column(TSVECTOR, deferred=True)
    kind: Mapped[CustomerKind] = mapped_column(default=CustomerKind.PRIVATE)
    key_account: Mapped[bool] = mapped_column(default=False)
    sales_contact_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    told_purpose_at: Mapped[datetime | None] = mapped_column(comment="purpose notice (domain L3)")
    created_at: Mapped[datetime]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"), index=True)


class CustomerPhone(WithId, Model):
    """A number of a customer, compared in its normal form (domain L2)."""

    __tablename__ = "customer_phones"
    __table_args__ = (
        UniqueConstraint("customer_id", "normal"),
        Index("ix_customer_phones_normal", "normal"),
        Index("ix_customer_phones_last4", "last4"),
    )

    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    spelled: Mapped[str]
    normal: Mapped[str]
    last4: Mapped[str]
    whose: Mapped[str] = mapped_column(default="", comment="name and role, for a company's people")


class CustomerMail(Model):
    """Where a customer wants their messages by mail: beside the text message, or instead of it."""

    __tablename__ = "customer_mails"

    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), primary_key=True)
    address: Mapped[str]
    instead: Mapped[bool] = mapped_column(default=False, comment="no text message beside the mail")


class CustomerAddress(WithId, Model):
    __tablename__ = "customer_addresses"

    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    district: Mapped[str] = mapped_column(default="")
    text: Mapped[str]
