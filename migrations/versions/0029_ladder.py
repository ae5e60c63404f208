"""The rungs of clocks, and what else is swept for

Clocks carry the times of their ladder; what was reached waits in `clock_news` to be told.

Revision ID: 0029_ladder
Revises: 0028_own_links
"""

import sqlalchemy as sa
from alembic import op

from migrations.columns import allow_words, refuse_words
from migrations.walls import Walls, let_count, put_up

revision = "0029_ladder"
down_revision = "0028_own_links"
branch_labels = None
depends_on = None

# Nobody but the portal itself reads or writes what is still to be told.
WALLS: Walls = {"clock_news": {}}

KINDS = "clock_breached clock_escalated customer_day_reached request_moved_up part_late"
SWEEP_AT = """CASE
 WHEN state <> 'running' THEN NULL
 WHEN rung = 0 THEN warn_at
 WHEN rung = 1 THEN due_at
 WHEN stage = 'accept' THEN NULL
 WHEN rung = 2 THEN supervisor_at
 WHEN rung = 3 THEN double_at
 END"""


def upgrade() -> None:
    _give_clocks_their_rungs()
    _make_news()
    op.add_column(
        "cases",
        sa.Column(
            "customer_day",
            sa.SmallInteger(),
            nullable=False,
            server_default="0",
            comment="of the customer's clock, told (T5)",
        ),
    )
    op.create_check_constraint(
        op.f("ck_cases_customer_day_is_known"), "cases", "customer_day IN (0, 12, 15)"
    )
    op.create_index(
        "ix_cases_customer_day",
        "cases",
        ["first_heard_at", "id"],
        postgresql_where=sa.text("is_open AND customer_day < 15"),
    )
    _moment("supervisor_requests", "moved_up_at", "nobody had decided (T8)")
    _moment("promises", "warned_at", "half an hour before")
    _moment("part_orders", "late_at", "ten days gone: at the supervisor")
    op.create_index(
        "ix_part_orders_on_the_way",
        "part_orders",
        ["ordered_at", "id"],
        postgresql_where=sa.text("arrived_at IS NULL AND late_at IS NULL"),
    )
    allow_words("case_events", "kind", "eventkind", KINDS)


def _moment(table: str, column: str, comment: str) -> None:
    op.add_column(
        table, sa.Column(column, sa.DateTime(timezone=True), nullable=True, comment=comment)
    )


def _give_clocks_their_rungs() -> None:
    _moment("sla_clocks", "warn_at", "three quarters of the time (T6)")
    _moment("sla_clocks", "supervisor_at", "a quarter over the time")
    _moment("sla_clocks", "double_at", "twice the time")
    # Clocks of before have no rungs by their calendar: by the wall, and none is told again.
    op.execute(
        "UPDATE sla_clocks SET warn_at = started_at + (due_at - started_at) * 0.75,"
        " supervisor_at = due_at + (due_at - started_at) * 0.25,"
        " double_at = due_at + (due_at - started_at)"
    )
    for column in ("warn_at", "supervisor_at", "double_at"):
        op.alter_column("sla_clocks", column, nullable=False)
    op.add_column(
        "sla_clocks", sa.Column("rung", sa.SmallInteger(), nullable=False, server_default="0")
    )
    op.add_column(
        "sla_clocks",
        sa.Column(
            "sweep_at",
            sa.DateTime(timezone=True),
            sa.Computed(SWEEP_AT, persisted=True),
            nullable=True,
        ),
    )
    op.create_index(
        "ix_sla_clocks_sweep",
        "sla_clocks",
        ["sweep_at", "id"],
        postgresql_where=sa.text("sweep_at IS NOT NULL"),
    )
    op.create_check_constraint(
        op.f("ck_sla_clocks_rung_is_known"), "sla_clocks", "rung BETWEEN 0 AND 4"
    )
    op.create_check_constraint(
        op.f("ck_sla_clocks_rungs_in_order"),
        "sla_clocks",
        "warn_at <= due_at AND due_at <= supervisor_at AND supervisor_at <= double_at",
    )


def _make_news() -> None:
    op.create_table(
        "clock_news",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("clock_id", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rung", sa.SmallInteger(), nullable=False),
        sa.Column(
            "before",
            sa.SmallInteger(),
            nullable=False,
            comment="the rung it had reached before",
        ),
        sa.ForeignKeyConstraint(
            ["clock_id"], ["sla_clocks.id"], name=op.f("fk_clock_news_clock_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_news")),
        sa.UniqueConstraint(
            "clock_id", "rung", "due_at", name=op.f("uq_clock_news_clock_id_rung_due_at")
        ),
    )
    put_up(WALLS)
    let_count("clock_news")


def downgrade() -> None:
    refuse_words("case_events", "kind", "eventkind", KINDS)
    op.drop_index("ix_part_orders_on_the_way", "part_orders")
    op.drop_column("part_orders", "late_at")
    op.drop_column("promises", "warned_at")
    op.drop_column("supervisor_requests", "moved_up_at")
    op.drop_index("ix_cases_customer_day", "cases")
    op.drop_constraint(op.f("ck_cases_customer_day_is_known"), "cases")
    op.drop_column("cases", "customer_day")
    op.drop_table("clock_news")
    op.drop_constraint(op.f("ck_sla_clocks_rungs_in_order"), "sla_clocks")
    op.drop_constraint(op.f("ck_sla_clocks_rung_is_known"), "sla_clocks")
    op.drop_index("ix_sla_clocks_sweep", "sla_clocks")
    for column in ("sweep_at", "rung", "double_at", "supervisor_at", "warn_at"):
        op.drop_column("sla_clocks", column)
