"""Calendars and the deadlines of each stage (T1, T2)

Revision ID: 0004_time
Revises: 0003_customers
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.columns import words

revision = "0004_time"
down_revision = "0003_customers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calendars",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("code", sa.Text(), nullable=False, comment="service, office, always, dealer:7"),
        sa.Column("dealer_id", sa.BigInteger(), nullable=True),
        sa.Column("tz", sa.Text(), nullable=False),
        sa.Column(
            "weekly",
            postgresql.JSONB(),
            nullable=False,
            comment='{"mon": [["09:00", "12:00"], …], …}; half-open',
        ),
        sa.Column("observes_holidays", sa.Boolean(), nullable=False),
        sa.Column(
            "known_years",
            postgresql.JSONB(),
            nullable=False,
            comment="years whose holidays are loaded (T1)",
        ),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["dealer_id"], ["dealers.id"], name=op.f("fk_calendars_dealer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendars")),
        sa.UniqueConstraint("code", name=op.f("uq_calendars_code")),
    )
    op.create_index(op.f("ix_calendars_dealer_id"), "calendars", ["dealer_id"])
    op.create_table(
        "calendar_days",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("calendar_id", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", words("daykind", "holiday make_up override"), nullable=False),
        sa.Column("windows", postgresql.JSONB(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["calendar_id"], ["calendars.id"], name=op.f("fk_calendar_days_calendar_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_days")),
        sa.UniqueConstraint("calendar_id", "day", name=op.f("uq_calendar_days_calendar_id_day")),
    )
    op.create_table(
        "sla_policies",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["users.id"], name=op.f("fk_sla_policies_made_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sla_policies")),
        sa.UniqueConstraint("version", name=op.f("uq_sla_policies_version")),
    )
    op.create_table(
        "sla_policy_rows",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("policy_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "stage",
            words("stage", "triage accept first_contact visit resolve decision callback"),
            nullable=False,
        ),
        sa.Column("severity", words("severity", "urgent normal minor"), nullable=False),
        sa.Column("calendar_code", sa.Text(), nullable=False),
        sa.Column("minutes", sa.BigInteger(), nullable=False),
        sa.Column(
            "night_minutes",
            sa.BigInteger(),
            nullable=True,
            comment="outside 08–22 (accept, urgent)",
        ),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_sla_policy_rows_minutes")),
        sa.ForeignKeyConstraint(
            ["policy_id"], ["sla_policies.id"], name=op.f("fk_sla_policy_rows_policy_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sla_policy_rows")),
        sa.UniqueConstraint(
            "policy_id",
            "stage",
            "severity",
            name=op.f("uq_sla_policy_rows_policy_id_stage_severity"),
        ),
    )


def downgrade() -> None:
    for table in ("sla_policy_rows", "sla_policies", "calendar_days", "calendars"):
        op.drop_table(table)
