"""Notices, how they are worded, and each delivery of them

Revision ID: 0025_notices
Revises: 0024_channels
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.columns import words
from migrations.walls import ALL, ME, Walls, let_count, put_up

revision = "0025_notices"
down_revision = "0024_channels"
branch_labels = None
depends_on = None

PEOPLE = ("hotline", "qa", "sales", "board", "admin", "dealer", "installer")
READ = "(read_at)"
ATTEND = "(attended_at, attended_by_id)"
# Quality assurance reads what was sent and when, not the customer's number it went to.
WITHOUT_ADDRESS = (
    "(id, notice_id, channel, contact_point_id, locale, state, attempts, not_before, digest,"
    " reason, created_at, tried_at, sent_at, attended_at, attended_by_id)"
)
CHANNELS = "email sms wecom dingtalk feishu webhook"
LOCALES = "en zh_Hans zh_Hant"
KINDS = (
    "offer_made offer_expired offer_withdrawn case_taken_away clock_warning clock_breached "
    "clock_supervisor clock_doubled customer_day_12 customer_day_15 promise_due "
    "promise_broken request_waiting request_moved_up part_late pause_asked pause_decided "
    "case_returned reopened chased message_failed closure_asked calendar_changed handed_over "
    "case_received dealer_accepted appointment_set appointment_changed appointment_cancelled "
    "were_you_contacted resolved ended withdrawal_recorded"
)

# Whoever causes a notice does not write it: the portal does, as the worker.
WALLS: Walls = {
    "notices": {
        **dict.fromkeys(PEOPLE, (f"S U{READ}", f"user_id = {ME}")),
        "hotline": (f"S U{READ}", ALL, f"user_id = {ME}"),
        "qa": (
            f"S U{READ}",
            f"user_id = {ME} OR case_id IN (SELECT id FROM cases)",
            f"user_id = {ME}",
        ),
    },
    "deliveries": {
        "hotline": (f"S U{ATTEND}", ALL),
        "qa": (f"S{WITHOUT_ADDRESS}", "notice_id IN (SELECT id FROM notices)"),
    },
    "message_templates": {"admin": ("S I U D", ALL)},
}


def upgrade() -> None:
    op.create_table(
        "message_templates",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("kind", words("noticekind", KINDS), nullable=False),
        sa.Column("wording", words("wordinggroup", "mail short"), nullable=False),
        sa.Column("locale", words("locale", LOCALES), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_by_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edited_by_id"], ["users.id"], name=op.f("fk_message_templates_edited_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_templates")),
        sa.UniqueConstraint(
            "kind", "wording", "locale", name=op.f("uq_message_templates_kind_wording_locale")
        ),
    )
    _make_notices()
    _make_deliveries()
    op.add_column(
        "contact_points",
        sa.Column(
            "failed_deliveries",
            sa.BigInteger(),
            server_default="0",
            nullable=False,
            comment="in a row, since it was last proved (P2)",
        ),
    )
    put_up(WALLS)
    let_count("notices", "deliveries", realms=PEOPLE)
    let_count("message_templates", realms=("admin",))


def _make_notices() -> None:
    op.create_table(
        "notices",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "dealer_id",
            sa.BigInteger(),
            nullable=True,
            comment="the house itself: its robots and mail boxes",
        ),
        sa.Column(
            "customer_case_id", sa.BigInteger(), nullable=True, comment="the customer of this case"
        ),
        sa.Column("team", words("noticeteam", "hotline"), nullable=True),
        sa.Column(
            "recipient",
            sa.Text(),
            sa.Computed(
                "coalesce('user:' || user_id::text, 'dealer:' || dealer_id::text,"
                " 'customer:' || customer_case_id::text, 'team:' || team::text)",
                persisted=True,
            ),
            nullable=False,
        ),
        sa.Column("kind", words("noticekind", KINDS), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "key", sa.Text(), nullable=False, comment="which news: the same one is told once"
        ),
        sa.Column("detail", postgresql.JSONB(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "customer_case_id = case_id", name=op.f("ck_notices_customer_of_the_case")
        ),
        sa.CheckConstraint(
            "num_nonnulls(user_id, dealer_id, customer_case_id, team) = 1",
            name=op.f("ck_notices_one_recipient"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_notices_case_id")),
        sa.ForeignKeyConstraint(
            ["customer_case_id"], ["cases.id"], name=op.f("fk_notices_customer_case_id")
        ),
        sa.ForeignKeyConstraint(["dealer_id"], ["dealers.id"], name=op.f("fk_notices_dealer_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_notices_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint("recipient", "key", name=op.f("uq_notices_recipient_key")),
    )
    op.create_index("ix_notices_case_id_id", "notices", ["case_id", "id"])
    op.create_index(
        "ix_notices_unread",
        "notices",
        ["user_id", "id"],
        postgresql_where="user_id IS NOT NULL AND read_at IS NULL",
    )
    op.create_index(
        "ix_notices_user_id_id",
        "notices",
        ["user_id", "id"],
        postgresql_where="user_id IS NOT NULL",
    )


def _make_deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("notice_id", sa.BigInteger(), nullable=False),
        sa.Column("channel", words("deliverychannel", CHANNELS), nullable=False),
        sa.Column("contact_point_id", sa.BigInteger(), nullable=True),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("locale", words("locale", LOCALES), nullable=False),
        sa.Column(
            "state",
            words("deliverystate", "waiting held sent failed bounced dropped"),
            nullable=False,
        ),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column(
            "not_before",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="quiet hours and back-off",
        ),
        sa.Column("digest", sa.Boolean(), nullable=False, comment="waits for the day's one mail"),
        sa.Column("message_id", sa.Text(), nullable=False, comment="also the idempotency key"),
        sa.Column("provider_ref", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False, comment="a code: why it did not arrive"),
        sa.Column("error", sa.Text(), nullable=False, comment="what the other side said"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attended_by_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "(state = 'sent') <= (sent_at IS NOT NULL)",
            name=op.f("ck_deliveries_sent_has_its_time"),
        ),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_deliveries_attempts")),
        sa.ForeignKeyConstraint(
            ["attended_by_id"], ["users.id"], name=op.f("fk_deliveries_attended_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["contact_point_id"], ["contact_points.id"], name=op.f("fk_deliveries_contact_point_id")
        ),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notices.id"], name=op.f("fk_deliveries_notice_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint("message_id", name=op.f("uq_deliveries_message_id")),
        sa.UniqueConstraint(
            "notice_id", "channel", "address", name=op.f("uq_deliveries_notice_id_channel_address")
        ),
    )
    op.create_index("ix_deliveries_contact_point_id", "deliveries", ["contact_point_id"])
    op.create_index(
        "ix_deliveries_held",
        "deliveries",
        ["not_before", "id"],
        postgresql_where="state = 'held'",
    )
    op.create_index(
        "ix_deliveries_unattended",
        "deliveries",
        ["id"],
        postgresql_where="state IN ('failed', 'bounced') AND attended_at IS NULL",
    )
    op.create_index(
        "ix_deliveries_waiting",
        "deliveries",
        ["not_before", "id"],
        postgresql_where="state = 'waiting'",
    )


def downgrade() -> None:
    op.drop_column("contact_points", "failed_deliveries")
    for table in ("deliveries", "notices", "message_templates"):
        op.drop_table(table)
