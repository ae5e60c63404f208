"""A kind of event for what passes to a colleague

Revision ID: 0035_handover
Revises: 0034_policies
"""

from migrations.columns import allow_words, refuse_words

revision = "0035_handover"
down_revision = "0034_policies"
branch_labels = None
depends_on = None

KINDS = "passed_on"


def upgrade() -> None:
    allow_words("case_events", "kind", "eventkind", KINDS)


def downgrade() -> None:
    refuse_words("case_events", "kind", "eventkind", KINDS)
