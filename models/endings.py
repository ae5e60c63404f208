"""Callbacks and the grounds on which a case can end; the database refuses any other (K1–K7).

The foreign keys run over copied and generated columns on purpose: each of them proves one
sentence of the rule, so that no UPDATE, by the application or by the owner, can get round it.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Computed,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    SmallInteger,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from models.accounts import Side
from models.base import Model, WithId


class Outcome(StrEnum):
    SETTLED = "settled"
    SETTLED_WITH_RESERVATION = "settled_with_reservation"
    NOT_SETTLED = "not_settled"
    NO_ANSWER = "no_answer"
    CALL_LATER = "call_later"


class Callback(WithId, Model):
    """The brand's own call to the customer after the resolution. Append-only."""

    __tablename__ = "callbacks"
    __table_args__ = (
        ForeignKeyConstraint(
            ["resolution_id", "case_id", "resolved_by_id", "resolved_at"],
            [
                "resolutions.id",
                "resolutions.case_id",
                "resolutions.resolved_by_id",
                "resolutions.made_at",
            ],
            name="fk_callbacks_of_this_resolution",
        ),
        ForeignKeyConstraint(
            ["made_by_id", "maker_side"],
            ["users.id", "users.side"],
            name="fk_callbacks_maker_is_of_that_side",
        ),
        CheckConstraint("maker_side = 'brand'", name="by_the_brand"),
        CheckConstraint("made_by_id <> resolved_by_id", name="not_by_the_resolver"),
        CheckConstraint("made_at >= resolved_at", name="after_the_resolution"),
        CheckConstraint("treated BETWEEN 1 AND 5", name="treated_1_to_5"),
        CheckConstraint(
            "outcome NOT IN ('settled', 'settled_with_reservation')"
            " OR (solved IS NOT NULL AND treated IS NOT NULL AND pressed IS NOT NULL)",
            name="three_questions_asked",
        ),
        ForeignKeyConstraint(
            ["resolution_id", "case_id", "ends_resolution"],
            ["resolutions.id", "resolutions.case_id", "resolutions.standing"],
            name="fk_callbacks_not_settled_ends_resolution",
        ),
        UniqueConstraint("id", "case_id", "resolution_id", "settles"),
        Index("ix_callbacks_case_id_id", "case_id", "id"),
        Index("ix_callbacks_resolution_id", "resolution_id"),
        Index("ix_callbacks_made_at", "made_at", postgresql_using="brin"),
    )

    case_id: Mapped[int]
    resolution_id: Mapped[int]
    resolved_by_id: Mapped[int]
    resolved_at: Mapped[datetime]
    made_by_id: Mapped[int]
    maker_side: Mapped[Side] = mapped_column(default=Side.BRAND)
    made_at: Mapped[datetime]
    outcome: Mapped[Outcome]
    solved: Mapped[bool | None] = mapped_column(comment="is it solved?")
    treated: Mapped[int | None] = mapped_column(SmallInteger, comment="how were you treated, 1–5")
    pressed: Mapped[bool | None] = mapped_column(comment="did anyone press you?")
    note: Mapped[str] = mapped_column(default="")
    later_at: Mapped[datetime | None] = mapped_column(comment="when they asked to be called")
    task_id: Mapped[int | None] = mapped_column(ForeignKey("tasks.id"), comment="a recheck (K8)")
    settles: Mapped[bool] = mapped_column(
        Computed("outcome IN ('settled', 'settled_with_reservation')", persisted=True)
    )
    ends_resolution: Mapped[bool | None] = mapped_column(
        Computed("CASE WHEN outcome = 'not_settled' THEN false END", persisted=True)
    )


class UnreachableApproval(WithId, Model):
    """A supervisor's word that the customer cannot be reached; a trigger proves K4."""

    __tablename__ = "unreachable_approvals"
    __table_args__ = (
        ForeignKeyConstraint(
            ["resolution_id", "case_id"],
            ["resolutions.id", "resolutions.case_id"],
            name="fk_unreachable_approvals_of_this_resolution",
        ),
        CheckConstraint("length(reason) >= 10", name="reason_is_given"),
        CheckConstraint("approved_by_id <> asked_by_id", name="not_on_ones_own_request"),
        UniqueConstraint("id", "case_id", "resolution_id"),
    )

    case_id: Mapped[int]
    resolution_id: Mapped[int]
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    approved_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    reason: Mapped[str]
    made_at: Mapped[datetime]


class WithdrawalVia(StrEnum):
    BRAND_CALL = "brand_call"
    LINK = "link"


