"""The tables

Revision ID: 0001_tables
Revises:
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001_tables"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(sa.schema.CreateSequence(sa.Sequence("case_running")))
    op.create_table(
        "dealers",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "name_sort",
            sa.Text(),
            nullable=False,
            comment="pinyin key; the server has no Chinese order",
        ),
        sa.Column(
            "name_folded", sa.Text(), nullable=False, comment="for finding likely duplicates"
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "partner",
                "own_team",
                name="dealerkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "active",
                "limited",
                "leaving",
                "gone",
                name="dealerstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("city", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dealers")),
    )
    op.create_index(op.f("ix_dealers_name_folded"), "dealers", ["name_folded"], unique=False)
    op.create_index("ix_dealers_name_sort_id", "dealers", ["name_sort", "id"], unique=False)
    op.create_table(
        "form_receipts",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("form_id", sa.UUID(as_uuid=False), nullable=False),
        sa.Column("result", sa.Text(), nullable=False, comment="where the first click led"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_receipts")),
        sa.UniqueConstraint("actor", "form_id", name=op.f("uq_form_receipts_actor_form_id")),
    )
    op.create_table(
        "heart_beats",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_heart_beats")),
    )
    op.create_table(
        "installers",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_sort", sa.Text(), nullable=False),
        sa.Column("name_folded", sa.Text(), nullable=False),
        sa.Column(
            "standing",
            sa.Enum(
                "good",
                "watched",
                "held",
                "suspended",
                name="standing",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_installers")),
    )
    op.create_index(op.f("ix_installers_name_folded"), "installers", ["name_folded"], unique=False)
    op.create_index("ix_installers_name_sort_id", "installers", ["name_sort", "id"], unique=False)
    op.create_index("ix_installers_standing", "installers", ["standing"], unique=False)
    op.create_table(
        "products",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("name_zh_hans", sa.Text(), nullable=False),
        sa.Column("name_zh_hant", sa.Text(), nullable=False),
        sa.Column("name_sort", sa.Text(), nullable=False),
        sa.Column("warranty_months", sa.BigInteger(), nullable=False),
        sa.Column("workmanship_months", sa.BigInteger(), nullable=False),
        sa.Column(
            "warranty_start",
            sa.Enum(
                "purchase",
                "installation",
                "acceptance",
                name="warrantystart",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "lifetime", sa.Boolean(), nullable=False, comment="lifetime service (story 4, D)"
        ),
        sa.Column(
            "durable", sa.Boolean(), nullable=False, comment="burden of proof ours 6 months, I7"
        ),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "warranty_months >= 0 AND workmanship_months >= 0", name=op.f("ck_products_months")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_products")),
        sa.UniqueConstraint("code", name=op.f("uq_products_code")),
    )
    op.create_table(
        "refused_attempts",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=True),
        sa.Column("verb", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refused_attempts")),
    )
    op.create_index(
        op.f("ix_refused_attempts_case_id"), "refused_attempts", ["case_id"], unique=False
    )
    op.create_table(
        "scorecards",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scorecards")),
        sa.UniqueConstraint("version", name=op.f("uq_scorecards_version")),
    )
    op.create_table(
        "settings",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_settings")),
    )
    op.create_table(
        "signin_attempts",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column(
            "key", sa.Text(), nullable=False, comment="digest of the mail or the network address"
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signin_attempts")),
    )
    op.create_index("ix_signin_attempts_key_at", "signin_attempts", ["key", "at"], unique=False)
    op.create_table(
        "symptoms",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("name_zh_hans", sa.Text(), nullable=False),
        sa.Column("name_zh_hant", sa.Text(), nullable=False),
        sa.Column(
            "installation", sa.Boolean(), nullable=False, comment="usually the installer's work"
        ),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_symptoms")),
        sa.UniqueConstraint("code", name=op.f("uq_symptoms_code")),
    )
    op.create_table(
        "calendars",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("code", sa.Text(), nullable=False, comment="service, office, always, dealer:7"),
        sa.Column("dealer_id", sa.BigInteger(), nullable=True),
        sa.Column("tz", sa.Text(), nullable=False),
        sa.Column(
            "weekly",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment='{"mon": [["09:00", "12:00"], …], …}; half-open',
        ),
        sa.Column("observes_holidays", sa.Boolean(), nullable=False),
        sa.Column(
            "known_years",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="years whose holidays are loaded (T1)",
        ),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["dealer_id"], ["dealers.id"], name=op.f("fk_calendars_dealer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendars")),
        sa.UniqueConstraint("code", name=op.f("uq_calendars_code")),
    )
    op.create_index(op.f("ix_calendars_dealer_id"), "calendars", ["dealer_id"], unique=False)
    op.create_table(
        "contact_points",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("dealer_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "phone",
                "email",
                "address",
                "robot",
                name="contactkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "label", sa.Text(), nullable=False, comment="service desk, manager, shop, 400 number, …"
        ),
        sa.Column("spelled", sa.Text(), nullable=False),
        sa.Column("normal", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "unverified",
                "live",
                "suspect",
                "dead",
                "retired",
                name="contactstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "proved_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="the last proof of life (P1)",
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["dealer_id"], ["dealers.id"], name=op.f("fk_contact_points_dealer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_points")),
    )
    op.create_index(
        op.f("ix_contact_points_dealer_id"), "contact_points", ["dealer_id"], unique=False
    )
    op.create_index(op.f("ix_contact_points_normal"), "contact_points", ["normal"], unique=False)
    op.create_table(
        "dealer_districts",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("dealer_id", sa.BigInteger(), nullable=False),
        sa.Column("district", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dealer_id"], ["dealers.id"], name=op.f("fk_dealer_districts_dealer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dealer_districts")),
    )
    op.create_index(
        op.f("ix_dealer_districts_dealer_id"), "dealer_districts", ["dealer_id"], unique=False
    )
    op.create_index(
        "uq_dealer_districts", "dealer_districts", ["district", "dealer_id"], unique=True
    )
    op.create_table(
        "installer_contacts",
        sa.Column("installer_id", sa.BigInteger(), nullable=False),
        sa.Column("phone_spelled", sa.Text(), nullable=False),
        sa.Column("phone_normal", sa.Text(), nullable=False),
        sa.Column("id_hash", sa.Text(), nullable=True, comment="keyed hash of the ID number"),
        sa.ForeignKeyConstraint(
            ["installer_id"], ["installers.id"], name=op.f("fk_installer_contacts_installer_id")
        ),
        sa.PrimaryKeyConstraint("installer_id", name=op.f("pk_installer_contacts")),
        sa.UniqueConstraint("id_hash", name=op.f("uq_installer_contacts_id_hash")),
    )
    op.create_index(
        op.f("ix_installer_contacts_phone_normal"),
        "installer_contacts",
        ["phone_normal"],
        unique=False,
    )
    op.create_table(
        "installer_dealers",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("installer_id", sa.BigInteger(), nullable=False),
        sa.Column("dealer_id", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["dealer_id"], ["dealers.id"], name=op.f("fk_installer_dealers_dealer_id")
        ),
        sa.ForeignKeyConstraint(
            ["installer_id"], ["installers.id"], name=op.f("fk_installer_dealers_installer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_installer_dealers")),
        sa.UniqueConstraint(
            "installer_id",
            "dealer_id",
            "since",
            name=op.f("uq_installer_dealers_installer_id_dealer_id_since"),
        ),
    )
    op.create_index(
        op.f("ix_installer_dealers_dealer_id"), "installer_dealers", ["dealer_id"], unique=False
    )
    op.create_index(
        "uq_installer_dealers_current",
        "installer_dealers",
        ["installer_id", "dealer_id"],
        unique=True,
        postgresql_where="until IS NULL",
    )
    op.create_table(
        "scorecard_questions",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("scorecard_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("text_en", sa.Text(), nullable=False),
        sa.Column("text_zh_hans", sa.Text(), nullable=False),
        sa.Column("text_zh_hant", sa.Text(), nullable=False),
        sa.Column("weight", sa.BigInteger(), nullable=False),
        sa.Column("fatal", sa.Boolean(), nullable=False, comment="a no here makes the audit 0"),
        sa.CheckConstraint("weight > 0", name=op.f("ck_scorecard_questions_weight")),
        sa.ForeignKeyConstraint(
            ["scorecard_id"], ["scorecards.id"], name=op.f("fk_scorecard_questions_scorecard_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scorecard_questions")),
        sa.UniqueConstraint(
            "id", "scorecard_id", name=op.f("uq_scorecard_questions_id_scorecard_id")
        ),
        sa.UniqueConstraint(
            "scorecard_id", "position", name=op.f("uq_scorecard_questions_scorecard_id_position")
        ),
    )
    op.create_table(
        "stores",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_sort", sa.Text(), nullable=False),
        sa.Column("dealer_id", sa.BigInteger(), nullable=True),
        sa.Column("city", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["dealer_id"], ["dealers.id"], name=op.f("fk_stores_dealer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stores")),
    )
    op.create_index(op.f("ix_stores_dealer_id"), "stores", ["dealer_id"], unique=False)
    op.create_table(
        "users",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column(
            "side",
            sa.Enum(
                "brand", "dealer", name="side", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column(
            "role",
            sa.Enum(
                "agent",
                "supervisor",
                "director",
                "qa",
                "sales",
                "board_member",
                "admin",
                "dealer_manager",
                "dealer_desk",
                "installer",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("dealer_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "installer_id",
            sa.BigInteger(),
            nullable=True,
            comment="the same person, where they also install",
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
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "ended_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="access ended; never deleted",
        ),
        sa.CheckConstraint(
            "(role IN ('dealer_manager', 'dealer_desk')) = (dealer_id IS NOT NULL)",
            name=op.f("ck_users_dealer_of_dealer_staff"),
        ),
        sa.CheckConstraint(
            "(side = 'brand') = (role IN ('agent', 'supervisor', 'director', 'qa', 'sales', 'board_member', 'admin'))",
            name=op.f("ck_users_role_of_side"),
        ),
        sa.CheckConstraint(
            "role <> 'installer' OR installer_id IS NOT NULL",
            name=op.f("ck_users_installer_is_a_person"),
        ),
        sa.CheckConstraint(
            "side = 'dealer' OR installer_id IS NULL", name=op.f("ck_users_brand_staff_install_not")
        ),
        sa.ForeignKeyConstraint(["dealer_id"], ["dealers.id"], name=op.f("fk_users_dealer_id")),
        sa.ForeignKeyConstraint(
            ["installer_id"], ["installers.id"], name=op.f("fk_users_installer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("id", "side", name=op.f("uq_users_id_side")),
    )
    op.create_index(op.f("ix_users_dealer_id"), "users", ["dealer_id"], unique=False)
    op.create_index(op.f("ix_users_installer_id"), "users", ["installer_id"], unique=False)
    op.create_table(
        "calendar_days",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("calendar_id", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "holiday",
                "make_up",
                "override",
                name="daykind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("windows", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["calendar_id"], ["calendars.id"], name=op.f("fk_calendar_days_calendar_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_days")),
        sa.UniqueConstraint("calendar_id", "day", name=op.f("uq_calendar_days_calendar_id_day")),
    )
    op.create_table(
        "credentials",
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False, comment="lower case"),
        sa.Column(
            "password_hash", sa.Text(), nullable=True, comment="argon2id; none until invited in"
        ),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_credentials_user_id")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_credentials")),
        sa.UniqueConstraint("email", name=op.f("uq_credentials_email")),
    )
    op.create_table(
        "customers",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("name", sa.Text(), nullable=False, comment="as they want to be called"),
        sa.Column("name_folded", sa.Text(), nullable=False),
        sa.Column("name_tokens", postgresql.TSVECTOR(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "private",
                "company",
                name="customerkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("key_account", sa.Boolean(), nullable=False),
        sa.Column("sales_contact_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "told_purpose_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="purpose notice (domain L3)",
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["sales_contact_id"], ["users.id"], name=op.f("fk_customers_sales_contact_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customers")),
    )
    op.create_index(
        "ix_customers_name_tokens",
        "customers",
        ["name_tokens"],
        unique=False,
        postgresql_using="gin",
    )
    op.create_index(
        op.f("ix_customers_sales_contact_id"), "customers", ["sales_contact_id"], unique=False
    )
    op.create_table(
        "drafts",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("form_id", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False, comment="the fields as JSON"),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_drafts_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
        sa.UniqueConstraint("user_id", "form_id", name=op.f("uq_drafts_user_id_form_id")),
    )
    op.create_table(
        "imports",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("profile", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("by_id", sa.BigInteger(), nullable=True),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("added", sa.BigInteger(), nullable=False),
        sa.Column(
            "known", sa.BigInteger(), nullable=False, comment="were there from an earlier run"
        ),
        sa.Column("refused", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_imports_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
    )
    op.create_table(
        "invitations",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("token_digest", sa.Text(), nullable=False),
        sa.Column("made_by_id", sa.BigInteger(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["users.id"], name=op.f("fk_invitations_made_by_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_invitations_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_invitations_token_digest")),
    )
    op.create_index(op.f("ix_invitations_user_id"), "invitations", ["user_id"], unique=False)
    op.create_table(
        "likely_duplicates",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("one_id", sa.BigInteger(), nullable=False),
        sa.Column("other_id", sa.BigInteger(), nullable=False),
        sa.Column("score", sa.BigInteger(), nullable=False, comment="0–100"),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=True),
        sa.Column("same", sa.Boolean(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('customer', 'dealer', 'installer')", name=op.f("ck_likely_duplicates_kind")
        ),
        sa.CheckConstraint("one_id < other_id", name=op.f("ck_likely_duplicates_ordered")),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["users.id"], name=op.f("fk_likely_duplicates_decided_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_likely_duplicates")),
        sa.UniqueConstraint(
            "kind", "one_id", "other_id", name=op.f("uq_likely_duplicates_kind_one_id_other_id")
        ),
    )
    op.create_table(
        "logins",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("token_digest", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False, comment="the browser, as it calls itself"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_logins_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_logins")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_logins_token_digest")),
    )
    op.create_index(op.f("ix_logins_user_id"), "logins", ["user_id"], unique=False)
    op.create_table(
        "salespeople",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_sort", sa.Text(), nullable=False),
        sa.Column("store_id", sa.BigInteger(), nullable=True),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_salespeople_store_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_salespeople_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_salespeople")),
        sa.UniqueConstraint("user_id", name=op.f("uq_salespeople_user_id")),
    )
    op.create_index(op.f("ix_salespeople_store_id"), "salespeople", ["store_id"], unique=False)
    op.create_table(
        "saved_views",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "query", sa.Text(), nullable=False, comment="what stands behind the ? of the address"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_saved_views_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_views")),
        sa.UniqueConstraint("user_id", "name", name=op.f("uq_saved_views_user_id_name")),
    )
    op.create_table(
        "setting_changes",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "what", sa.Text(), nullable=False, comment="setting:currency, dealer:7, user:9, …"
        ),
        sa.Column("before", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("after", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_setting_changes_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_setting_changes")),
    )
    op.create_index("ix_setting_changes_at_id", "setting_changes", ["at", "id"], unique=False)
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
        "customer_addresses",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("district", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_customer_addresses_customer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_addresses")),
    )
    op.create_index(
        op.f("ix_customer_addresses_customer_id"),
        "customer_addresses",
        ["customer_id"],
        unique=False,
    )
    op.create_table(
        "customer_phones",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("spelled", sa.Text(), nullable=False),
        sa.Column("normal", sa.Text(), nullable=False),
        sa.Column("last4", sa.Text(), nullable=False),
        sa.Column(
            "whose", sa.Text(), nullable=False, comment="name and role, for a company's people"
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_customer_phones_customer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_phones")),
        sa.UniqueConstraint(
            "customer_id", "normal", name=op.f("uq_customer_phones_customer_id_normal")
        ),
    )
    op.create_index("ix_customer_phones_last4", "customer_phones", ["last4"], unique=False)
    op.create_index("ix_customer_phones_normal", "customer_phones", ["normal"], unique=False)
    op.create_table(
        "enquiries",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_enquiries_by_id")),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_enquiries_customer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enquiries")),
    )
    op.create_index("ix_enquiries_at_id", "enquiries", ["at", "id"], unique=False)
    op.create_table(
        "import_rows",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("import_id", sa.BigInteger(), nullable=False),
        sa.Column("profile", sa.Text(), nullable=False),
        sa.Column(
            "row_key", sa.Text(), nullable=False, comment="the row's own number, or a digest of it"
        ),
        sa.Column("line", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["imports.id"], name=op.f("fk_import_rows_import_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_rows")),
        sa.UniqueConstraint("profile", "row_key", name=op.f("uq_import_rows_profile_row_key")),
    )
    op.create_index(op.f("ix_import_rows_import_id"), "import_rows", ["import_id"], unique=False)
    op.create_table(
        "sla_policy_rows",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("policy_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "triage",
                "accept",
                "first_contact",
                "visit",
                "resolve",
                "decision",
                "callback",
                name="stage",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "severity",
            sa.Enum(
                "urgent",
                "normal",
                "minor",
                name="severity",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
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
    op.create_table(
        "purchases",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("address_id", sa.BigInteger(), nullable=True),
        sa.Column("store_id", sa.BigInteger(), nullable=True),
        sa.Column("salesperson_id", sa.BigInteger(), nullable=True),
        sa.Column("selling_dealer_id", sa.BigInteger(), nullable=True),
        sa.Column("serving_dealer_id", sa.BigInteger(), nullable=True),
        sa.Column("installer_id", sa.BigInteger(), nullable=True),
        sa.Column("order_number", sa.Text(), nullable=False),
        sa.Column(
            "order_normal", sa.Text(), nullable=False, comment="letters and digits, lower case"
        ),
        sa.Column("bought_on", sa.Date(), nullable=True),
        sa.Column("installed_on", sa.Date(), nullable=True),
        sa.Column("accepted_on", sa.Date(), nullable=True),
        sa.Column(
            "out_of_use_days", sa.BigInteger(), nullable=False, comment="moves the end (domain E1)"
        ),
        sa.Column("place", sa.Text(), nullable=False, comment="bathroom ceiling, shop front, …"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["address_id"], ["customer_addresses.id"], name=op.f("fk_purchases_address_id")
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_purchases_customer_id")
        ),
        sa.ForeignKeyConstraint(
            ["installer_id"], ["installers.id"], name=op.f("fk_purchases_installer_id")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_purchases_product_id")
        ),
        sa.ForeignKeyConstraint(
            ["salesperson_id"], ["salespeople.id"], name=op.f("fk_purchases_salesperson_id")
        ),
        sa.ForeignKeyConstraint(
            ["selling_dealer_id"], ["dealers.id"], name=op.f("fk_purchases_selling_dealer_id")
        ),
        sa.ForeignKeyConstraint(
            ["serving_dealer_id"], ["dealers.id"], name=op.f("fk_purchases_serving_dealer_id")
        ),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_purchases_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchases")),
    )
    op.create_index(op.f("ix_purchases_customer_id"), "purchases", ["customer_id"], unique=False)
    op.create_index(op.f("ix_purchases_installer_id"), "purchases", ["installer_id"], unique=False)
    op.create_index(
        "ix_purchases_order_normal",
        "purchases",
        ["order_normal"],
        unique=False,
        postgresql_ops={"order_normal": "text_pattern_ops"},
    )
    op.create_index(op.f("ix_purchases_product_id"), "purchases", ["product_id"], unique=False)
    op.create_index(
        op.f("ix_purchases_salesperson_id"), "purchases", ["salesperson_id"], unique=False
    )
    op.create_index(
        op.f("ix_purchases_selling_dealer_id"), "purchases", ["selling_dealer_id"], unique=False
    )
    op.create_index(
        op.f("ix_purchases_serving_dealer_id"), "purchases", ["serving_dealer_id"], unique=False
    )
    op.create_index(op.f("ix_purchases_store_id"), "purchases", ["store_id"], unique=False)
    op.create_table(
        "cases",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("number", sa.Text(), nullable=False, comment="HF26-004821-4"),
        sa.Column(
            "status",
            sa.Enum(
                "triage",
                "offered",
                "accepted",
                "contacted",
                "scheduled",
                "visited",
                "resolved",
                "closed",
                "unreachable",
                "final_position",
                "withdrawn",
                "merged",
                "closed_elsewhere",
                name="casestatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "severity",
            sa.Enum(
                "urgent",
                "normal",
                "minor",
                name="severity",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "channel",
            sa.Enum(
                "phone",
                "salesperson",
                "dealer",
                "web_form",
                "mail",
                "wechat",
                "shop_platform",
                "letter",
                "authority_12315",
                "authority_12345",
                "api",
                "import",
                name="channel",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("summary", sa.Text(), nullable=False, comment="one line, for lists"),
        sa.Column("wish", sa.Text(), nullable=False, comment="what the customer wants (I1)"),
        sa.Column("danger", sa.Boolean(), nullable=False, comment="anyone in danger"),
        sa.Column("spreading", sa.Boolean(), nullable=False, comment="still getting worse"),
        sa.Column("customer_id", sa.BigInteger(), nullable=False),
        sa.Column("purchase_id", sa.BigInteger(), nullable=True),
        sa.Column("product_id", sa.BigInteger(), nullable=True),
        sa.Column("symptom_id", sa.BigInteger(), nullable=True),
        sa.Column("address_id", sa.BigInteger(), nullable=True),
        sa.Column("district", sa.Text(), nullable=False),
        sa.Column(
            "follows_id",
            sa.BigInteger(),
            nullable=True,
            comment="ended too long ago to reopen (K3)",
        ),
        sa.Column(
            "entitlement_id", sa.BigInteger(), nullable=True, comment="the one that stands now"
        ),
        sa.Column("dealer_id", sa.BigInteger(), nullable=True),
        sa.Column("agent_id", sa.BigInteger(), nullable=True, comment="the brand's own"),
        sa.Column("relayed_by_id", sa.BigInteger(), nullable=True),
        sa.Column("at_supervisor", sa.Boolean(), nullable=False, comment="second decline, K3 (O2)"),
        sa.Column("declines", sa.BigInteger(), nullable=False, comment="in this attempt"),
        sa.Column(
            "first_heard_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="when the first person heard it (I5)",
        ),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempt", sa.BigInteger(), nullable=False),
        sa.Column("chases", sa.BigInteger(), nullable=False),
        sa.Column("last_chased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_step", sa.Text(), nullable=False, comment="kind of the last event shown"),
        sa.Column("last_step_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "next_stage", sa.Text(), nullable=True, comment="stage of the clock that runs out next"
        ),
        sa.Column("next_due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "raised_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="the customer asked again, and no step forward since (I3)",
        ),
        sa.Column(
            "queue_at",
            sa.DateTime(timezone=True),
            sa.Computed("LEAST(next_due_at, raised_at)", persisted=True),
            nullable=False,
            comment="where it stands in the queue: its deadline, or when it was raised if earlier",
        ),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ending_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "ending_kind",
            sa.Text(),
            sa.Computed(
                "CASE WHEN status IN ('closed', 'unreachable', 'final_position', 'withdrawn', 'merged') THEN status::text END",
                persisted=True,
            ),
            nullable=True,
        ),
        sa.Column(
            "ending_open",
            sa.Boolean(),
            sa.Computed(
                "CASE WHEN status IN ('closed', 'unreachable', 'final_position', 'withdrawn', 'merged') THEN true END",
                persisted=True,
            ),
            nullable=True,
        ),
        sa.Column(
            "is_open",
            sa.Boolean(),
            sa.Computed(
                "status NOT IN ('closed', 'unreachable', 'final_position', 'withdrawn', 'merged', 'closed_elsewhere')",
                persisted=True,
            ),
            nullable=False,
        ),
        sa.Column("import_row_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "version", sa.BigInteger(), nullable=False, comment="raised by decisions only (7)"
        ),
        sa.CheckConstraint(
            "(status = 'closed_elsewhere') = (import_row_id IS NOT NULL AND ended_at IS NOT NULL AND ending_id IS NULL)",
            name=op.f("ck_cases_closed_elsewhere_is_imported"),
        ),
        sa.CheckConstraint(
            "(status IN ('closed', 'unreachable', 'final_position', 'withdrawn', 'merged')) = (ending_id IS NOT NULL)",
            name=op.f("ck_cases_ended_needs_ending"),
        ),
        sa.CheckConstraint(
            "(status IN ('closed', 'unreachable', 'final_position', 'withdrawn', 'merged', 'closed_elsewhere')) = (ended_at IS NOT NULL)",
            name=op.f("ck_cases_ended_at_paired"),
        ),
        sa.CheckConstraint(
            "status <> 'triage' OR dealer_id IS NULL", name=op.f("ck_cases_no_dealer_in_triage")
        ),
        sa.CheckConstraint(
            "status NOT IN ('offered', 'accepted', 'contacted', 'scheduled', 'visited') OR dealer_id IS NOT NULL",
            name=op.f("ck_cases_dealer_while_offered_or_held"),
        ),
        sa.CheckConstraint("attempt >= 1", name=op.f("ck_cases_attempt_counts_from_one")),
        sa.ForeignKeyConstraint(
            ["address_id"], ["customer_addresses.id"], name=op.f("fk_cases_address_id")
        ),
        sa.ForeignKeyConstraint(["agent_id"], ["users.id"], name=op.f("fk_cases_agent_id")),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_cases_customer_id")
        ),
        sa.ForeignKeyConstraint(["dealer_id"], ["dealers.id"], name=op.f("fk_cases_dealer_id")),
        sa.ForeignKeyConstraint(["follows_id"], ["cases.id"], name=op.f("fk_cases_follows_id")),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_cases_product_id")),
        sa.ForeignKeyConstraint(
            ["purchase_id"], ["purchases.id"], name=op.f("fk_cases_purchase_id")
        ),
        sa.ForeignKeyConstraint(
            ["relayed_by_id"], ["users.id"], name=op.f("fk_cases_relayed_by_id")
        ),
        sa.ForeignKeyConstraint(["symptom_id"], ["symptoms.id"], name=op.f("fk_cases_symptom_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
        sa.UniqueConstraint("import_row_id", name=op.f("uq_cases_import_row_id")),
        sa.UniqueConstraint("number", name=op.f("uq_cases_number")),
    )
    op.create_index(
        "ix_cases_agent_queue", "cases", ["agent_id", "is_open", "queue_at", "id"], unique=False
    )
    op.create_index("ix_cases_customer_id_id", "cases", ["customer_id", "id"], unique=False)
    op.create_index(
        "ix_cases_dealer_queue", "cases", ["dealer_id", "is_open", "queue_at", "id"], unique=False
    )
    op.create_index(
        "ix_cases_elsewhere",
        "cases",
        ["ended_at", "id"],
        unique=False,
        postgresql_where="status = 'closed_elsewhere'",
    )
    op.create_index(
        "ix_cases_ended",
        "cases",
        ["ended_at", "id"],
        unique=False,
        postgresql_where="ended_at IS NOT NULL",
    )
    op.create_index(
        "ix_cases_ended_here",
        "cases",
        ["ended_at", "id"],
        unique=False,
        postgresql_where="ending_id IS NOT NULL",
    )
    op.create_index(op.f("ix_cases_follows_id"), "cases", ["follows_id"], unique=False)
    op.create_index(op.f("ix_cases_product_id"), "cases", ["product_id"], unique=False)
    op.create_index(op.f("ix_cases_purchase_id"), "cases", ["purchase_id"], unique=False)
    op.create_index("ix_cases_queue", "cases", ["is_open", "queue_at", "id"], unique=False)
    op.create_index("ix_cases_recent", "cases", ["first_heard_at", "id"], unique=False)
    op.create_index(op.f("ix_cases_relayed_by_id"), "cases", ["relayed_by_id"], unique=False)
    op.create_index("ix_cases_status_queue", "cases", ["status", "queue_at", "id"], unique=False)
    op.create_index(
        "ix_cases_supervisor_queue",
        "cases",
        ["queue_at", "id"],
        unique=False,
        postgresql_where="at_supervisor AND is_open",
    )
    op.create_index(op.f("ix_cases_symptom_id"), "cases", ["symptom_id"], unique=False)
    op.create_table(
        "audits",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("attempt", sa.BigInteger(), nullable=False),
        sa.Column("scorecard_id", sa.BigInteger(), nullable=False),
        sa.Column("auditor_id", sa.BigInteger(), nullable=False),
        sa.Column("agent_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "done",
                name="auditstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("score", sa.BigInteger(), nullable=True),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "(state = 'done') = (done_at IS NOT NULL)", name=op.f("ck_audits_done_paired")
        ),
        sa.CheckConstraint(
            "(state = 'done') = (score IS NOT NULL)", name=op.f("ck_audits_done_scored")
        ),
        sa.CheckConstraint("score BETWEEN 0 AND 100", name=op.f("ck_audits_score_in_percent")),
        sa.ForeignKeyConstraint(["agent_id"], ["users.id"], name=op.f("fk_audits_agent_id")),
        sa.ForeignKeyConstraint(["auditor_id"], ["users.id"], name=op.f("fk_audits_auditor_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_audits_case_id")),
        sa.ForeignKeyConstraint(
            ["scorecard_id"], ["scorecards.id"], name=op.f("fk_audits_scorecard_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audits")),
        sa.UniqueConstraint(
            "case_id", "auditor_id", "attempt", name=op.f("uq_audits_case_id_auditor_id_attempt")
        ),
    )
    op.create_index(op.f("ix_audits_agent_id"), "audits", ["agent_id"], unique=False)
    op.create_index("ix_audits_auditor_id_state", "audits", ["auditor_id", "state"], unique=False)
    op.create_index("ix_audits_done_at_id", "audits", ["done_at", "id"], unique=False)
    op.create_table(
        "case_accused",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("installer_id", sa.BigInteger(), nullable=False),
        sa.Column("named_by_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_accused_case_id")),
        sa.ForeignKeyConstraint(
            ["installer_id"], ["installers.id"], name=op.f("fk_case_accused_installer_id")
        ),
        sa.ForeignKeyConstraint(
            ["named_by_id"], ["users.id"], name=op.f("fk_case_accused_named_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_accused")),
        sa.UniqueConstraint(
            "case_id", "installer_id", name=op.f("uq_case_accused_case_id_installer_id")
        ),
    )
    op.create_index(
        op.f("ix_case_accused_installer_id"), "case_accused", ["installer_id"], unique=False
    )
    op.create_table(
        "case_events",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False, comment="user:7, worker, link:12, import:3"),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "opened",
                "relayed",
                "imported",
                "offered",
                "accepted",
                "declined",
                "offer_withdrawn",
                "offer_expired",
                "not_ours_judged",
                "supervisor_asked",
                "supervisor_answered",
                "handed_back",
                "taken_away",
                "contact_claimed",
                "contact_not_counted",
                "accused_contact",
                "visit_claimed",
                "booked",
                "rebooked",
                "booking_cancelled",
                "checked_in",
                "left_site",
                "found",
                "customer_confirmed",
                "no_show_ours",
                "no_show_customer",
                "part_ordered",
                "part_promised",
                "part_arrived",
                "resolved",
                "called_back",
                "closed",
                "reopened",
                "unreachable_asked",
                "unreachable_refused",
                "ended_unreachable",
                "withdrawal_recorded",
                "withdrawal_objected",
                "withdrawn",
                "merged",
                "merged_here",
                "unmerged",
                "followed",
                "follows",
                "recheck_set",
                "rechecked",
                "chased",
                "commented",
                "praised",
                "promised",
                "promise_kept",
                "promise_broken",
                "photo_added",
                "severity_changed",
                "details_changed",
                "agent_changed",
                "accused_named",
                "accused_cleared",
                "entitlement_judged",
                "phone_revealed",
                "link_issued",
                "link_revoked",
                "task_set",
                "task_done",
                "audited",
                "abuse_warned",
                "threatened",
                "text_erased",
                name="eventkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("for_dealer", sa.Boolean(), nullable=False),
        sa.Column("for_installer", sa.Boolean(), nullable=False),
        sa.Column("for_customer", sa.Boolean(), nullable=False),
        sa.Column("dealer_id", sa.BigInteger(), nullable=True),
        sa.Column("installer_id", sa.BigInteger(), nullable=True),
        sa.Column("detail", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("text_digest", postgresql.BYTEA(), nullable=True, comment="sha256(salt || body)"),
        sa.Column("prev", postgresql.BYTEA(), nullable=False),
        sa.Column("hash", postgresql.BYTEA(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_events_case_id")),
        sa.ForeignKeyConstraint(
            ["dealer_id"], ["dealers.id"], name=op.f("fk_case_events_dealer_id")
        ),
        sa.ForeignKeyConstraint(
            ["installer_id"], ["installers.id"], name=op.f("fk_case_events_installer_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_case_events_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_events")),
        sa.UniqueConstraint("case_id", "seq", name=op.f("uq_case_events_case_id_seq")),
    )
    op.create_index("ix_case_events_at_id", "case_events", ["at", "id"], unique=False)
    op.create_table(
        "case_search",
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "body", sa.Text(), nullable=False, comment="folded: NFKC, lower case, simplified script"
        ),
        sa.Column("tokens", postgresql.TSVECTOR(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_search_case_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_search")),
    )
    op.create_index(
        "ix_case_search_tokens", "case_search", ["tokens"], unique=False, postgresql_using="gin"
    )
    op.create_table(
        "contact_claims",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("dealer_id", sa.BigInteger(), nullable=False),
        sa.Column("attempt", sa.BigInteger(), nullable=False),
        sa.Column("claimed_by_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "caller_role",
            sa.Enum(
                "dealer_desk",
                "dealer_manager",
                "owner",
                "installer",
                "salesperson",
                name="callerrole",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("caller_installer_id", sa.BigInteger(), nullable=True),
        sa.Column("caller_name", sa.Text(), nullable=False),
        sa.Column(
            "how",
            sa.Enum(
                "phone",
                "wechat",
                "sms",
                "mail",
                "in_person",
                "three_way",
                name="contacthow",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reached", sa.Boolean(), nullable=False),
        sa.Column("spoke_to_customer", sa.Boolean(), nullable=False),
        sa.Column("contacted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("counts", sa.Boolean(), nullable=False),
        sa.Column(
            "not_counted",
            sa.Enum(
                "accused",
                "salesperson",
                "installer",
                "not_reached",
                "not_customer",
                "before_acceptance",
                name="notcounted",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "claimed",
                "verified",
                "disputed",
                name="claimstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.CheckConstraint(
            "NOT counts OR (reached AND caller_role IN ('dealer_desk', 'dealer_manager', 'owner'))",
            name=op.f("ck_contact_claims_only_the_desk_or_manager_counts"),
        ),
        sa.CheckConstraint(
            "counts = (not_counted IS NULL)", name=op.f("ck_contact_claims_counts_or_says_why_not")
        ),
        sa.ForeignKeyConstraint(
            ["caller_installer_id"],
            ["installers.id"],
            name=op.f("fk_contact_claims_caller_installer_id"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_contact_claims_case_id")),
        sa.ForeignKeyConstraint(
            ["claimed_by_id"], ["users.id"], name=op.f("fk_contact_claims_claimed_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["dealer_id"], ["dealers.id"], name=op.f("fk_contact_claims_dealer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_claims")),
    )
    op.create_index(
        "ix_contact_claims_case_id_id", "contact_claims", ["case_id", "id"], unique=False
    )
    op.create_table(
        "customer_links",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("token_digest", sa.Text(), nullable=False),
        sa.Column(
            "code",
            sa.Text(),
            nullable=False,
            comment="six digits that the holder reads out on site (D3)",
        ),
        sa.Column("issued_by_id", sa.BigInteger(), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_by", sa.Text(), nullable=False, comment="sms, wechat, mail: as recorded"),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "failures", sa.BigInteger(), nullable=False, comment="wrong last four digits (K9)"
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_customer_links_case_id")),
        sa.ForeignKeyConstraint(
            ["issued_by_id"], ["users.id"], name=op.f("fk_customer_links_issued_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_links")),
        sa.UniqueConstraint("id", "case_id", name=op.f("uq_customer_links_id_case_id")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_customer_links_token_digest")),
    )
    op.create_index("ix_customer_links_case_id", "customer_links", ["case_id"], unique=False)
    op.create_table(
        "entitlements",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "warranty",
                "workmanship",
                "damage_by_us",
                "contract",
                "lifetime",
                "none",
                "unproven",
                name="entitlementkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "until",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="the end of the warranty, exclusive",
        ),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("judged_by_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_entitlements_case_id")),
        sa.ForeignKeyConstraint(
            ["judged_by_id"], ["users.id"], name=op.f("fk_entitlements_judged_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entitlements")),
        sa.UniqueConstraint("id", "case_id", name=op.f("uq_entitlements_id_case_id")),
    )
    op.create_index(op.f("ix_entitlements_case_id"), "entitlements", ["case_id"], unique=False)
    op.create_table(
        "files",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column(
            "case_id", sa.BigInteger(), nullable=True, comment="none while it belongs to a draft"
        ),
        sa.Column("visit_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "evidence",
                "before",
                "after",
                "door",
                "signature",
                "document",
                name="filekind",
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
                "ready",
                "refused",
                name="filestate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("refusal", sa.Text(), nullable=False, comment="why it is no picture: a code"),
        sa.Column("name", sa.Text(), nullable=False, comment="as it was called where it came from"),
        sa.Column("mime", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("width", sa.BigInteger(), nullable=True),
        sa.Column("height", sa.BigInteger(), nullable=True),
        sa.Column(
            "taken_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="from the picture; brand only",
        ),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("for_dealer", sa.Boolean(), nullable=False),
        sa.Column("for_installer", sa.Boolean(), nullable=False),
        sa.Column("for_customer", sa.Boolean(), nullable=False),
        sa.Column("added_by", sa.Text(), nullable=False, comment="user:7, link:12"),
        sa.Column("added_by_id", sa.BigInteger(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(state = 'refused') = (refusal <> '')", name=op.f("ck_files_refused_says_why")
        ),
        sa.CheckConstraint("size > 0", name=op.f("ck_files_not_empty")),
        sa.ForeignKeyConstraint(["added_by_id"], ["users.id"], name=op.f("fk_files_added_by_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_files_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_files")),
        sa.UniqueConstraint("key", name=op.f("uq_files_key")),
    )
    op.create_index(op.f("ix_files_added_by_id"), "files", ["added_by_id"], unique=False)
    op.create_index("ix_files_case_id_id", "files", ["case_id", "id"], unique=False)
    op.create_index(op.f("ix_files_visit_id"), "files", ["visit_id"], unique=False)
    op.create_table(
        "import_problems",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("import_id", sa.BigInteger(), nullable=False),
        sa.Column("line", sa.BigInteger(), nullable=False),
        sa.Column("refused", sa.Boolean(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("values", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_import_problems_case_id")),
        sa.ForeignKeyConstraint(
            ["import_id"], ["imports.id"], name=op.f("fk_import_problems_import_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_problems")),
    )
    op.create_index(
        "ix_import_problems_import_id_line",
        "import_problems",
        ["import_id", "line", "id"],
        unique=False,
    )
    op.create_table(
        "merges",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("into_case_id", sa.BigInteger(), nullable=False),
        sa.Column("made_by_id", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status_before", sa.Text(), nullable=False),
        sa.Column(
            "first_heard_before",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="of the target, for the undo",
        ),
        sa.Column(
            "resolve_since_before",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="since when the target's resolve clock ran, where the merge moved it",
        ),
        sa.CheckConstraint("case_id <> into_case_id", name=op.f("ck_merges_not_into_itself")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_merges_case_id")),
        sa.ForeignKeyConstraint(
            ["into_case_id"], ["cases.id"], name=op.f("fk_merges_into_case_id")
        ),
        sa.ForeignKeyConstraint(["made_by_id"], ["users.id"], name=op.f("fk_merges_made_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merges")),
        sa.UniqueConstraint("id", "case_id", name=op.f("uq_merges_id_case_id")),
    )
    op.create_index("ix_merges_case_id", "merges", ["case_id"], unique=False)
    op.create_index("ix_merges_into_case_id", "merges", ["into_case_id"], unique=False)
    op.create_table(
        "offers",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("dealer_id", sa.BigInteger(), nullable=False),
        sa.Column("attempt", sa.BigInteger(), nullable=False),
        sa.Column("made_by_id", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("compulsory", sa.Boolean(), nullable=False, comment="a supervisor's word (O2)"),
        sa.Column(
            "charged_to_id",
            sa.BigInteger(),
            nullable=True,
            comment="at the first dealer's charge (O2)",
        ),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "accepted",
                "declined",
                "withdrawn",
                "expired",
                name="offerstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "reason_code",
            sa.Enum(
                "not_ours",
                "no_capacity",
                "too_far",
                "conflict",
                "other",
                name="declinereason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("not_ours_upheld", sa.Boolean(), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "release",
            sa.Enum(
                "handed_back",
                "taken_away",
                "reopened",
                "ended",
                "dealer_gone",
                name="release",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("release_reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(state = 'open') = (answered_at IS NULL)", name=op.f("ck_offers_answered_at_paired")
        ),
        sa.CheckConstraint(
            "release IS NULL OR state = 'accepted'", name=op.f("ck_offers_only_held_is_released")
        ),
        sa.CheckConstraint(
            "state <> 'declined' OR (reason_code IS NOT NULL AND NOT compulsory)",
            name=op.f("ck_offers_decline_has_reason"),
        ),
        sa.CheckConstraint(
            "(release IS NULL) = (released_at IS NULL)", name=op.f("ck_offers_release_paired")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["users.id"], name=op.f("fk_offers_answered_by_id")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_offers_case_id")),
        sa.ForeignKeyConstraint(
            ["charged_to_id"], ["dealers.id"], name=op.f("fk_offers_charged_to_id")
        ),
        sa.ForeignKeyConstraint(["dealer_id"], ["dealers.id"], name=op.f("fk_offers_dealer_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["users.id"], name=op.f("fk_offers_made_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offers")),
        sa.UniqueConstraint(
            "id", "case_id", "dealer_id", name=op.f("uq_offers_id_case_id_dealer_id")
        ),
    )
    op.create_index("ix_offers_case_id_id", "offers", ["case_id", "id"], unique=False)
    op.create_index("ix_offers_dealer_id_state", "offers", ["dealer_id", "state"], unique=False)
    op.create_index(
        "uq_offers_one_holder_of_a_case",
        "offers",
        ["case_id"],
        unique=True,
        postgresql_where="state = 'accepted' AND released_at IS NULL",
    )
    op.create_index(
        "uq_offers_one_open_for_a_case",
        "offers",
        ["case_id"],
        unique=True,
        postgresql_where="state = 'open'",
    )
    op.create_table(
        "outside_results",
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False, comment="the profile it came by"),
        sa.Column("kind", sa.Text(), nullable=False, comment="complaint type, as written"),
        sa.Column("industry", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column(
            "satisfaction",
            sa.Enum(
                "yes",
                "no",
                "not_asked",
                "blank",
                name="outsidesatisfaction",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("granted", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("business", sa.Text(), nullable=False, comment="as written"),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("odd", sa.Text(), nullable=False, comment="closes_before_start, …"),
        sa.CheckConstraint("granted >= 0", name=op.f("ck_outside_results_granted")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_outside_results_case_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_outside_results")),
    )
    op.create_index(
        op.f("ix_outside_results_business"), "outside_results", ["business"], unique=False
    )
    op.create_index(
        op.f("ix_outside_results_industry"), "outside_results", ["industry"], unique=False
    )
    op.create_index(op.f("ix_outside_results_odd"), "outside_results", ["odd"], unique=False)
    op.create_index(
        "ix_outside_results_started_on", "outside_results", ["started_on"], unique=False
    )
    op.create_table(
        "part_orders",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("dealer_id", sa.BigInteger(), nullable=True),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("supplier", sa.Text(), nullable=False),
        sa.Column(
            "payer",
            sa.Enum(
                "brand",
                "dealer",
                "installer",
                "customer",
                "third_party",
                name="bearer",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("ordered_by_id", sa.BigInteger(), nullable=False),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("promised_on", sa.Date(), nullable=True),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_part_orders_case_id")),
        sa.ForeignKeyConstraint(
            ["dealer_id"], ["dealers.id"], name=op.f("fk_part_orders_dealer_id")
        ),
        sa.ForeignKeyConstraint(
            ["ordered_by_id"], ["users.id"], name=op.f("fk_part_orders_ordered_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_part_orders")),
    )
    op.create_index("ix_part_orders_case_id_id", "part_orders", ["case_id", "id"], unique=False)
    op.create_table(
        "promises",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.BigInteger(), nullable=True),
        sa.Column("made_by_name", sa.Text(), nullable=False, comment="said to have made it (I6)"),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by_id", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('kept', 'broken')", name=op.f("ck_promises_outcome_is_known")
        ),
        sa.CheckConstraint(
            "(outcome IS NULL) = (settled_at IS NULL)", name=op.f("ck_promises_outcome_paired")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_promises_case_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["users.id"], name=op.f("fk_promises_made_by_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_promises_owner_id")),
        sa.ForeignKeyConstraint(
            ["settled_by_id"], ["users.id"], name=op.f("fk_promises_settled_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promises")),
    )
    op.create_index("ix_promises_case_id_id", "promises", ["case_id", "id"], unique=False)
    op.create_index(
        "ix_promises_due",
        "promises",
        ["due_at", "id"],
        unique=False,
        postgresql_where="outcome IS NULL",
    )
    op.create_index(op.f("ix_promises_owner_id"), "promises", ["owner_id"], unique=False)
    op.create_table(
        "resolutions",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("attempt", sa.BigInteger(), nullable=False),
        sa.Column("resolved_by_id", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dealer_id", sa.BigInteger(), nullable=True),
        sa.Column("remote", sa.Boolean(), nullable=False, comment="settled without a visit"),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("root_cause", sa.Text(), nullable=False),
        sa.Column("cost", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column(
            "cost_bearer",
            sa.Enum(
                "brand",
                "dealer",
                "installer",
                "customer",
                "third_party",
                name="bearer",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("share_brand", sa.SmallInteger(), nullable=False),
        sa.Column("share_dealer", sa.SmallInteger(), nullable=False),
        sa.Column("share_installer", sa.SmallInteger(), nullable=False),
        sa.Column("share_customer", sa.SmallInteger(), nullable=False),
        sa.Column("share_third_party", sa.SmallInteger(), nullable=False),
        sa.Column("share_reason", sa.Text(), nullable=False),
        sa.Column(
            "customers_word",
            sa.Enum(
                "satisfied",
                "with_reservation",
                "not_satisfied",
                "not_asked",
                name="customersword",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("claimed", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("granted", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "standing",
            sa.Boolean(),
            sa.Computed("ended_at IS NULL", persisted=True),
            nullable=False,
        ),
        sa.CheckConstraint(
            "ended_by IN ('newer', 'reopened')", name=op.f("ck_resolutions_ended_by_is_known")
        ),
        sa.CheckConstraint(
            "(ended_by IS NULL) = (ended_at IS NULL)", name=op.f("ck_resolutions_ended_paired")
        ),
        sa.CheckConstraint(
            "cost >= 0 AND claimed >= 0 AND granted >= 0", name=op.f("ck_resolutions_amounts")
        ),
        sa.CheckConstraint(
            "share_brand >= 0 AND share_dealer >= 0 AND share_installer >= 0 AND share_customer >= 0 AND share_third_party >= 0 AND share_brand + share_dealer + share_installer + share_customer + share_third_party = 100",
            name=op.f("ck_resolutions_shares_sum_to_100"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_resolutions_case_id")),
        sa.ForeignKeyConstraint(
            ["dealer_id"], ["dealers.id"], name=op.f("fk_resolutions_dealer_id")
        ),
        sa.ForeignKeyConstraint(
            ["resolved_by_id"], ["users.id"], name=op.f("fk_resolutions_resolved_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resolutions")),
        sa.UniqueConstraint(
            "id",
            "case_id",
            "resolved_by_id",
            "made_at",
            name=op.f("uq_resolutions_id_case_id_resolved_by_id_made_at"),
        ),
        sa.UniqueConstraint(
            "id", "case_id", "standing", name=op.f("uq_resolutions_id_case_id_standing")
        ),
        sa.UniqueConstraint("id", "case_id", name=op.f("uq_resolutions_id_case_id")),
    )
    op.create_index(
        "uq_resolutions_one_standing",
        "resolutions",
        ["case_id"],
        unique=True,
        postgresql_where="ended_at IS NULL",
    )
    op.create_table(
        "sla_clocks",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("attempt", sa.BigInteger(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "triage",
                "accept",
                "first_contact",
                "visit",
                "resolve",
                "decision",
                "callback",
                name="stage",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "owner",
            sa.Enum(
                "hotline",
                "dealer",
                "brand",
                name="clockowner",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("dealer_id", sa.BigInteger(), nullable=True),
        sa.Column("policy_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "severity",
            sa.Enum(
                "urgent",
                "normal",
                "minor",
                name="severity",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("calendar_code", sa.Text(), nullable=False),
        sa.Column("minutes", sa.BigInteger(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "running",
                "met",
                "dropped",
                name="clockstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("breached_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'running') = (stopped_at IS NULL)", name=op.f("ck_sla_clocks_stopped_paired")
        ),
        sa.CheckConstraint(
            "owner <> 'dealer' OR dealer_id IS NOT NULL", name=op.f("ck_sla_clocks_dealers_clock")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_sla_clocks_case_id")),
        sa.ForeignKeyConstraint(
            ["dealer_id"], ["dealers.id"], name=op.f("fk_sla_clocks_dealer_id")
        ),
        sa.ForeignKeyConstraint(
            ["policy_id"], ["sla_policies.id"], name=op.f("fk_sla_clocks_policy_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sla_clocks")),
    )
    op.create_index("ix_sla_clocks_case_id_id", "sla_clocks", ["case_id", "id"], unique=False)
    op.create_index(op.f("ix_sla_clocks_dealer_id"), "sla_clocks", ["dealer_id"], unique=False)
    op.create_index(
        "ix_sla_clocks_running",
        "sla_clocks",
        ["due_at", "id"],
        unique=False,
        postgresql_where="state = 'running'",
    )
    op.create_index(
        "uq_sla_clocks_one_running_for_a_stage",
        "sla_clocks",
        ["case_id", "stage"],
        unique=True,
        postgresql_where="state = 'running'",
    )
    op.create_table(
        "supervisor_requests",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "offer_without_contact",
                "unreachable",
                name="requestkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("dealer_id", sa.BigInteger(), nullable=True),
        sa.Column("asked_by_id", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("granted", sa.Boolean(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "decided_by_id <> asked_by_id",
            name=op.f("ck_supervisor_requests_not_on_ones_own_request"),
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["users.id"], name=op.f("fk_supervisor_requests_asked_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_supervisor_requests_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["dealer_id"], ["dealers.id"], name=op.f("fk_supervisor_requests_dealer_id")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["users.id"], name=op.f("fk_supervisor_requests_decided_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supervisor_requests")),
    )
    op.create_index(
        op.f("ix_supervisor_requests_case_id"), "supervisor_requests", ["case_id"], unique=False
    )
    op.create_index(
        "ix_supervisor_requests_waiting",
        "supervisor_requests",
        ["asked_at", "id"],
        unique=False,
        postgresql_where="decided_at IS NULL",
    )
    op.create_index(
        "uq_supervisor_requests_open",
        "supervisor_requests",
        ["case_id", "kind"],
        unique=True,
        postgresql_where="decided_at IS NULL",
    )
    op.create_table(
        "tasks",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "reservation",
                "prevention",
                "recheck",
                "finding",
                "details",
                "review",
                "other",
                name="taskkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=True),
        sa.Column("dealer_id", sa.BigInteger(), nullable=True),
        sa.Column("team", sa.Boolean(), nullable=False, comment="the hotline's, whoever is there"),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.BigInteger(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by_id", sa.BigInteger(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "owner_id IS NOT NULL OR dealer_id IS NOT NULL OR team",
            name=op.f("ck_tasks_somebody_owns_it"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_tasks_case_id")),
        sa.ForeignKeyConstraint(["dealer_id"], ["dealers.id"], name=op.f("fk_tasks_dealer_id")),
        sa.ForeignKeyConstraint(["done_by_id"], ["users.id"], name=op.f("fk_tasks_done_by_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["users.id"], name=op.f("fk_tasks_made_by_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_tasks_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tasks")),
    )
    op.create_index("ix_tasks_case_id_id", "tasks", ["case_id", "id"], unique=False)
    op.create_index(
        "ix_tasks_dealer_open",
        "tasks",
        ["dealer_id", "due_at", "id"],
        unique=False,
        postgresql_where="done_at IS NULL",
    )
    op.create_index(
        "ix_tasks_kind_open",
        "tasks",
        ["kind", "due_at", "id"],
        unique=False,
        postgresql_where="done_at IS NULL",
    )
    op.create_index(
        "ix_tasks_owner_open",
        "tasks",
        ["owner_id", "due_at", "id"],
        unique=False,
        postgresql_where="done_at IS NULL",
    )
    op.create_table(
        "audit_answers",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("audit_id", sa.BigInteger(), nullable=False),
        sa.Column("question_id", sa.BigInteger(), nullable=False),
        sa.Column("answered", sa.Boolean(), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "answered OR points IS NULL", name=op.f("ck_audit_answers_points_are_an_answer")
        ),
        sa.CheckConstraint("points BETWEEN 0 AND 2", name=op.f("ck_audit_answers_points_0_to_2")),
        sa.ForeignKeyConstraint(
            ["audit_id"], ["audits.id"], name=op.f("fk_audit_answers_audit_id")
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["scorecard_questions.id"], name=op.f("fk_audit_answers_question_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_answers")),
        sa.UniqueConstraint(
            "audit_id", "question_id", name=op.f("uq_audit_answers_audit_id_question_id")
        ),
    )
    op.create_table(
        "audit_findings",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("audit_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "coaching",
                "process",
                "dealer",
                "product",
                "praise",
                name="findingkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("body", sa.Text(), nullable=False, comment="what was found; read with the audit"),
        sa.Column(
            "todo", sa.Text(), nullable=False, comment="what is to be done; the task's title"
        ),
        sa.Column(
            "owner_id",
            sa.BigInteger(),
            nullable=True,
            comment="none for kind dealer: the case's dealer",
        ),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("task_id", sa.BigInteger(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind = 'praise' OR (todo <> '' AND due_at IS NOT NULL)",
            name=op.f("ck_audit_findings_more_than_praise_is_due"),
        ),
        sa.ForeignKeyConstraint(
            ["audit_id"], ["audits.id"], name=op.f("fk_audit_findings_audit_id")
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["users.id"], name=op.f("fk_audit_findings_owner_id")
        ),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_audit_findings_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_findings")),
    )
    op.create_index(
        op.f("ix_audit_findings_audit_id"), "audit_findings", ["audit_id"], unique=False
    )
    op.create_table(
        "callbacks",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("resolution_id", sa.BigInteger(), nullable=False),
        sa.Column("resolved_by_id", sa.BigInteger(), nullable=False),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "maker_side",
            sa.Enum(
                "brand", "dealer", name="side", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "settled",
                "settled_with_reservation",
                "not_settled",
                "no_answer",
                "call_later",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("solved", sa.Boolean(), nullable=True, comment="is it solved?"),
        sa.Column("treated", sa.SmallInteger(), nullable=True, comment="how were you treated, 1–5"),
        sa.Column("pressed", sa.Boolean(), nullable=True, comment="did anyone press you?"),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column(
            "later_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="when they asked to be called",
        ),
        sa.Column("task_id", sa.BigInteger(), nullable=True, comment="a recheck (K8)"),
        sa.Column(
            "settles",
            sa.Boolean(),
            sa.Computed("outcome IN ('settled', 'settled_with_reservation')", persisted=True),
            nullable=False,
        ),
        sa.Column(
            "ends_resolution",
            sa.Boolean(),
            sa.Computed("CASE WHEN outcome = 'not_settled' THEN false END", persisted=True),
            nullable=True,
        ),
        sa.CheckConstraint("maker_side = 'brand'", name=op.f("ck_callbacks_by_the_brand")),
        sa.CheckConstraint(
            "outcome NOT IN ('settled', 'settled_with_reservation') OR (solved IS NOT NULL AND treated IS NOT NULL AND pressed IS NOT NULL)",
            name=op.f("ck_callbacks_three_questions_asked"),
        ),
        sa.CheckConstraint(
            "made_at >= resolved_at", name=op.f("ck_callbacks_after_the_resolution")
        ),
        sa.CheckConstraint(
            "made_by_id <> resolved_by_id", name=op.f("ck_callbacks_not_by_the_resolver")
        ),
        sa.CheckConstraint("treated BETWEEN 1 AND 5", name=op.f("ck_callbacks_treated_1_to_5")),
        sa.ForeignKeyConstraint(
            ["made_by_id", "maker_side"],
            ["users.id", "users.side"],
            name="fk_callbacks_maker_is_of_that_side",
        ),
        sa.ForeignKeyConstraint(
            ["resolution_id", "case_id", "ends_resolution"],
            ["resolutions.id", "resolutions.case_id", "resolutions.standing"],
            name="fk_callbacks_not_settled_ends_resolution",
        ),
        sa.ForeignKeyConstraint(
            ["resolution_id", "case_id", "resolved_by_id", "resolved_at"],
            [
                "resolutions.id",
                "resolutions.case_id",
                "resolutions.resolved_by_id",
                "resolutions.made_at",
            ],
            name="fk_callbacks_of_this_resolution",
        ),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_callbacks_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_callbacks")),
        sa.UniqueConstraint(
            "id",
            "case_id",
            "resolution_id",
            "settles",
            name=op.f("uq_callbacks_id_case_id_resolution_id_settles"),
        ),
    )
    op.create_index("ix_callbacks_case_id_id", "callbacks", ["case_id", "id"], unique=False)
    op.create_index("ix_callbacks_resolution_id", "callbacks", ["resolution_id"], unique=False)
    op.create_table(
        "dispatches",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("dealer_id", sa.BigInteger(), nullable=False),
        sa.Column("offer_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "entitlement_id",
            sa.BigInteger(),
            nullable=False,
            comment="what justifies it (domain E2)",
        ),
        sa.Column(
            "purpose",
            sa.Enum(
                "inspection",
                "repair",
                name="purpose",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "window_start",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="the customer's window",
        ),
        sa.Column("window_end", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "on_site",
                "done",
                "moved",
                "cancelled",
                "no_show_ours",
                "no_show_customer",
                name="dispatchstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.Text(), nullable=False, comment="what to bring, what to look at"),
        sa.Column("made_by_id", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=False),
        sa.Column("moved_to_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "(state IN ('planned', 'on_site')) = (ended_at IS NULL)",
            name=op.f("ck_dispatches_end_paired"),
        ),
        sa.CheckConstraint(
            "window_end > window_start", name=op.f("ck_dispatches_window_is_not_empty")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_dispatches_case_id")),
        sa.ForeignKeyConstraint(
            ["dealer_id"], ["dealers.id"], name=op.f("fk_dispatches_dealer_id")
        ),
        sa.ForeignKeyConstraint(
            ["entitlement_id", "case_id"],
            ["entitlements.id", "entitlements.case_id"],
            name="fk_dispatches_justified_by_entitlement",
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["users.id"], name=op.f("fk_dispatches_made_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["moved_to_id"], ["dispatches.id"], name=op.f("fk_dispatches_moved_to_id")
        ),
        sa.ForeignKeyConstraint(
            ["offer_id", "case_id", "dealer_id"],
            ["offers.id", "offers.case_id", "offers.dealer_id"],
            name="fk_dispatches_under_an_offer_held",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispatches")),
        sa.UniqueConstraint(
            "id", "case_id", "dealer_id", name=op.f("uq_dispatches_id_case_id_dealer_id")
        ),
    )
    op.create_index("ix_dispatches_case_id_id", "dispatches", ["case_id", "id"], unique=False)
    op.create_index(
        "ix_dispatches_dealer_id_window_start",
        "dispatches",
        ["dealer_id", "window_start"],
        unique=False,
    )
    op.create_index(
        "uq_dispatches_one_active_for_a_case",
        "dispatches",
        ["case_id"],
        unique=True,
        postgresql_where="state IN ('planned', 'on_site')",
    )
    op.create_table(
        "event_texts",
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("salt", postgresql.BYTEA(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_event_texts_case_id")),
        sa.ForeignKeyConstraint(
            ["event_id"], ["case_events.id"], name=op.f("fk_event_texts_event_id")
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_event_texts")),
    )
    op.create_index(op.f("ix_event_texts_case_id"), "event_texts", ["case_id"], unique=False)
    op.create_table(
        "unreachable_approvals",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("resolution_id", sa.BigInteger(), nullable=False),
        sa.Column("asked_by_id", sa.BigInteger(), nullable=False),
        sa.Column("approved_by_id", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "approved_by_id <> asked_by_id",
            name=op.f("ck_unreachable_approvals_not_on_ones_own_request"),
        ),
        sa.CheckConstraint(
            "length(reason) >= 10", name=op.f("ck_unreachable_approvals_reason_is_given")
        ),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["users.id"], name=op.f("fk_unreachable_approvals_approved_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["users.id"], name=op.f("fk_unreachable_approvals_asked_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["resolution_id", "case_id"],
            ["resolutions.id", "resolutions.case_id"],
            name="fk_unreachable_approvals_of_this_resolution",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unreachable_approvals")),
        sa.UniqueConstraint(
            "id",
            "case_id",
            "resolution_id",
            name=op.f("uq_unreachable_approvals_id_case_id_resolution_id"),
        ),
    )
    op.create_table(
        "withdrawals",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "via",
            sa.Enum(
                "brand_call",
                "link",
                name="withdrawalvia",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("made_by_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "maker_side",
            sa.Enum(
                "brand", "dealer", name="side", native_enum=False, create_constraint=True, length=40
            ),
            nullable=True,
        ),
        sa.Column("link_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False, comment="7 days later"),
        sa.Column("objected_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "lapsed_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="the ending was undone by K3",
        ),
        sa.CheckConstraint(
            "CASE via WHEN 'brand_call' THEN made_by_id IS NOT NULL AND maker_side = 'brand' AND link_id IS NULL ELSE link_id IS NOT NULL AND made_by_id IS NULL END",
            name=op.f("ck_withdrawals_by_brand_call_or_own_link"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_withdrawals_case_id")),
        sa.ForeignKeyConstraint(
            ["link_id", "case_id"],
            ["customer_links.id", "customer_links.case_id"],
            name="fk_withdrawals_link_of_this_case",
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id", "maker_side"],
            ["users.id", "users.side"],
            name="fk_withdrawals_maker_is_of_that_side",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_withdrawals")),
        sa.UniqueConstraint("id", "case_id", name=op.f("uq_withdrawals_id_case_id")),
    )
    op.create_index(
        "uq_withdrawals_one_waiting",
        "withdrawals",
        ["case_id"],
        unique=True,
        postgresql_where="objected_at IS NULL AND lapsed_at IS NULL",
    )
    op.create_table(
        "case_endings",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("resolution_id", sa.BigInteger(), nullable=True),
        sa.Column("callback_id", sa.BigInteger(), nullable=True),
        sa.Column("approval_id", sa.BigInteger(), nullable=True),
        sa.Column("withdrawal_id", sa.BigInteger(), nullable=True),
        sa.Column("merge_id", sa.BigInteger(), nullable=True),
        sa.Column("must_settle", sa.Boolean(), nullable=False),
        sa.Column("ended_by_id", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "open", sa.Boolean(), sa.Computed("undone_at IS NULL", persisted=True), nullable=False
        ),
        sa.CheckConstraint(
            "(resolution_id IS NOT NULL) = (kind IN ('closed', 'unreachable'))",
            name=op.f("ck_case_endings_resolution_where_one_is_judged"),
        ),
        sa.CheckConstraint(
            "kind IN ('closed', 'unreachable', 'withdrawn', 'merged')",
            name=op.f("ck_case_endings_kind_is_known"),
        ),
        sa.CheckConstraint(
            "num_nonnulls(callback_id, approval_id, withdrawal_id, merge_id) = 1 AND CASE kind WHEN 'closed' THEN callback_id IS NOT NULL WHEN 'unreachable' THEN approval_id IS NOT NULL WHEN 'withdrawn' THEN withdrawal_id IS NOT NULL ELSE merge_id IS NOT NULL END",
            name=op.f("ck_case_endings_has_the_ground_of_its_kind"),
        ),
        sa.CheckConstraint("must_settle", name=op.f("ck_case_endings_must_settle_is_true")),
        sa.ForeignKeyConstraint(
            ["approval_id", "case_id", "resolution_id"],
            [
                "unreachable_approvals.id",
                "unreachable_approvals.case_id",
                "unreachable_approvals.resolution_id",
            ],
            name="fk_case_endings_approval",
        ),
        sa.ForeignKeyConstraint(
            ["callback_id", "case_id", "resolution_id", "must_settle"],
            ["callbacks.id", "callbacks.case_id", "callbacks.resolution_id", "callbacks.settles"],
            name="fk_case_endings_callback_settles",
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_endings_case_id")),
        sa.ForeignKeyConstraint(
            ["ended_by_id"], ["users.id"], name=op.f("fk_case_endings_ended_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["merge_id", "case_id"], ["merges.id", "merges.case_id"], name="fk_case_endings_merge"
        ),
        sa.ForeignKeyConstraint(
            ["resolution_id", "case_id", "open"],
            ["resolutions.id", "resolutions.case_id", "resolutions.standing"],
            name="fk_case_endings_stands_with_resolution",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["withdrawal_id", "case_id"],
            ["withdrawals.id", "withdrawals.case_id"],
            name="fk_case_endings_withdrawal",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_endings")),
        sa.UniqueConstraint("approval_id", name=op.f("uq_case_endings_approval_id")),
        sa.UniqueConstraint("callback_id", name=op.f("uq_case_endings_callback_id")),
        sa.UniqueConstraint(
            "id", "case_id", "kind", "open", name=op.f("uq_case_endings_id_case_id_kind_open")
        ),
        sa.UniqueConstraint("merge_id", name=op.f("uq_case_endings_merge_id")),
        sa.UniqueConstraint("withdrawal_id", name=op.f("uq_case_endings_withdrawal_id")),
    )
    op.create_index("ix_case_endings_case_id", "case_endings", ["case_id"], unique=False)
    op.create_table(
        "dispatch_people",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("dispatch_id", sa.BigInteger(), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("dealer_id", sa.BigInteger(), nullable=False),
        sa.Column("installer_id", sa.BigInteger(), nullable=False),
        sa.Column("lead", sa.Boolean(), nullable=False),
        sa.Column("slot", postgresql.TSTZRANGE(), nullable=False),
        sa.Column(
            "slot_start",
            sa.DateTime(timezone=True),
            sa.Computed("lower(slot)", persisted=True),
            nullable=False,
        ),
        sa.Column("active", sa.Boolean(), nullable=False, comment="planned or on site"),
        sa.Column(
            "visible_from",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="17:00 on the day before (D4)",
        ),
        sa.Column(
            "visible_until",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="when the job was done",
        ),
        postgresql.ExcludeConstraint(
            (sa.text("int8range(installer_id, installer_id, '[]')"), "&&"),
            (sa.column("slot"), "&&"),
            where=sa.text("active"),
            using="gist",
            name="ex_dispatch_people_no_two_slots_at_once",
        ),
        sa.CheckConstraint(
            "NOT isempty(slot) AND lower_inc(slot) AND NOT upper_inc(slot) AND upper(slot) - lower(slot) <= interval '24 hours'",
            name=op.f("ck_dispatch_people_slot_is_whole"),
        ),
        sa.CheckConstraint(
            "lower(slot) - visible_from <= interval '31 hours'",
            name=op.f("ck_dispatch_people_seen_from_the_day_before"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_dispatch_people_case_id")),
        sa.ForeignKeyConstraint(
            ["dispatch_id", "case_id", "dealer_id"],
            ["dispatches.id", "dispatches.case_id", "dispatches.dealer_id"],
            name="fk_dispatch_people_of_this_dispatch",
        ),
        sa.ForeignKeyConstraint(
            ["installer_id"], ["installers.id"], name=op.f("fk_dispatch_people_installer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispatch_people")),
        sa.UniqueConstraint(
            "dispatch_id", "installer_id", name=op.f("uq_dispatch_people_dispatch_id_installer_id")
        ),
    )
    op.create_index("ix_dispatch_people_case_id", "dispatch_people", ["case_id"], unique=False)
    op.create_index("ix_dispatch_people_dealer_id", "dispatch_people", ["dealer_id"], unique=False)
    op.create_index(
        "ix_dispatch_people_installer_id_slot_start",
        "dispatch_people",
        ["installer_id", "slot_start"],
        unique=False,
    )
    op.create_table(
        "visits",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("dispatch_id", sa.BigInteger(), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("dealer_id", sa.BigInteger(), nullable=False),
        sa.Column("installer_id", sa.BigInteger(), nullable=False),
        sa.Column("checked_in_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("finding", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False, comment="codes of Cause, parted by spaces"),
        sa.Column("done", sa.Text(), nullable=False, comment="what was done on site"),
        sa.Column("needs_return", sa.Boolean(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "confirmation",
            sa.Enum(
                "signature",
                "code",
                "signed_by",
                "refused",
                name="confirmation",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signer_name", sa.Text(), nullable=False),
        sa.Column("signer_relation", sa.Text(), nullable=False),
        sa.Column("signature_id", sa.BigInteger(), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "confirmation <> 'signature' OR signature_id IS NOT NULL",
            name=op.f("ck_visits_signature_is_there"),
        ),
        sa.CheckConstraint(
            "confirmation <> 'signed_by' OR (signer_name <> '' AND signer_relation <> '')",
            name=op.f("ck_visits_signed_by_says_who"),
        ),
        sa.CheckConstraint(
            "(confirmation IS NULL) = (confirmed_at IS NULL)",
            name=op.f("ck_visits_confirmed_paired"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_visits_case_id")),
        sa.ForeignKeyConstraint(
            ["dispatch_id", "case_id", "dealer_id"],
            ["dispatches.id", "dispatches.case_id", "dispatches.dealer_id"],
            name="fk_visits_of_this_dispatch",
        ),
        sa.ForeignKeyConstraint(
            ["installer_id"], ["installers.id"], name=op.f("fk_visits_installer_id")
        ),
        sa.ForeignKeyConstraint(
            ["signature_id"], ["files.id"], name=op.f("fk_visits_signature_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visits")),
        sa.UniqueConstraint("dispatch_id", name=op.f("uq_visits_dispatch_id")),
    )
    op.create_index("ix_visits_case_id_id", "visits", ["case_id", "id"], unique=False)
    op.create_foreign_key(
        op.f("fk_cases_import_row_id"), "cases", "import_rows", ["import_row_id"], ["id"]
    )
    op.create_foreign_key(
        op.f("fk_cases_entitlement_id"), "cases", "entitlements", ["entitlement_id"], ["id"]
    )
    op.create_foreign_key(
        op.f("fk_cases_ended_by_open_ending"),
        "cases",
        "case_endings",
        ["ending_id", "id", "ending_kind", "ending_open"],
        ["id", "case_id", "kind", "open"],
        deferrable=True,
        initially="IMMEDIATE",
    )
    op.create_foreign_key(op.f("fk_files_visit_id"), "files", "visits", ["visit_id"], ["id"])


def downgrade() -> None:
    op.drop_constraint(op.f("fk_cases_import_row_id"), "cases", type_="foreignkey")
    op.drop_constraint(op.f("fk_cases_entitlement_id"), "cases", type_="foreignkey")
    op.drop_constraint(op.f("fk_cases_ended_by_open_ending"), "cases", type_="foreignkey")
    op.drop_constraint(op.f("fk_files_visit_id"), "files", type_="foreignkey")
    op.drop_index("ix_visits_case_id_id", table_name="visits")
    op.drop_table("visits")
    op.drop_index("ix_dispatch_people_installer_id_slot_start", table_name="dispatch_people")
    op.drop_index("ix_dispatch_people_dealer_id", table_name="dispatch_people")
    op.drop_index("ix_dispatch_people_case_id", table_name="dispatch_people")
    op.drop_table("dispatch_people")
    op.drop_index("ix_case_endings_case_id", table_name="case_endings")
    op.drop_table("case_endings")
    op.drop_index(
        "uq_withdrawals_one_waiting",
        table_name="withdrawals",
        postgresql_where="objected_at IS NULL AND lapsed_at IS NULL",
    )
    op.drop_table("withdrawals")
    op.drop_table("unreachable_approvals")
    op.drop_index(op.f("ix_event_texts_case_id"), table_name="event_texts")
    op.drop_table("event_texts")
    op.drop_index(
        "uq_dispatches_one_active_for_a_case",
        table_name="dispatches",
        postgresql_where="state IN ('planned', 'on_site')",
    )
    op.drop_index("ix_dispatches_dealer_id_window_start", table_name="dispatches")
    op.drop_index("ix_dispatches_case_id_id", table_name="dispatches")
    op.drop_table("dispatches")
    op.drop_index("ix_callbacks_resolution_id", table_name="callbacks")
    op.drop_index("ix_callbacks_case_id_id", table_name="callbacks")
    op.drop_table("callbacks")
    op.drop_index(op.f("ix_audit_findings_audit_id"), table_name="audit_findings")
    op.drop_table("audit_findings")
    op.drop_table("audit_answers")
    op.drop_index("ix_tasks_owner_open", table_name="tasks", postgresql_where="done_at IS NULL")
    op.drop_index("ix_tasks_kind_open", table_name="tasks", postgresql_where="done_at IS NULL")
    op.drop_index("ix_tasks_dealer_open", table_name="tasks", postgresql_where="done_at IS NULL")
    op.drop_index("ix_tasks_case_id_id", table_name="tasks")
    op.drop_table("tasks")
    op.drop_index(
        "uq_supervisor_requests_open",
        table_name="supervisor_requests",
        postgresql_where="decided_at IS NULL",
    )
    op.drop_index(
        "ix_supervisor_requests_waiting",
        table_name="supervisor_requests",
        postgresql_where="decided_at IS NULL",
    )
    op.drop_index(op.f("ix_supervisor_requests_case_id"), table_name="supervisor_requests")
    op.drop_table("supervisor_requests")
    op.drop_index(
        "uq_sla_clocks_one_running_for_a_stage",
        table_name="sla_clocks",
        postgresql_where="state = 'running'",
    )
    op.drop_index(
        "ix_sla_clocks_running", table_name="sla_clocks", postgresql_where="state = 'running'"
    )
    op.drop_index(op.f("ix_sla_clocks_dealer_id"), table_name="sla_clocks")
    op.drop_index("ix_sla_clocks_case_id_id", table_name="sla_clocks")
    op.drop_table("sla_clocks")
    op.drop_index(
        "uq_resolutions_one_standing", table_name="resolutions", postgresql_where="ended_at IS NULL"
    )
    op.drop_table("resolutions")
    op.drop_index(op.f("ix_promises_owner_id"), table_name="promises")
    op.drop_index("ix_promises_due", table_name="promises", postgresql_where="outcome IS NULL")
    op.drop_index("ix_promises_case_id_id", table_name="promises")
    op.drop_table("promises")
    op.drop_index("ix_part_orders_case_id_id", table_name="part_orders")
    op.drop_table("part_orders")
    op.drop_index("ix_outside_results_started_on", table_name="outside_results")
    op.drop_index(op.f("ix_outside_results_odd"), table_name="outside_results")
    op.drop_index(op.f("ix_outside_results_industry"), table_name="outside_results")
    op.drop_index(op.f("ix_outside_results_business"), table_name="outside_results")
    op.drop_table("outside_results")
    op.drop_index(
        "uq_offers_one_open_for_a_case", table_name="offers", postgresql_where="state = 'open'"
    )
    op.drop_index(
        "uq_offers_one_holder_of_a_case",
        table_name="offers",
        postgresql_where="state = 'accepted' AND released_at IS NULL",
    )
    op.drop_index("ix_offers_dealer_id_state", table_name="offers")
    op.drop_index("ix_offers_case_id_id", table_name="offers")
    op.drop_table("offers")
    op.drop_index("ix_merges_into_case_id", table_name="merges")
    op.drop_index("ix_merges_case_id", table_name="merges")
    op.drop_table("merges")
    op.drop_index("ix_import_problems_import_id_line", table_name="import_problems")
    op.drop_table("import_problems")
    op.drop_index(op.f("ix_files_visit_id"), table_name="files")
    op.drop_index("ix_files_case_id_id", table_name="files")
    op.drop_index(op.f("ix_files_added_by_id"), table_name="files")
    op.drop_table("files")
    op.drop_index(op.f("ix_entitlements_case_id"), table_name="entitlements")
    op.drop_table("entitlements")
    op.drop_index("ix_customer_links_case_id", table_name="customer_links")
    op.drop_table("customer_links")
    op.drop_index("ix_contact_claims_case_id_id", table_name="contact_claims")
    op.drop_table("contact_claims")
    op.drop_index("ix_case_search_tokens", table_name="case_search", postgresql_using="gin")
    op.drop_table("case_search")
    op.drop_index("ix_case_events_at_id", table_name="case_events")
    op.drop_table("case_events")
    op.drop_index(op.f("ix_case_accused_installer_id"), table_name="case_accused")
    op.drop_table("case_accused")
    op.drop_index("ix_audits_done_at_id", table_name="audits")
    op.drop_index("ix_audits_auditor_id_state", table_name="audits")
    op.drop_index(op.f("ix_audits_agent_id"), table_name="audits")
    op.drop_table("audits")
    op.drop_index(op.f("ix_cases_symptom_id"), table_name="cases")
    op.drop_index(
        "ix_cases_supervisor_queue",
        table_name="cases",
        postgresql_where="at_supervisor AND is_open",
    )
    op.drop_index("ix_cases_status_queue", table_name="cases")
    op.drop_index(op.f("ix_cases_relayed_by_id"), table_name="cases")
    op.drop_index("ix_cases_recent", table_name="cases")
    op.drop_index("ix_cases_queue", table_name="cases")
    op.drop_index(op.f("ix_cases_purchase_id"), table_name="cases")
    op.drop_index(op.f("ix_cases_product_id"), table_name="cases")
    op.drop_index(op.f("ix_cases_follows_id"), table_name="cases")
    op.drop_index(
        "ix_cases_ended_here", table_name="cases", postgresql_where="ending_id IS NOT NULL"
    )
    op.drop_index("ix_cases_ended", table_name="cases", postgresql_where="ended_at IS NOT NULL")
    op.drop_index(
        "ix_cases_elsewhere", table_name="cases", postgresql_where="status = 'closed_elsewhere'"
    )
    op.drop_index("ix_cases_dealer_queue", table_name="cases")
    op.drop_index("ix_cases_customer_id_id", table_name="cases")
    op.drop_index("ix_cases_agent_queue", table_name="cases")
    op.drop_table("cases")
    op.drop_index(op.f("ix_purchases_store_id"), table_name="purchases")
    op.drop_index(op.f("ix_purchases_serving_dealer_id"), table_name="purchases")
    op.drop_index(op.f("ix_purchases_selling_dealer_id"), table_name="purchases")
    op.drop_index(op.f("ix_purchases_salesperson_id"), table_name="purchases")
    op.drop_index(op.f("ix_purchases_product_id"), table_name="purchases")
    op.drop_index(
        "ix_purchases_order_normal",
        table_name="purchases",
        postgresql_ops={"order_normal": "text_pattern_ops"},
    )
    op.drop_index(op.f("ix_purchases_installer_id"), table_name="purchases")
    op.drop_index(op.f("ix_purchases_customer_id"), table_name="purchases")
    op.drop_table("purchases")
    op.drop_table("sla_policy_rows")
    op.drop_index(op.f("ix_import_rows_import_id"), table_name="import_rows")
    op.drop_table("import_rows")
    op.drop_index("ix_enquiries_at_id", table_name="enquiries")
    op.drop_table("enquiries")
    op.drop_index("ix_customer_phones_normal", table_name="customer_phones")
    op.drop_index("ix_customer_phones_last4", table_name="customer_phones")
    op.drop_table("customer_phones")
    op.drop_index(op.f("ix_customer_addresses_customer_id"), table_name="customer_addresses")
    op.drop_table("customer_addresses")
    op.drop_table("sla_policies")
    op.drop_index("ix_setting_changes_at_id", table_name="setting_changes")
    op.drop_table("setting_changes")
    op.drop_table("saved_views")
    op.drop_index(op.f("ix_salespeople_store_id"), table_name="salespeople")
    op.drop_table("salespeople")
    op.drop_index(op.f("ix_logins_user_id"), table_name="logins")
    op.drop_table("logins")
    op.drop_table("likely_duplicates")
    op.drop_index(op.f("ix_invitations_user_id"), table_name="invitations")
    op.drop_table("invitations")
    op.drop_table("imports")
    op.drop_table("drafts")
    op.drop_index(op.f("ix_customers_sales_contact_id"), table_name="customers")
    op.drop_index("ix_customers_name_tokens", table_name="customers", postgresql_using="gin")
    op.drop_table("customers")
    op.drop_table("credentials")
    op.drop_table("calendar_days")
    op.drop_index(op.f("ix_users_installer_id"), table_name="users")
    op.drop_index(op.f("ix_users_dealer_id"), table_name="users")
    op.drop_table("users")
    op.drop_index(op.f("ix_stores_dealer_id"), table_name="stores")
    op.drop_table("stores")
    op.drop_table("scorecard_questions")
    op.drop_index(
        "uq_installer_dealers_current",
        table_name="installer_dealers",
        postgresql_where="until IS NULL",
    )
    op.drop_index(op.f("ix_installer_dealers_dealer_id"), table_name="installer_dealers")
    op.drop_table("installer_dealers")
    op.drop_index(op.f("ix_installer_contacts_phone_normal"), table_name="installer_contacts")
    op.drop_table("installer_contacts")
    op.drop_index("uq_dealer_districts", table_name="dealer_districts")
    op.drop_index(op.f("ix_dealer_districts_dealer_id"), table_name="dealer_districts")
    op.drop_table("dealer_districts")
    op.drop_index(op.f("ix_contact_points_normal"), table_name="contact_points")
    op.drop_index(op.f("ix_contact_points_dealer_id"), table_name="contact_points")
    op.drop_table("contact_points")
    op.drop_index(op.f("ix_calendars_dealer_id"), table_name="calendars")
    op.drop_table("calendars")
    op.drop_table("symptoms")
    op.drop_index("ix_signin_attempts_key_at", table_name="signin_attempts")
    op.drop_table("signin_attempts")
    op.drop_table("settings")
    op.drop_table("scorecards")
    op.drop_index(op.f("ix_refused_attempts_case_id"), table_name="refused_attempts")
    op.drop_table("refused_attempts")
    op.drop_table("products")
    op.drop_index("ix_installers_standing", table_name="installers")
    op.drop_index("ix_installers_name_sort_id", table_name="installers")
    op.drop_index(op.f("ix_installers_name_folded"), table_name="installers")
    op.drop_table("installers")
    op.drop_table("heart_beats")
    op.drop_table("form_receipts")
    op.drop_index("ix_dealers_name_sort_id", table_name="dealers")
    op.drop_index(op.f("ix_dealers_name_folded"), table_name="dealers")
    op.drop_table("dealers")
    op.execute(sa.schema.DropSequence(sa.Sequence("case_running")))
