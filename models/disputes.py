"""The customer's word on what a dealer claims, the disputes it opens, and "verify first" (C3)."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Model, WithId


class WordVia(StrEnum):
    """How the customer's word came to us."""

    LINK = "link"
    BRAND_CALL = "brand_call"
    THREE_WAY = "three_way"
    CODE = "code"


class CustomerWord(WithId, Model):
    """The customer confirms or denies one contact or one visit. Append-only.

    What they said of it in words lies with the event, where it can be erased.
    """

    __tablename__ = "customer_words"
    __table_args__ = (
        CheckConstraint("num_nonnulls(claim_id, visit_id) = 1", name="of_one_claim"),
        CheckConstraint(
            "CASE via WHEN 'link' THEN link_id IS NOT NULL AND noted_by_id IS NULL"
            " ELSE link_id IS NULL AND noted_by_id IS NOT NULL END",
            name="by_link_or_noted_by_somebody",
        ),
        CheckConstraint("confirmed OR via IN ('link', 'brand_call')", name="denied_by_themselves"),
        CheckConstraint("via <> 'code' OR visit_id IS NOT NULL", name="code_is_for_visits"),
        Index("ix_customer_words_case_id_id", "case_id", "id"),
        Index("ix_customer_words_claim_id", "claim_id", "id"),
        Index("ix_customer_words_visit_id", "visit_id", "id"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    dealer_id: Mapped[int] = mapped_column(ForeignKey("dealers.id"))
    claim_id: Mapped[int | None] = mapped_column(ForeignKey("contact_claims.id"))
    visit_id: Mapped[int | None] = mapped_column(ForeignKey("visits.id"))
    confirmed: Mapped[bool]
    via: Mapped[WordVia]
    link_id: Mapped[int | None] = mapped_column(ForeignKey("customer_links.id"))
    noted_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]
    event_id: Mapped[int | None] = mapped_column(
        ForeignKey("case_events.id"), comment="what they said, in words"
    )


class Evidence(StrEnum):
    """What a dealer brings against the customer's word."""

    CALL_RECORD = "call_record"
    RECORDING = "recording"
    MESSAGE = "message"


class DisputeOutcome(StrEnum):
    """How a dispute ended: only what was upheld counts against the dealer."""

    UPHELD = "upheld"
    DISMISSED = "dismissed"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


class ClaimDispute(WithId, Model):
    """The customer denies a claim: the dealer may answer, a supervisor decides if it does."""

    __tablename__ = "claim_disputes"
    __table_args__ = (
        CheckConstraint("num_nonnulls(claim_id, visit_id) = 1", name="of_one_claim"),
        CheckConstraint(
            "(answered_at IS NULL) = (contested IS NULL)"
            " AND (answered_at IS NULL) = (answered_by_id IS NULL)",
            name="answer_paired",
        ),
        CheckConstraint("(outcome IS NULL) = (decided_at IS NULL)", name="outcome_paired"),
        CheckConstraint(
            "outcome IS DISTINCT FROM 'dismissed'"
            " OR (contested AND decided_by_id IS NOT NULL AND reason <> '')",
            name="dismissed_by_somebody_with_a_reason",
        ),
        CheckConstraint(
            "NOT contested OR outcome IS DISTINCT FROM 'upheld' OR decided_by_id IS NOT NULL",
            name="contested_is_decided",
        ),
        CheckConstraint(
            "decided_by_id IS DISTINCT FROM answered_by_id OR decided_by_id IS NULL",
            name="not_on_ones_own_request",
        ),
        Index("ix_claim_disputes_case_id_id", "case_id", "id"),
        Index("ix_claim_disputes_dealer_id", "dealer_id", "decided_at"),
        Index(
            "uq_claim_disputes_one_open_of_a_contact",
            "claim_id",
            unique=True,
            postgresql_where="outcome IS NULL",
        ),
        Index(
            "uq_claim_disputes_one_open_of_a_visit",
            "visit_id",
            unique=True,
            postgresql_where="outcome IS NULL",
        ),
        Index(
            "ix_claim_disputes_waiting",
            "answer_by",
            "id",
            postgresql_where="outcome IS NULL",
        ),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    dealer_id: Mapped[int] = mapped_column(ForeignKey("dealers.id"))
    claim_id: Mapped[int | None] = mapped_column(ForeignKey("contact_claims.id"))
    visit_id: Mapped[int | None] = mapped_column(ForeignKey("visits.id"))
    word_id: Mapped[int] = mapped_column(ForeignKey("customer_words.id"))
    opened_at: Mapped[datetime]
    answer_by: Mapped[datetime] = mapped_column(comment="until then the dealer may answer")
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    contested: Mapped[bool | None] = mapped_column(comment="false: the dealer concedes")
    evidence: Mapped[Evidence | None]
    answer_event_id: Mapped[int | None] = mapped_column(ForeignKey("case_events.id"))
    request_id: Mapped[int | None] = mapped_column(ForeignKey("supervisor_requests.id"))
    outcome: Mapped[DisputeOutcome | None]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("users.id"), comment="none: the portal, by what had happened"
    )
    reason: Mapped[str] = mapped_column(default="")


class VerifyFirst(WithId, Model):
    """While one stands open, the dealer's claims meet no clock until they are verified (C3)."""

    __tablename__ = "verify_first"
    __table_args__ = (
        CheckConstraint("ended_at >= began_at", name="ends_after_it_began"),
        Index("ix_verify_first_dealer_id", "dealer_id", "id"),
        Index(
            "uq_verify_first_one_open",
            "dealer_id",
            unique=True,
            postgresql_where="ended_at IS NULL",
        ),
    )

    dealer_id: Mapped[int] = mapped_column(ForeignKey("dealers.id"))
    began_at: Mapped[datetime]
    upheld: Mapped[int] = mapped_column(comment="disputes upheld in the days that count")
    claims: Mapped[int] = mapped_column(comment="claims of the dealer in those days")
    ended_at: Mapped[datetime | None]
