"""The customer's word on contacts and visits, disputes about them, and "verify first"

Revision ID: 0040_claims
Revises: 0039_truths_of_standing
"""

import sqlalchemy as sa
from alembic import op

from migrations.columns import allow_words, refuse_words, words
from migrations.truths import keep_as_written, make_triggers
from migrations.walls import (
    ALL,
    DEALER,
    ME,
    THEIR_CASE,
    Limits,
    OwnName,
    Walls,
    let_count,
    put_limits,
    put_up,
)

revision = "0040_claims"
down_revision = "0039_truths_of_standing"
branch_labels = None
depends_on = None

STATES = "claimed verified disputed"
KINDS = (
    "said_visited said_not_visited claim_verified claim_disputed dispute_answered dispute_decided"
)
NOTICES = "claim_disputed dispute_decided verify_first verify_first_ended"
TABLES = ("notices", "message_templates")

THEIRS = f"dealer_id = {DEALER} AND {THEIR_CASE}"
# What the customer said is noted by the brand alone; a dealer answers, and decides nothing.
WALLS: Walls = {
    "customer_words": {
        "hotline": ("S I", ALL, f"noted_by_id = {ME}"),
        "qa": ("S", ALL),
        "dealer": ("S", THEIRS),
    },
    "claim_disputes": {
        "hotline": ("S I U(outcome, decided_at, decided_by_id, reason)", ALL),
        "qa": ("S", ALL),
        "dealer": (
            "S U(answered_at, answered_by_id, contested, evidence, answer_event_id)",
            THEIRS,
        ),
    },
    "verify_first": {
        "hotline": ("S", ALL),
        "qa": ("S", ALL),
        "dealer": ("S", f"dealer_id = {DEALER}"),
    },
}
OWN_NAME: OwnName = ()
# The portal itself decides by what happened; a person decides under their own name.
LIMITS: Limits = (
    (
        "claim_disputes",
        "own_word",
        "UPDATE",
        "hf_hotline",
        f"decided_by_id IS NULL OR decided_by_id = {ME}",
    ),
    (
        "claim_disputes",
        "own_answer",
        "UPDATE",
        "hf_dealer",
        f"answered_by_id = {ME} AND outcome IS NULL",
    ),
    ("claim_disputes", "begins_open", "INSERT", "hf_hotline", "outcome IS NULL"),
)
AS_WRITTEN = {
    "claim_disputes": "case_id, dealer_id, claim_id, visit_id, word_id, opened_at, answer_by,"
    " answered_at, answered_by_id, contested, evidence, answer_event_id, request_id, outcome,"
    " decided_at, decided_by_id",
    "verify_first": "dealer_id, began_at, upheld, claims, ended_at",
}


def upgrade() -> None:
    _widen_claims()
    _make_words()
    _make_disputes()
    _make_verify_first()
    put_up(WALLS)
    put_limits(OWN_NAME, LIMITS)
    let_count("customer_words", "claim_disputes", realms=("hotline",))
    let_count("verify_first")
    keep_as_written(AS_WRITTEN)
    make_triggers({"append_only": ("BEFORE UPDATE OR DELETE", "customer_words", "stays")})
    allow_words("case_events", "kind", "eventkind", KINDS)
    allow_words("supervisor_requests", "kind", "requestkind", "disputed_claim")
    for table in TABLES:
        allow_words(table, "kind", "noticekind", NOTICES, after="robot_tried")


def _widen_claims() -> None:
    said = "the customer's word (C2)"
    waits = "counts once verified; the database says it"
    op.add_column(
        "contact_claims",
        sa.Column(
            "caller_folded",
            sa.Text(),
            server_default="",
            nullable=False,
            comment="the name as names are compared",
        ),
    )
    op.execute("UPDATE contact_claims SET caller_folded = lower(caller_name)")
    op.add_column(
        "visits",
        sa.Column(
            "state",
            words("claimstate", STATES),
            server_default="claimed",
            nullable=False,
            comment=said,
        ),
    )
    for table in ("contact_claims", "visits"):
        op.add_column(
            table,
            sa.Column(
                "verify_first",
                sa.Boolean(),
                server_default=sa.false(),
                nullable=False,
                comment=waits,
            ),
        )
    op.create_index("ix_contact_claims_dealer_id", "contact_claims", ["dealer_id", "claimed_at"])
    op.create_index("ix_visits_dealer_id", "visits", ["dealer_id", "checked_in_at"])


def _keys(table: str, **to: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))
        for column, other in to.items()
    ]


