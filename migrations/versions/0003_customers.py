"""Products, symptoms, customers and what they bought

Revision ID: 0003_customers
Revises: 0002_accounts
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.columns import words

revision = "0003_customers"
down_revision = "0002_accounts"
branch_labels = None
depends_on = None


def upgrade() -> None:
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
            words("warrantystart", "purchase installation acceptance"),
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
        "customers",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("name", sa.Text(), nullable=False, comment="as they want to be called"),
        sa.Column("name_folded", sa.Text(), nullable=False),
        sa.Column("name_tokens", postgresql.TSVECTOR(), nullable=False),
        sa.Column("kind", words("customerkind", "private company"), nullable=False),
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
        "ix_customers_name_tokens", "customers", ["name_tokens"], postgresql_using="gin"
    )
    op.create_index(op.f("ix_customers_sales_contact_id"), "customers", ["sales_contact_id"])
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
        op.f("ix_customer_addresses_customer_id"), "customer_addresses", ["customer_id"]
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
    op.create_index("ix_customer_phones_last4", "customer_phones", ["last4"])
    op.create_index("ix_customer_phones_normal", "customer_phones", ["normal"])
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
    op.create_index(op.f("ix_purchases_customer_id"), "purchases", ["customer_id"])
    op.create_index(op.f("ix_purchases_installer_id"), "purchases", ["installer_id"])
    op.create_index(
        "ix_purchases_order_normal",
        "purchases",
        ["order_normal"],
        postgresql_ops={"order_normal": "text_pattern_ops"},
    )
    op.create_index(op.f("ix_purchases_product_id"), "purchases", ["product_id"])
    op.create_index(op.f("ix_purchases_salesperson_id"), "purchases", ["salesperson_id"])
    op.create_index(op.f("ix_purchases_selling_dealer_id"), "purchases", ["selling_dealer_id"])
    op.create_index(op.f("ix_purchases_serving_dealer_id"), "purchases", ["serving_dealer_id"])
    op.create_index(op.f("ix_purchases_store_id"), "purchases", ["store_id"])
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
    op.create_index("ix_enquiries_at_id", "enquiries", ["at", "id"])
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


def downgrade() -> None:
    for table in (
        "likely_duplicates",
        "enquiries",
        "purchases",
        "customer_phones",
        "customer_addresses",
        "customers",
        "symptoms",
        "products",
    ):
        op.drop_table(table)
