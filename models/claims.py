"""What a dealer says has been done: contacts and visits (domain C1–C4)."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Model, WithId


class ContactHow(StrEnum):
    PHONE = "phone"
    WECHAT = "wechat"
    SMS = "sms"
    MAIL = "mail"
    IN_PERSON = "in_person"
    THREE_WAY = "three_way"


class CallerRole(StrEnum):
    DEALER_DESK = "dealer_desk"
    DEALER_MANAGER = "dealer_manager"
    OWNER = "owner"
    INSTALLER = "installer"
    SALESPERSON = "salesperson"


class NotCounted(StrEnum):
    """Why a contact claim does not meet `first_contact` (domain C1)."""

    ACCUSED = "accused"
    SALESPERSON = "salesperson"
    INSTALLER = "installer"
    NOT_REACHED = "not_reached"
    NOT_CUSTOMER = "not_customer"
    BEFORE_ACCEPTANCE = "before_acceptance"


class ClaimState(StrEnum):
    CLAIMED = "claimed"
    VERIFIED = "verified"
    DISPUTED = "disputed"


class ContactClaim(WithId, Model):
    """ "We reached the customer": who, in which role, how, when, what was said."""

    __tablename__ = "contact_claims"
    __table_args__ = (
        Index("ix_contact_claims_case_id_id", "case_id", "id"),
        Index("ix_contact_claims_dealer_id", "dealer_id", "claimed_at"),
        Index("ix_contact_claims_claimed_at", "claimed_at", postgresql_using="brin"),
        CheckConstraint("counts = (not_counted IS NULL)", name="counts_or_says_why_not"),
        CheckConstraint(
            "NOT counts OR (reached AND caller_role IN ('dealer_desk', 'dealer_manager', 'owner'))",
            name="only_the_desk_or_manager_counts",
        ),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    dealer_id: Mapped[int] = mapped_column(ForeignKey("dealers.id"))
    attempt: Mapped[int]
    claimed_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    caller_role: Mapped[CallerRole]
    caller_installer_id: Mapped[int | None] = mapped_column(ForeignKey("installers.id"))
    caller_name: Mapped[str] = mapped_column(default="")
    caller_folded: Mapped[str] = mapped_column(
        default="",
        server_default="",
        comment="the name as names are compared",
    )
    how: Mapped[ContactHow]
    reached: Mapped[bool]
    spoke_to_customer: Mapped[bool] = mapped_column(default=True)
    contacted_at: Mapped[datetime]
    claimed_at: Mapped[datetime]
    note: Mapped[str]
    counts: Mapped[bool]
    not_counted: Mapped[NotCounted | None]
    state: Mapped[ClaimState] = mapped_column(default=ClaimState.CLAIMED)
    verify_first: Mapped[bool] = mapped_column(
        default=False, server_default="false", comment="counts once verified; the database says it"
    )


class Promise(WithId, Model):
    """What someone told the customer would happen, by when (domain I6)."""

    __tablename__ = "promises"
    __table_args__ = (
        CheckConstraint("(outcome IS NULL) = (settled_at IS NULL)", name="outcome_paired"),
        CheckConstraint("outcome IN ('kept', 'broken')", name="outcome_is_known"),
        CheckConstraint(
            "outcome IS DISTINCT FROM 'kept'"
            " OR (contact_at IS NOT NULL AND contact_at <= due_at AND broken_at IS NULL)",
            name="kept_by_a_contact_in_time",
        ),
        Index("ix_promises_case_id_id", "case_id", "id"),
        Index("ix_promises_due", "due_at", "id", postgresql_where="outcome IS NULL"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    body: Mapped[str]
    due_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    made_by_name: Mapped[str] = mapped_column(default="", comment="said to have made it (I6)")
    made_at: Mapped[datetime]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    outcome: Mapped[str | None]
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("users.id"), comment="none: the portal, by what had happened"
    )
    warned_at: Mapped[datetime | None] = mapped_column(comment="half an hour before")
    due_told_at: Mapped[datetime | None] = mapped_column(comment="at its time, to the team")
    broken_at: Mapped[datetime | None] = mapped_column(
        comment="its time passed and nobody had spoken with the customer"
    )
    contact_at: Mapped[datetime | None] = mapped_column(
        comment="when the customer was spoken to, which kept it"
    )
    version: Mapped[int] = mapped_column(default=1)


class BrandCall(WithId, Model):
    """The brand spoke with the customer outside a callback; the words stand in the event."""

    __tablename__ = "brand_calls"
    __table_args__ = (
        Index("ix_brand_calls_case_id_id", "case_id", "id"),
        CheckConstraint("spoke_at <= noted_at", name="not_to_come"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    made_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    how: Mapped[ContactHow]
    spoke_at: Mapped[datetime]
    noted_at: Mapped[datetime]
