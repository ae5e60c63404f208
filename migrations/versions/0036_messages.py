"""Secrets one by one, robots that are tried, mail to customers, messages sent once more, late parts

Revision ID: 0036_messages
Revises: 0035_handover
"""

import sqlalchemy as sa
from alembic import op

from migrations.columns import allow_words, refuse_words
from migrations.walls import ALL, Walls, Wider, keep_out_again, let_in_also, put_up, widen

revision = "0036_messages"
down_revision = "0035_handover"
branch_labels = None
depends_on = None

EVENTS = "message_sent_again"
TASKS = "part_word part_date part_remedy holding_letter"
# Of the news: which, and behind which it stands.
NEWS = (("pause_ended", "pause_decided"), ("robot_tried", "urgent_at_night"))
TABLES = ("notices", "message_templates")
# What became of a trial, for who keeps the robot; nothing of a message about a case.
TRIAL = (
    "S(id, contact_point_id, channel, state, attempts, reason, error, created_at, tried_at,"
    " sent_at, trial)"
)
OWN_TRIAL = "trial AND contact_point_id IN (SELECT id FROM contact_points)"
# Of the hotline's alone: a dealer rings, it does not write to the brand's customers.
NEW: Walls = {"customer_mails": {"hotline": ("S I U D", ALL)}}
TRIED: Walls = {"deliveries": dict.fromkeys(("admin", "dealer"), (TRIAL, OWN_TRIAL))}
WALLS: Walls = {**NEW, **TRIED}
WIDER: Wider = (
    ("channel_secrets", "admin", "S(name)"),
    ("deliveries", "qa", "S(resent_from_id, trial)"),
    *(("robot_secrets", realm, "S(set_at)") for realm in ("hotline", "admin", "dealer")),
)
CODE_IS_RIGHT = """
CREATE OR REPLACE FUNCTION code_is_right(p_case bigint, p_code text, p_now timestamptz)
RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER STABLE SET search_path = pg_catalog, public
AS $body$BEGIN
  -- Only for who is sent there, and not for ever: six digits are soon tried through (D3).
  RETURN EXISTS (SELECT FROM dispatch_people WHERE case_id = p_case AND active
      AND installer_id = nullif(current_setting('app.installer_id', true), '')::bigint)
    AND (SELECT count(*) FROM refused_attempts WHERE case_id = p_case AND verb = 'confirm_visit'
      AND at > p_now - interval '1 hour') {most}
    AND EXISTS (SELECT FROM customer_links WHERE case_id = p_case AND code = p_code
      AND revoked_at IS NULL AND expires_at > p_now);
END$body$
"""


def upgrade() -> None:
    _name_secrets()
    _let_robots_be_tried()
    op.create_table(
        "customer_mails",
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column(
            "instead", sa.Boolean(), nullable=False, comment="no text message beside the mail"
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_customer_mails_customer_id")
        ),
        sa.PrimaryKeyConstraint("customer_id", name=op.f("pk_customer_mails")),
    )
    put_up(NEW)
    _count_each_part()
    widen(WIDER)
    allow_words("case_events", "kind", "eventkind", EVENTS)
    for table in TABLES:
        for kind, after in NEWS:
            allow_words(table, "kind", "noticekind", kind, after=after)
    # A try is written down before it is looked at, so the fifth finds five.
    op.execute(CODE_IS_RIGHT.format(most="<= 5"))


def _name_secrets() -> None:
    """One row for each setting: who changes one need not know the others."""
    op.add_column(
        "channel_secrets",
        sa.Column(
            "name",
            sa.Text(),
            server_default="",
            nullable=False,
            comment="of which setting; what was kept as one bundle has none",
        ),
    )
    op.drop_constraint(op.f("pk_channel_secrets"), "channel_secrets", type_="primary")
    op.create_primary_key(op.f("pk_channel_secrets"), "channel_secrets", ["channel_id", "name"])
    op.add_column("robot_secrets", sa.Column("set_at", sa.DateTime(timezone=True), nullable=True))


def _let_robots_be_tried() -> None:
    """And a message that failed goes once more: a row of its own, one for each that failed."""
    op.add_column(
        "deliveries",
        sa.Column(
            "trial",
            sa.Boolean(),
            server_default="false",
            nullable=False,
            comment="somebody tries a robot: it says nothing of a case",
        ),
    )
    op.add_column(
        "deliveries",
        sa.Column(
            "resent_from_id",
            sa.BigInteger(),
            nullable=True,
            comment="sent once more in place of this one",
        ),
    )
    op.create_foreign_key(
        op.f("fk_deliveries_resent_from_id"), "deliveries", "deliveries", ["resent_from_id"], ["id"]
    )
    op.create_unique_constraint(
        op.f("uq_deliveries_resent_from_id"), "deliveries", ["resent_from_id"]
    )
    op.drop_constraint(
        op.f("uq_deliveries_notice_id_channel_address"), "deliveries", type_="unique"
    )
    op.create_index(
        "uq_deliveries_first",
        "deliveries",
        ["notice_id", "channel", "address"],
        unique=True,
        postgresql_where="resent_from_id IS NULL",
    )
    let_in_also(TRIED)


def _count_each_part() -> None:
    """Tasks that a late part brings with it, and which part it was."""
    op.add_column("tasks", sa.Column("part_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f("fk_tasks_part_id"), "tasks", "part_orders", ["part_id"], ["id"])
    op.create_index(op.f("ix_tasks_part_id"), "tasks", ["part_id"])
    op.create_index(
        "ix_part_orders_late",
        "part_orders",
        ["id"],
        postgresql_where="arrived_at IS NULL AND late_at IS NOT NULL",
    )
    allow_words("tasks", "kind", "taskkind", TASKS)


def downgrade() -> None:
    op.execute(CODE_IS_RIGHT.format(most="< 5"))
    op.execute("DELETE FROM deliveries WHERE trial OR resent_from_id IS NOT NULL")
    keep_out_again(TRIED)
    op.drop_index("uq_deliveries_first", table_name="deliveries")
    op.create_unique_constraint(
        op.f("uq_deliveries_notice_id_channel_address"),
        "deliveries",
        ["notice_id", "channel", "address"],
    )
    op.drop_column("deliveries", "resent_from_id")
    op.drop_column("deliveries", "trial")
    for table in TABLES:
        for kind, _after in NEWS:
            _forget_news(table, kind)
            refuse_words(table, "kind", "noticekind", kind)
    op.drop_index("ix_part_orders_late", table_name="part_orders")
    spelled = ", ".join(f"'{kind}'" for kind in TASKS.split())
    op.execute(f"DELETE FROM tasks WHERE kind IN ({spelled})")
    op.drop_column("tasks", "part_id")
    refuse_words("tasks", "kind", "taskkind", TASKS)
    refuse_words("case_events", "kind", "eventkind", EVENTS)
    op.drop_table("customer_mails")
    op.drop_column("robot_secrets", "set_at")
    op.execute("DELETE FROM channel_secrets WHERE name <> ''")
    op.drop_constraint(op.f("pk_channel_secrets"), "channel_secrets", type_="primary")
    op.drop_column("channel_secrets", "name")
    op.create_primary_key(op.f("pk_channel_secrets"), "channel_secrets", ["channel_id"])


def _forget_news(table: str, kind: str) -> None:
    if table == "notices":
        op.execute(
            "DELETE FROM deliveries WHERE notice_id IN"
            f" (SELECT id FROM notices WHERE kind = '{kind}')"
        )
    op.execute(f"DELETE FROM {table} WHERE kind = '{kind}'")