def _make_words() -> None:
    op.create_table(
        "customer_words",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("dealer_id", sa.BigInteger(), nullable=False),
        sa.Column("claim_id", sa.BigInteger(), nullable=True),
        sa.Column("visit_id", sa.BigInteger(), nullable=True),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("via", words("wordvia", "link brand_call three_way code"), nullable=False),
        sa.Column("link_id", sa.BigInteger(), nullable=True),
        sa.Column("noted_by_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=True, comment="what they said, in words"),
        sa.CheckConstraint(
            "num_nonnulls(claim_id, visit_id) = 1", name=op.f("ck_customer_words_of_one_claim")
        ),
        sa.CheckConstraint(
            "CASE via WHEN 'link' THEN link_id IS NOT NULL AND noted_by_id IS NULL"
            " ELSE link_id IS NULL AND noted_by_id IS NOT NULL END",
            name=op.f("ck_customer_words_by_link_or_noted_by_somebody"),
        ),
        sa.CheckConstraint(
            "confirmed OR via IN ('link', 'brand_call')",
            name=op.f("ck_customer_words_denied_by_themselves"),
        ),
        sa.CheckConstraint(
            "via <> 'code' OR visit_id IS NOT NULL",
            name=op.f("ck_customer_words_code_is_for_visits"),
        ),
        *_keys(
            "customer_words",
            case_id="cases",
            dealer_id="dealers",
            claim_id="contact_claims",
            visit_id="visits",
            link_id="customer_links",
            noted_by_id="users",
            event_id="case_events",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_words")),
    )
    op.create_index("ix_customer_words_case_id_id", "customer_words", ["case_id", "id"])
    op.create_index("ix_customer_words_claim_id", "customer_words", ["claim_id", "id"])
    op.create_index("ix_customer_words_visit_id", "customer_words", ["visit_id", "id"])


def _make_disputes() -> None:
    op.create_table(
        "claim_disputes",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("dealer_id", sa.BigInteger(), nullable=False),
        sa.Column("claim_id", sa.BigInteger(), nullable=True),
        sa.Column("visit_id", sa.BigInteger(), nullable=True),
        sa.Column("word_id", sa.BigInteger(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "answer_by",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="until then the dealer may answer",
        ),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.BigInteger(), nullable=True),
        sa.Column("contested", sa.Boolean(), nullable=True, comment="false: the dealer concedes"),
        sa.Column("evidence", words("evidence", "call_record recording message"), nullable=True),
        sa.Column("answer_event_id", sa.BigInteger(), nullable=True),
        sa.Column("request_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "outcome",
            words("disputeoutcome", "upheld dismissed withdrawn lapsed"),
            nullable=True,
        ),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "decided_by_id",
            sa.BigInteger(),
            nullable=True,
            comment="none: the portal, by what had happened",
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "num_nonnulls(claim_id, visit_id) = 1", name=op.f("ck_claim_disputes_of_one_claim")
        ),
        sa.CheckConstraint(
            "(answered_at IS NULL) = (contested IS NULL)"
            " AND (answered_at IS NULL) = (answered_by_id IS NULL)",
            name=op.f("ck_claim_disputes_answer_paired"),
        ),
        sa.CheckConstraint(
            "(outcome IS NULL) = (decided_at IS NULL)",
            name=op.f("ck_claim_disputes_outcome_paired"),
        ),
        sa.CheckConstraint(
            "outcome IS DISTINCT FROM 'dismissed'"
            " OR (contested AND decided_by_id IS NOT NULL AND reason <> '')",
            name=op.f("ck_claim_disputes_dismissed_by_somebody_with_a_reason"),
        ),
        sa.CheckConstraint(
            "NOT contested OR outcome IS DISTINCT FROM 'upheld' OR decided_by_id IS NOT NULL",
            name=op.f("ck_claim_disputes_contested_is_decided"),
        ),
        sa.CheckConstraint(
            "decided_by_id IS DISTINCT FROM answered_by_id OR decided_by_id IS NULL",
            name=op.f("ck_claim_disputes_not_on_ones_own_request"),
        ),
        *_keys(
            "claim_disputes",
            case_id="cases",
            dealer_id="dealers",
            claim_id="contact_claims",
            visit_id="visits",
            word_id="customer_words",
            answered_by_id="users",
            answer_event_id="case_events",
            request_id="supervisor_requests",
            decided_by_id="users",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_disputes")),
    )
    op.create_index("ix_claim_disputes_case_id_id", "claim_disputes", ["case_id", "id"])
    op.create_index("ix_claim_disputes_dealer_id", "claim_disputes", ["dealer_id", "decided_at"])
    waiting = sa.text("outcome IS NULL")
    for name, column in (("contact", "claim_id"), ("visit", "visit_id")):
        op.create_index(
            f"uq_claim_disputes_one_open_of_a_{name}",
            "claim_disputes",
            [column],
            unique=True,
            postgresql_where=waiting,
        )
    op.create_index(
        "ix_claim_disputes_waiting",
        "claim_disputes",
        ["answer_by", "id"],
        postgresql_where=waiting,
    )


def _make_verify_first() -> None:
    op.create_table(
        "verify_first",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("dealer_id", sa.BigInteger(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "upheld",
            sa.BigInteger(),
            nullable=False,
            comment="disputes upheld in the days that count",
        ),
        sa.Column(
            "claims",
            sa.BigInteger(),
            nullable=False,
            comment="claims of the dealer in those days",
        ),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "ended_at >= began_at", name=op.f("ck_verify_first_ends_after_it_began")
        ),
        *_keys("verify_first", dealer_id="dealers"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verify_first")),
    )
    op.create_index("ix_verify_first_dealer_id", "verify_first", ["dealer_id", "id"])
    op.create_index(
        "uq_verify_first_one_open",
        "verify_first",
        ["dealer_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def downgrade() -> None:
    for table in TABLES:
        refuse_words(table, "kind", "noticekind", NOTICES)
    refuse_words("supervisor_requests", "kind", "requestkind", "disputed_claim")
    refuse_words("case_events", "kind", "eventkind", KINDS)
    for table in ("verify_first", "claim_disputes", "customer_words"):
        op.drop_table(table)
    op.drop_index("ix_contact_claims_dealer_id", "contact_claims")
    op.drop_index("ix_visits_dealer_id", "visits")
    op.drop_column("visits", "state")
    op.drop_column("contact_claims", "caller_folded")
    for table in ("contact_claims", "visits"):
        op.drop_column(table, "verify_first")