class Withdrawal(WithId, Model):
    """The customer's own word that they let it rest; 7 days to say "this was not me" (K6)."""

    __tablename__ = "withdrawals"
    __table_args__ = (
        ForeignKeyConstraint(
            ["made_by_id", "maker_side"],
            ["users.id", "users.side"],
            name="fk_withdrawals_maker_is_of_that_side",
        ),
        ForeignKeyConstraint(
            ["link_id", "case_id"],
            ["customer_links.id", "customer_links.case_id"],
            name="fk_withdrawals_link_of_this_case",
        ),
        CheckConstraint(
            "CASE via WHEN 'brand_call' THEN made_by_id IS NOT NULL AND maker_side = 'brand'"
            " AND link_id IS NULL ELSE link_id IS NOT NULL AND made_by_id IS NULL END",
            name="by_brand_call_or_own_link",
        ),
        UniqueConstraint("id", "case_id"),
        Index(
            "uq_withdrawals_one_waiting",
            "case_id",
            unique=True,
            postgresql_where="objected_at IS NULL AND lapsed_at IS NULL",
        ),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    via: Mapped[WithdrawalVia]
    made_by_id: Mapped[int | None]
    maker_side: Mapped[Side | None]
    link_id: Mapped[int | None]
    reason: Mapped[str]
    made_at: Mapped[datetime]
    ends_at: Mapped[datetime] = mapped_column(comment="7 days later")
    objected_at: Mapped[datetime | None]
    lapsed_at: Mapped[datetime | None] = mapped_column(comment="the ending was undone by K3")


class Merge(WithId, Model):
    """One matter, two cases: this one went into that one (K7); a trigger proves the rest."""

    __tablename__ = "merges"
    __table_args__ = (
        CheckConstraint("case_id <> into_case_id", name="not_into_itself"),
        UniqueConstraint("id", "case_id"),
        Index("ix_merges_case_id", "case_id"),
        Index("ix_merges_into_case_id", "into_case_id"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    into_case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    made_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[datetime]
    status_before: Mapped[str]
    first_heard_before: Mapped[datetime] = mapped_column(comment="of the target, for the undo")
    resolve_since_before: Mapped[datetime | None] = mapped_column(
        comment="since when the target's resolve clock ran, where the merge moved it"
    )


class CaseEnding(WithId, Model):
    """How a case ended and on what ground; open until the case is reopened."""

    __tablename__ = "case_endings"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('closed', 'unreachable', 'withdrawn', 'merged')", name="kind_is_known"
        ),
        CheckConstraint(
            "num_nonnulls(callback_id, approval_id, withdrawal_id, merge_id) = 1"
            " AND CASE kind WHEN 'closed' THEN callback_id IS NOT NULL"
            " WHEN 'unreachable' THEN approval_id IS NOT NULL"
            " WHEN 'withdrawn' THEN withdrawal_id IS NOT NULL"
            " ELSE merge_id IS NOT NULL END",
            name="has_the_ground_of_its_kind",
        ),
        CheckConstraint(
            "(resolution_id IS NOT NULL) = (kind IN ('closed', 'unreachable'))",
            name="resolution_where_one_is_judged",
        ),
        CheckConstraint("must_settle", name="must_settle_is_true"),
        ForeignKeyConstraint(
            ["callback_id", "case_id", "resolution_id", "must_settle"],
            [
                "callbacks.id",
                "callbacks.case_id",
                "callbacks.resolution_id",
                "callbacks.settles",
            ],
            name="fk_case_endings_callback_settles",
        ),
        ForeignKeyConstraint(
            ["approval_id", "case_id", "resolution_id"],
            [
                "unreachable_approvals.id",
                "unreachable_approvals.case_id",
                "unreachable_approvals.resolution_id",
            ],
            name="fk_case_endings_approval",
        ),
        ForeignKeyConstraint(
            ["withdrawal_id", "case_id"],
            ["withdrawals.id", "withdrawals.case_id"],
            name="fk_case_endings_withdrawal",
        ),
        ForeignKeyConstraint(
            ["merge_id", "case_id"], ["merges.id", "merges.case_id"], name="fk_case_endings_merge"
        ),
        ForeignKeyConstraint(
            ["resolution_id", "case_id", "open"],
            ["resolutions.id", "resolutions.case_id", "resolutions.standing"],
            name="fk_case_endings_stands_with_resolution",
            deferrable=True,
            initially="DEFERRED",
        ),
        UniqueConstraint("callback_id"),
        UniqueConstraint("approval_id"),
        UniqueConstraint("withdrawal_id"),
        UniqueConstraint("merge_id"),
        UniqueConstraint("id", "case_id", "kind", "open"),
        Index("ix_case_endings_case_id", "case_id"),
        Index("ix_case_endings_ended_at", "ended_at", postgresql_using="brin"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    kind: Mapped[str]
    resolution_id: Mapped[int | None] = mapped_column(BigInteger)
    callback_id: Mapped[int | None] = mapped_column(BigInteger)
    approval_id: Mapped[int | None] = mapped_column(BigInteger)
    withdrawal_id: Mapped[int | None] = mapped_column(BigInteger)
    merge_id: Mapped[int | None] = mapped_column(BigInteger)
    must_settle: Mapped[bool] = mapped_column(default=True)
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    ended_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    open: Mapped[bool] = mapped_column(Computed("undone_at IS NULL", persisted=True))


class SentBy(StrEnum):
    """How a link reached the customer."""

    SMS = "sms"
    WECHAT = "wechat"
    MAIL = "mail"
    READ_OUT = "read_out"


class CustomerLink(WithId, Model):
    """The customer's own page, `/t/<token>`; the table holds the token's digest."""

    __tablename__ = "customer_links"
    __table_args__ = (
        UniqueConstraint("id", "case_id"),
        Index("ix_customer_links_case_id", "case_id"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    token_digest: Mapped[str] = mapped_column(unique=True)
    code: Mapped[str] = mapped_column(comment="six digits that the holder reads out on site (D3)")
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    issued_at: Mapped[datetime]
    sent_by: Mapped[str] = mapped_column(default="", comment="sms, wechat, mail: as recorded")
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0, comment="wrong last four digits (K9)")
