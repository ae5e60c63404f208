"""A late part has one open task of each kind

Revision ID: 0043_late_parts
Revises: 0042_likeness
"""

from alembic import op

revision = "0043_late_parts"
down_revision = "0042_likeness"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "uq_tasks_open_of_part",
        "tasks",
        ["part_id", "kind"],
        unique=True,
        postgresql_where="part_id IS NOT NULL AND done_at IS NULL",
    )


def downgrade() -> None:
    op.drop_index("uq_tasks_open_of_part", table_name="tasks")
