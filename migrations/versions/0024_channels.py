"""Ways out: the channels, and what each account wants to be sent over which

Revision ID: 0024_channels
Revises: 0023_first_settings
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.columns import words
from migrations.truths import (
    DEFINER,
    Functions,
    drop_functions,
    keep_to_ourselves,
    make_functions,
)
from migrations.walls import ALL, ME, Walls, let_count, put_up

revision = "0024_channels"
down_revision = "0023_first_settings"
branch_labels = None
depends_on = None

PEOPLE = ("hotline", "qa", "sales", "board", "admin", "dealer", "installer")
CHANNELS = "email sms wecom dingtalk feishu webhook"

WALLS: Walls = {
    "channels": {
        **dict.fromkeys(PEOPLE, ("S(id, kind, enabled)", ALL)),
        "admin": ("S I U", ALL),
    },
    # Written and never read back, but by the worker that sends.
    "channel_secrets": {"admin": ("S(channel_id) I U", ALL)},
    **{
        table: dict.fromkeys(PEOPLE, ("S I U D", f"user_id = {ME}"))
        for table in ("notice_preferences", "quiet_hours", "user_addresses")
    },
}
FUNCTIONS: Functions = {
    # Mail goes where the account's mail is, until its owner says otherwise.
    "mail_follows_account": (
        "",
        "trigger",
        DEFINER,
        """BEGIN
  IF TG_OP = 'UPDATE' THEN
    UPDATE user_addresses SET address = NEW.email
     WHERE user_id = NEW.user_id AND channel = 'email' AND address = OLD.email;
  ELSE
    INSERT INTO user_addresses (user_id, channel, address)
    VALUES (NEW.user_id, 'email', NEW.email) ON CONFLICT DO NOTHING;
  END IF;
  RETURN NULL;
END""",
    ),
}


def upgrade() -> None:
    _make_channels()
    _make_wishes()
    put_up(WALLS)
    let_count("channels", realms=PEOPLE)
    make_functions(FUNCTIONS)
    keep_to_ourselves(FUNCTIONS)
    # Not ALWAYS, as the truths are: a copy that is being loaded brings its addresses along.
    op.execute(
        "CREATE TRIGGER mail_follows_account AFTER INSERT OR UPDATE OF email ON credentials"
        " FOR EACH ROW EXECUTE FUNCTION mail_follows_account()"
    )
    op.execute(
        "INSERT INTO user_addresses (user_id, channel, address)"
        " SELECT user_id, 'email', email FROM credentials"
    )


def _make_channels() -> None:
    op.create_table(
        "channels",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("kind", words("deliverychannel", CHANNELS), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("config", postgresql.JSONB(), nullable=False),
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


def _make_wishes() -> None:
    op.create_table(
        "notice_preferences",
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("channel", words("deliverychannel", CHANNELS), nullable=False),
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
        sa.Column("channel", words("deliverychannel", CHANNELS), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_user_addresses_user_id")),
        sa.PrimaryKeyConstraint("user_id", "channel", name=op.f("pk_user_addresses")),
    )


def downgrade() -> None:
    op.execute("DROP TRIGGER mail_follows_account ON credentials")
    drop_functions(FUNCTIONS)
    for table in (
        "user_addresses",
        "quiet_hours",
        "notice_preferences",
        "channel_secrets",
        "channels",
    ):
        op.drop_table(table)
