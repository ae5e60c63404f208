"""Indexes behind the sweep for cases that stall and the pairs that look like one

Revision ID: 0052_what_is_looked_for
Revises: 0051_party_merges
"""

import sqlalchemy as sa
from alembic import op

revision = "0052_what_is_looked_for"
down_revision = "0051_party_merges"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_cases_touched",
        "cases",
        ["touches", "id"],
        postgresql_where=sa.text("stalled_at IS NULL AND is_open"),
    )
    op.create_index(
        "ix_likely_duplicates_undecided",
        "likely_duplicates",
        [sa.text("score DESC"), "id"],
        postgresql_where=sa.text("decided_at IS NULL"),
    )
    op.create_index("ix_likely_duplicates_kind_other_id", "likely_duplicates", ["kind", "other_id"])


def downgrade() -> None:
    op.drop_index("ix_likely_duplicates_kind_other_id", "likely_duplicates")
    op.drop_index("ix_likely_duplicates_undecided", "likely_duplicates")
    op.drop_index("ix_cases_touched", "cases")
