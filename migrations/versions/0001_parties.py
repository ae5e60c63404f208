"""Dealers, their stores and salespeople, installers, users, and how each is reached

Revision ID: 0001_parties
Revises:
"""

import sqlalchemy as sa
from alembic import op

from migrations.columns import words

revision = "0001_parties"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
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
        sa.Column("kind", words("dealerkind", "partner own_team"), nullable=False),
        sa.Column("state", words("dealerstate", "active limited leaving gone"), nullable=False),
        sa.Column("city", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dealers")),
    )
    op.create_index(op.f("ix_dealers_name_folded"), "dealers", ["name_folded"])
    op.create_index("ix_dealers_name_sort_id", "dealers", ["name_sort", "id"])
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
    op.create_index(op.f("ix_dealer_districts_dealer_id"), "dealer_districts", ["dealer_id"])
    op.create_index(
        "uq_dealer_districts", "dealer_districts", ["district", "dealer_id"], unique=True
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
    op.create_index(op.f("ix_stores_dealer_id"), "stores", ["dealer_id"])
    op.create_table(
        "installers",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_sort", sa.Text(), nullable=False),
        sa.Column("name_folded", sa.Text(), nullable=False),
        sa.Column("standing", words("standing", "good watched held suspended"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_installers")),
    )
    op.create_index(op.f("ix_installers_name_folded"), "installers", ["name_folded"])
    op.create_index("ix_installers_name_sort_id", "installers", ["name_sort", "id"])
    op.create_index("ix_installers_standing", "installers", ["standing"])
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
        op.f("ix_installer_contacts_phone_normal"), "installer_contacts", ["phone_normal"]
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
    op.create_index(op.f("ix_installer_dealers_dealer_id"), "installer_dealers", ["dealer_id"])
    op.create_index(
        "uq_installer_dealers_current",
        "installer_dealers",
        ["installer_id", "dealer_id"],
        unique=True,
        postgresql_where="until IS NULL",
    )
    op.create_table(
        "users",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("side", words("side", "brand dealer"), nullable=False),
        sa.Column(
            "role",
            words(
                "role",
                "agent supervisor director qa sales board_member admin dealer_manager"
                " dealer_desk installer",
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
        sa.Column("locale", words("locale", "en zh_Hans zh_Hant"), nullable=False),
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
            "(side = 'brand') = (role IN ('agent', 'supervisor', 'director', 'qa', 'sales',"
            " 'board_member', 'admin'))",
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
    op.create_index(op.f("ix_users_dealer_id"), "users", ["dealer_id"])
    op.create_index(op.f("ix_users_installer_id"), "users", ["installer_id"])
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
    op.create_index(op.f("ix_salespeople_store_id"), "salespeople", ["store_id"])
    op.create_table(
        "contact_points",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("dealer_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", words("contactkind", "phone email address robot"), nullable=False),
        sa.Column(
            "label", sa.Text(), nullable=False, comment="service desk, manager, shop, 400 number, …"
        ),
        sa.Column("spelled", sa.Text(), nullable=False),
        sa.Column("normal", sa.Text(), nullable=False),
        sa.Column(
            "state", words("contactstate", "unverified live suspect dead retired"), nullable=False
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
    op.create_index(op.f("ix_contact_points_dealer_id"), "contact_points", ["dealer_id"])
    op.create_index(op.f("ix_contact_points_normal"), "contact_points", ["normal"])
    op.create_index(
        "ix_contact_points_reachable",
        "contact_points",
        ["dealer_id"],
        postgresql_where="state IN ('live', 'suspect')",
    )


def downgrade() -> None:
    for table in (
        "contact_points",
        "salespeople",
        "users",
        "installer_dealers",
        "installer_contacts",
        "installers",
        "stores",
        "dealer_districts",
        "dealers",
    ):
        op.drop_table(table)
