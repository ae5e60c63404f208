"""A kind of event for clocks that another calendar or policy has moved

Revision ID: 0031_clocks_recomputed
Revises: 0030_promises
"""

from migrations.columns import allow_words, refuse_words

revision = "0031_clocks_recomputed"
down_revision = "0030_promises"
branch_labels = None
depends_on = None

KINDS = "clocks_recomputed"


def upgrade() -> None:
    allow_words("case_events", "kind", "eventkind", KINDS)


def downgrade() -> None:
    refuse_words("case_events", "kind", "eventkind", KINDS)
