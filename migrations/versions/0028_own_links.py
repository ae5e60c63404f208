"""A dealer's own link to one offer, and what a customer says on theirs

Revision ID: 0028_own_links
Revises: 0027_digests
"""

import sqlalchemy as sa
from alembic import op

from migrations.columns import allow_words, refuse_words, words
from migrations.truths import (
    Functions,
    Triggers,
    drop_functions,
    keep_to_ourselves,
    make_functions,
    make_triggers,
)
from migrations.walls import ALL, ME, Walls, let_count, put_up

revision = "0028_own_links"
down_revision = "0027_digests"
branch_labels = None
depends_on = None

# The portal itself issues them; whoever holds one uses it up.
WALLS: Walls = {
    "offer_links": {
        "signin": ("S", ALL),
        "dealer": ("S U(used_at)", f"user_id = {ME}"),
    },
}
KINDS = "said_contacted said_not_contacted said_settled said_not_settled"
FUNCTIONS: Functions = {
    # Used once: what is used stays used, and nothing else of it ever changes.
    "offer_link_is_used_once": (
        "",
        "trigger",
        "",
        """BEGIN
  IF old.used_at IS NOT NULL THEN
    RAISE EXCEPTION 'this link was used already'
      USING errcode = 'check_violation', constraint = 'offer_link_is_used_once';
  END IF;
  RETURN new;
END""",
    ),
}
TRIGGERS: Triggers = {
    "used_once": ("BEFORE UPDATE", "offer_links", "offer_link_is_used_once"),
}


def upgrade() -> None:
    op.create_table(
        "offer_links",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("offer_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("purpose", words("linkpurpose", "answer hand_back"), nullable=False),
        sa.Column("token_digest", sa.Text(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("expires_at > issued_at", name=op.f("ck_offer_links_lives_a_while")),
        sa.ForeignKeyConstraint(["offer_id"], ["offers.id"], name=op.f("fk_offer_links_offer_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_offer_links_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer_links")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_offer_links_token_digest")),
    )
    op.create_index("ix_offer_links_offer_id", "offer_links", ["offer_id"])
    op.create_index(op.f("ix_offer_links_user_id"), "offer_links", ["user_id"])
    put_up(WALLS)
    let_count("offer_links")
    make_functions(FUNCTIONS)
    keep_to_ourselves(FUNCTIONS)
    make_triggers(TRIGGERS)
    allow_words("case_events", "kind", "eventkind", KINDS)
    said = ", ".join(f"'{kind}'" for kind in KINDS.split())
    op.execute(
        "CREATE POLICY link_says ON case_events FOR INSERT TO hf_link WITH CHECK"
        f" (user_id IS NOT DISTINCT FROM {ME} AND kind IN ({said})"
        " AND EXISTS (SELECT FROM cases c WHERE c.id = case_events.case_id))"
    )


def downgrade() -> None:
    op.execute("DROP POLICY link_says ON case_events")
    refuse_words("case_events", "kind", "eventkind", KINDS)
    op.drop_table("offer_links")
    drop_functions(FUNCTIONS)
