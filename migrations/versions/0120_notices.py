"""Notices, deliveries, ways out, wording and wishes

Revision ID: 0120_notices
Revises: 0023_first_settings
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0120_notices"
down_revision = "0023_first_settings"
branch_labels = None
depends_on = None

ME = "(SELECT nullif(current_setting('app.user_id', true), '')::bigint)"
ALL = "true"
PEOPLE = ("hotline", "qa", "sales", "board", "admin", "dealer", "installer")
READ = "(read_at)"
ATTEND = "(attended_at, attended_by_id)"
# Quality assurance reads what was sent and when, not the customer's number it went to.
WITHOUT_ADDRESS = (
    "(id, notice_id, channel, contact_point_id, locale, state, attempts, not_before, digest,"
    " reason, created_at, tried_at, sent_at, attended_at, attended_by_id)"
)

# As in 0002_walls. Whoever causes a notice does not write it: the portal does, as the worker.
WALLS: dict[str, dict[str, tuple[str, ...]]] = {
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
    "channels": {
        **dict.fromkeys(PEOPLE, ("S(id, kind, enabled)", ALL)),
        "admin": ("S I U", ALL),
    },
    # Written and never read back, but by the worker that sends.
    "channel_secrets": {"admin": ("S(channel_id) I U", ALL)},
    "message_templates": {"admin": ("S I U D", ALL)},
    **{
        table: dict.fromkeys(PEOPLE, ("S I U D", f"user_id = {ME}"))
        for table in ("notice_preferences", "quiet_hours", "user_addresses")
    },
}
VERBS = {"S": "SELECT", "I": "INSERT", "U": "UPDATE", "D": "DELETE"}
CREATED = ("notices", "deliveries", "channels")

# Mail goes where the account's mail is, until its owner says otherwise.
FOLLOW = """
CREATE FUNCTION mail_follows_account() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    UPDATE user_addresses SET address = NEW.email
     WHERE user_id = NEW.user_id AND channel = 'email' AND address = OLD.email;
  ELSE
    INSERT INTO user_addresses (user_id, channel, address)
    VALUES (NEW.user_id, 'email', NEW.email) ON CONFLICT DO NOTHING;
  END IF;
  RETURN NULL;
