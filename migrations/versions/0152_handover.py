"""A kind of event for what passes to a colleague

Revision ID: 0152_handover
Revises: 0141_policies
"""

import re

import sqlalchemy as sa
from alembic import op

revision = "0152_handover"
down_revision = "0141_policies"
branch_labels = None
depends_on = None

KINDS = ("passed_on",)


def kinds_allowed(connection: sa.Connection) -> list[str]:
    """The kinds of events that the CHECK lets in, in its order."""
    said = connection.execute(
        sa.text(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE conrelid = 'case_events'::regclass AND conname = 'ck_case_events_eventkind'"
        )
    ).scalar_one()
    return re.findall(r"'(\w+)'", said)


def allow_kinds(kinds: list[str]) -> None:
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    op.execute("ALTER TABLE case_events DROP CONSTRAINT ck_case_events_eventkind")
    op.execute(
        "ALTER TABLE case_events ADD CONSTRAINT ck_case_events_eventkind"
        f" CHECK (kind IN ({listed}))"
    )


def upgrade() -> None:
    allow_kinds([*kinds_allowed(op.get_bind()), *KINDS])


def downgrade() -> None:
    allow_kinds([kind for kind in kinds_allowed(op.get_bind()) if kind not in KINDS])
