"""Files, and who was sent when and was there

Revision ID: 0008_visits
Revises: 0007_handling
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.columns import words

revision = "0008_visits"
down_revision = "0007_handling"
branch_labels = None
depends_on = None


def upgrade() -> None:
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
            words("filekind", "evidence before after door signature document"),
            nullable=False,
        ),
        sa.Column("state", words("filestate", "waiting ready refused"), nullable=False),
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
    op.create_index(op.f("ix_files_added_by_id"), "files", ["added_by_id"])
    op.create_index("ix_files_case_id_id", "files", ["case_id", "id"])
    op.create_index(op.f("ix_files_visit_id"), "files", ["visit_id"])
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
        sa.Column("purpose", words("purpose", "inspection repair"), nullable=False),
        sa.Column(
            "window_start",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="the customer's window",
        ),
        sa.Column("window_end", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            words(
                "dispatchstate",
                "planned on_site done moved cancelled no_show_ours no_show_customer",
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
    op.create_index("ix_dispatches_case_id_id", "dispatches", ["case_id", "id"])
    op.create_index(
        "ix_dispatches_dealer_id_window_start", "dispatches", ["dealer_id", "window_start"]
    )
    op.create_index(
        "uq_dispatches_one_active_for_a_case",
        "dispatches",
        ["case_id"],
        unique=True,
        postgresql_where="state IN ('planned', 'on_site')",
    )
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
            "NOT isempty(slot) AND lower_inc(slot) AND NOT upper_inc(slot) AND upper(slot) -"
            " lower(slot) <= interval '24 hours'",
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
    op.create_index("ix_dispatch_people_case_id", "dispatch_people", ["case_id"])
    op.create_index("ix_dispatch_people_dealer_id", "dispatch_people", ["dealer_id"])
    op.create_index(
        "ix_dispatch_people_installer_id_slot_start",
        "dispatch_people",
        ["installer_id", "slot_start"],
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
            "confirmation", words("confirmation", "signature code signed_by refused"), nullable=True
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
    op.create_index("ix_visits_case_id_id", "visits", ["case_id", "id"])
    op.create_foreign_key(op.f("fk_files_visit_id"), "files", "visits", ["visit_id"], ["id"])


def downgrade() -> None:
    op.drop_constraint(op.f("fk_files_visit_id"), "files", type_="foreignkey")
    for table in ("visits", "dispatch_people", "dispatches", "files"):
        op.drop_table(table)