END $$
"""


def verbs_of(text: str) -> list[tuple[str, str]]:
    """`S U(a, b)` as [("SELECT", ""), ("UPDATE", "(a, b)")]."""
    parts = text.replace(", ", ",").split(" ")
    return [(VERBS[part[0]], part[1:]) for part in parts]


def put_up(table: str, realm: str, verbs: str, rows: str, written: str | None = None) -> None:
    for verb, columns in verbs_of(verbs):
        op.execute(f"GRANT {verb} {columns} ON {table} TO hf_{realm}")
        seen = (
            "" if verb == "INSERT" else f"USING ({rows if verb == 'SELECT' else written or rows})"
        )
        check = f"WITH CHECK ({written or rows})" if verb in ("INSERT", "UPDATE") else ""
        op.execute(
            f"CREATE POLICY {realm}_{verb.lower()} ON {table} FOR {verb} TO hf_{realm}"
            f" {seen} {check}"
        )


def put_up_walls() -> None:
    for table, walls in WALLS.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        for realm, wall in walls.items():
            put_up(table, realm, *wall)
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO hf_worker")
        op.execute(
            f"CREATE POLICY worker_all ON {table} TO hf_worker USING (true) WITH CHECK (true)"
        )
    for table in CREATED:
        for realm in (*PEOPLE, "worker"):
            op.execute(f"GRANT USAGE ON SEQUENCE {table}_id_seq TO hf_{realm}")
    for realm in ("admin", "worker"):
        op.execute(f"GRANT USAGE ON SEQUENCE message_templates_id_seq TO hf_{realm}")


def send_mail_where_the_account_is() -> None:
    op.execute(FOLLOW)
    op.execute("REVOKE ALL ON FUNCTION mail_follows_account() FROM PUBLIC")
    op.execute(
        "CREATE TRIGGER mail_follows_account AFTER INSERT OR UPDATE OF email ON credentials"
        " FOR EACH ROW EXECUTE FUNCTION mail_follows_account()"
    )
    op.execute(
        "INSERT INTO user_addresses (user_id, channel, address)"
        " SELECT user_id, 'email', email FROM credentials"
    )


def upgrade() -> None:
    op.create_table(
        "channels",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "email",
                "sms",
                "wecom",
                "dingtalk",
                "feishu",
                "webhook",
                name="deliverychannel",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("config", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by_id", sa.BigInteger(), nullable=True),
        sa.Column("last_sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["users.id"], name=op.f("fk_channels_changed_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channels")),
        sa.UniqueConstraint("kind", name=op.f("uq_channels_kind")),
    )
    op.create_table(
        "message_templates",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
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
                "case_received",
                "dealer_accepted",
                "appointment_set",
                "appointment_changed",
                "appointment_cancelled",
                "were_you_contacted",
                "resolved",
                "ended",
                "withdrawal_recorded",
                name="noticekind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "wording",
            sa.Enum(
                "mail",
                "short",
                name="wordinggroup",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "locale",
            sa.Enum(
                "en",
                "zh_Hans",
                "zh_Hant",
                name="locale",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
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
    op.create_table(
        "notice_preferences",
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "channel",
            sa.Enum(
                "email",
                "sms",
                "wecom",
                "dingtalk",
                "feishu",
                "webhook",
                name="deliverychannel",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("digest", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_notice_preferences_user_id")
        ),
        sa.PrimaryKeyConstraint("user_id", "channel", name=op.f("pk_notice_preferences")),
    )
    op.create_table(
        "quiet_hours",
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("quiet_from", sa.Time(), nullable=False),
        sa.Column("quiet_until", sa.Time(), nullable=False),
        sa.CheckConstraint("quiet_from <> quiet_until", name=op.f("ck_quiet_hours_some_time")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_quiet_hours_user_id")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_quiet_hours")),
    )
    op.create_table(
        "user_addresses",
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "channel",
            sa.Enum(
                "email",
                "sms",
                "wecom",
                "dingtalk",
                "feishu",
                "webhook",
                name="deliverychannel",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("address", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_user_addresses_user_id")),
        sa.PrimaryKeyConstraint("user_id", "channel", name=op.f("pk_user_addresses")),
    )
    op.create_table(
        "channel_secrets",
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("sealed", postgresql.BYTEA(), nullable=False),
        sa.ForeignKeyConstraint(
            ["channel_id"],
            ["channels.id"],
            name=op.f("fk_channel_secrets_channel_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("channel_id", name=op.f("pk_channel_secrets")),
    )
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
        sa.Column(
            "team",
            sa.Enum(
                "hotline", name="noticeteam", native_enum=False, create_constraint=True, length=40
            ),
            nullable=True,
        ),
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
        sa.Column(
            "kind",
            sa.Enum(
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
                "case_received",
                "dealer_accepted",
                "appointment_set",
                "appointment_changed",
                "appointment_cancelled",
                "were_you_contacted",
                "resolved",
                "ended",
                "withdrawal_recorded",
                name="noticekind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("case_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "key", sa.Text(), nullable=False, comment="which news: the same one is told once"
        ),
        sa.Column("detail", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
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
    op.create_index("ix_notices_case_id_id", "notices", ["case_id", "id"], unique=False)
    op.create_index(
        "ix_notices_unread",
        "notices",
        ["user_id", "id"],
        unique=False,
        postgresql_where="user_id IS NOT NULL AND read_at IS NULL",
    )
    op.create_index(
        "ix_notices_user_id_id",
        "notices",
        ["user_id", "id"],
        unique=False,
        postgresql_where="user_id IS NOT NULL",
    )
    op.create_table(
        "deliveries",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("notice_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "channel",
            sa.Enum(
                "email",
                "sms",
                "wecom",
                "dingtalk",
                "feishu",
                "webhook",
                name="deliverychannel",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("contact_point_id", sa.BigInteger(), nullable=True),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column(
            "locale",
            sa.Enum(
                "en",
                "zh_Hans",
                "zh_Hant",
                name="locale",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "held",
                "sent",
                "failed",
                "bounced",
                "dropped",
                name="deliverystate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
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
    op.create_index(
        "ix_deliveries_contact_point_id", "deliveries", ["contact_point_id"], unique=False
    )
    op.create_index(
        "ix_deliveries_held",
        "deliveries",
        ["not_before", "id"],
        unique=False,
        postgresql_where="state = 'held'",
    )
    op.create_index(
        "ix_deliveries_unattended",
        "deliveries",
        ["id"],
        unique=False,
        postgresql_where="state IN ('failed', 'bounced') AND attended_at IS NULL",
    )
    op.create_index(
        "ix_deliveries_waiting",
        "deliveries",
        ["not_before", "id"],
        unique=False,
        postgresql_where="state = 'waiting'",
    )
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
    put_up_walls()
    send_mail_where_the_account_is()


def downgrade() -> None:
    op.execute("DROP TRIGGER mail_follows_account ON credentials")
    op.execute("DROP FUNCTION mail_follows_account()")
    op.drop_column("contact_points", "failed_deliveries")
    for table in (
        "deliveries",
        "notices",
        "channel_secrets",
        "user_addresses",
        "quiet_hours",
        "notice_preferences",
        "message_templates",
        "channels",
    ):
        op.drop_table(table)
