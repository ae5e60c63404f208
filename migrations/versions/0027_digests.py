"""Digests, robots' own secrets and three more kinds of news

Revision ID: 0027_digests
Revises: 0026_pauses
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.columns import allow_words, refuse_words
from migrations.walls import Walls, Wider, put_up, widen

revision = "0027_digests"
down_revision = "0026_pauses"
branch_labels = None
depends_on = None

MINE = "contact_point_id IN (SELECT id FROM contact_points)"

# Written and never read back, but by the worker that sends.
WALLS: Walls = {
    "robot_secrets": dict.fromkeys(
        ("hotline", "admin", "dealer"), ("S(contact_point_id) I U D", MINE)
    ),
}
# Quality assurance sees what went along in a digest.
WIDER: Wider = (("deliveries", "qa", "S(carrier_id)"),)
KINDS = "visit_booked visit_moved visit_cancelled"
TABLES = ("notices", "message_templates")


def upgrade() -> None:
    op.create_table(
        "robot_secrets",
        sa.Column("contact_point_id", sa.BigInteger(), nullable=False),
        sa.Column("sealed", postgresql.BYTEA(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_point_id"],
            ["contact_points.id"],
            name=op.f("fk_robot_secrets_contact_point_id"),
        ),
        sa.PrimaryKeyConstraint("contact_point_id", name=op.f("pk_robot_secrets")),
    )
    op.add_column(
        "deliveries",
        sa.Column(
            "carrier_id",
            sa.BigInteger(),
            nullable=True,
            comment="went along in this one's digest",
        ),
    )
    op.create_foreign_key(
        op.f("fk_deliveries_carrier_id"), "deliveries", "deliveries", ["carrier_id"], ["id"]
    )
    op.create_index(op.f("ix_deliveries_carrier_id"), "deliveries", ["carrier_id"])
    put_up(WALLS)
    widen(WIDER)
    for table in TABLES:
        allow_words(table, "kind", "noticekind", KINDS, after="handed_over")


def downgrade() -> None:
    spelled = ", ".join(f"'{kind}'" for kind in KINDS.split())
    op.drop_column("deliveries", "carrier_id")
    op.execute(
        "DELETE FROM deliveries WHERE notice_id IN"
        f" (SELECT id FROM notices WHERE kind IN ({spelled}))"
    )
    for table in TABLES:
        op.execute(f"DELETE FROM {table} WHERE kind IN ({spelled})")
        refuse_words(table, "kind", "noticekind", KINDS)
    op.drop_table("robot_secrets")
