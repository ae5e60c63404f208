"""Digests, robots' own secrets and three more kinds of news

Revision ID: 0121_digests
Revises: 0110_pauses
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0121_digests"
down_revision = "0110_pauses"
branch_labels = None
depends_on = None

MINE = "contact_point_id IN (SELECT id FROM contact_points)"

# As in 0002_walls. Written and never read back, but by the worker that sends.
WALLS: dict[str, dict[str, tuple[str, ...]]] = {
    "robot_secrets": dict.fromkeys(
        ("hotline", "admin", "dealer"), ("S(contact_point_id) I U D", MINE)
    ),
}
VERBS = {"S": "SELECT", "I": "INSERT", "U": "UPDATE", "D": "DELETE"}
BEFORE = (
    "offer_made",
    "offer_expired",
    "offer_withdrawn",
    "case_taken_away",
    "clock_warning",
    "clock_breached",
    "clock_supervisor",
    "clock_doubled",
    "customer_day_12",
    "customer_day_15",
    "promise_due",
    "promise_broken",
    "request_waiting",
    "request_moved_up",
    "part_late",
    "pause_asked",
    "pause_decided",
    "case_returned",
    "reopened",
    "chased",
    "message_failed",
    "closure_asked",
    "calendar_changed",
    "handed_over",
)
NEW = ("visit_booked", "visit_moved", "visit_cancelled")
TO_CUSTOMERS = (
    "case_received",
    "dealer_accepted",
    "appointment_set",
    "appointment_changed",
    "appointment_cancelled",
    "were_you_contacted",
    "resolved",
    "ended",
    "withdrawal_recorded",
)


def kinds_are(*kinds: str) -> None:
    spelled = ", ".join(f"'{kind}'" for kind in kinds)
    for table in ("notices", "message_templates"):
        op.execute(f"ALTER TABLE {table} DROP CONSTRAINT ck_{table}_noticekind")
        op.execute(
            f"ALTER TABLE {table} ADD CONSTRAINT ck_{table}_noticekind CHECK (kind IN ({spelled}))"
        )


def put_up(table: str, realm: str, verbs: str, rows: str) -> None:
    for part in verbs.split(" "):
        verb, columns = VERBS[part[0]], part[1:]
        op.execute(f"GRANT {verb} {columns} ON {table} TO hf_{realm}")
        seen = "" if verb == "INSERT" else f"USING ({rows})"
        check = f"WITH CHECK ({rows})" if verb in ("INSERT", "UPDATE") else ""
        op.execute(
            f"CREATE POLICY {realm}_{verb.lower()} ON {table} FOR {verb} TO hf_{realm}"
            f" {seen} {check}"
        )


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
    # Beside its own, so that quality assurance sees what went along in a digest.
    op.execute("GRANT SELECT (carrier_id) ON deliveries TO hf_qa")
    for table, walls in WALLS.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        for realm, wall in walls.items():
            put_up(table, realm, *wall)
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO hf_worker")
        op.execute(
            f"CREATE POLICY worker_all ON {table} TO hf_worker USING (true) WITH CHECK (true)"
        )
    kinds_are(*BEFORE, *NEW, *TO_CUSTOMERS)


def downgrade() -> None:
    spelled = ", ".join(f"'{kind}'" for kind in NEW)
    op.drop_column("deliveries", "carrier_id")
    op.execute(
        "DELETE FROM deliveries WHERE notice_id IN"
        f" (SELECT id FROM notices WHERE kind IN ({spelled}))"
    )
    for table in ("notices", "message_templates"):
        op.execute(f"DELETE FROM {table} WHERE kind IN ({spelled})")
    kinds_are(*BEFORE, *TO_CUSTOMERS)
    op.drop_table("robot_secrets")
