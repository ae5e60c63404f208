"""What a dealer says to a complaint instead of looking

Revision ID: 0049_dealer_words
Revises: 0048_stalling
"""

import sqlalchemy as sa
from alembic import op

from migrations.columns import allow_words, refuse_words, words
from migrations.walls import (
    ALL,
    DEALER,
    THEIR_CASE,
    OwnName,
    Walls,
    let_count,
    put_limits,
    put_up,
    take_down,
)

revision = "0049_dealer_words"
down_revision = "0048_stalling"
branch_labels = None
depends_on = None

KINDS = "dealer_said"
# A dealer says it for itself, on a case that it has.
OWN = f"dealer_id = {DEALER} AND {THEIR_CASE}"
WALLS: Walls = {
    "dealer_words": {"hotline": ("S I", ALL), "qa": ("S", ALL), "dealer": ("S I", OWN)},
}
OWN_NAME: OwnName = (("dealer_words", "hf_hotline, hf_dealer", "noted_by_id"),)


def upgrade() -> None:
    allow_words("case_events", "kind", "eventkind", KINDS)
    op.create_table(
        "dealer_words",
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("dealer_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "says",
            words("dealersays", "never_happened wants_report not_our_fault"),
            nullable=False,
        ),
        sa.Column("noted_by_id", sa.BigInteger(), nullable=False),
        sa.Column("noted_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_dealer_words_case_id")),
        sa.ForeignKeyConstraint(
            ["dealer_id"], ["dealers.id"], name=op.f("fk_dealer_words_dealer_id")
        ),
        sa.ForeignKeyConstraint(
            ["noted_by_id"], ["users.id"], name=op.f("fk_dealer_words_noted_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dealer_words")),
    )
    op.create_index("ix_dealer_words_case_id_id", "dealer_words", ["case_id", "id"])
    op.create_index(op.f("ix_dealer_words_dealer_id"), "dealer_words", ["dealer_id"])
    put_up(WALLS)
    put_limits(OWN_NAME)
    let_count("dealer_words", realms=("hotline", "dealer"))


def downgrade() -> None:
    op.execute("DROP POLICY own_name ON dealer_words")
    take_down(WALLS)
    op.drop_table("dealer_words")
    refuse_words("case_events", "kind", "eventkind", KINDS)
