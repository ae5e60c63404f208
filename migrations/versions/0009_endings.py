"""Resolutions, callbacks, and the few ways in which a case ends (K1–K7)

Revision ID: 0009_endings
Revises: 0008_visits
"""

import sqlalchemy as sa
from alembic import op

from migrations.columns import words

revision = "0009_endings"
down_revision = "0008_visits"
branch_labels = None
depends_on = None


def upgrade() -> None:
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
            words("bearer", "brand dealer installer customer third_party"),
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
            words("customersword", "satisfied with_reservation not_satisfied not_asked"),
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
            "share_brand >= 0 AND share_dealer >= 0 AND share_installer >= 0 AND share_customer"
            " >= 0 AND share_third_party >= 0 AND share_brand + share_dealer + share_installer +"
            " share_customer + share_third_party = 100",
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
        "callbacks",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("resolution_id", sa.BigInteger(), nullable=False),
        sa.Column("resolved_by_id", sa.BigInteger(), nullable=False),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.BigInteger(), nullable=False),
        sa.Column("maker_side", words("side", "brand dealer"), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "outcome",
            words("outcome", "settled settled_with_reservation not_settled no_answer call_later"),
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
            "outcome NOT IN ('settled', 'settled_with_reservation') OR (solved IS NOT NULL AND"
            " treated IS NOT NULL AND pressed IS NOT NULL)",
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
    op.create_index("ix_callbacks_case_id_id", "callbacks", ["case_id", "id"])
    op.create_index("ix_callbacks_resolution_id", "callbacks", ["resolution_id"])
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
        sa.Column("via", words("withdrawalvia", "brand_call link"), nullable=False),
        sa.Column("made_by_id", sa.BigInteger(), nullable=True),
        sa.Column("maker_side", words("side", "brand dealer"), nullable=True),
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
            "CASE via WHEN 'brand_call' THEN made_by_id IS NOT NULL AND maker_side = 'brand' AND"
            " link_id IS NULL ELSE link_id IS NOT NULL AND made_by_id IS NULL END",
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
    op.create_index("ix_merges_case_id", "merges", ["case_id"])
    op.create_index("ix_merges_into_case_id", "merges", ["into_case_id"])
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
            "num_nonnulls(callback_id, approval_id, withdrawal_id, merge_id) = 1 AND CASE kind"
            " WHEN 'closed' THEN callback_id IS NOT NULL WHEN 'unreachable' THEN approval_id IS"
            " NOT NULL WHEN 'withdrawn' THEN withdrawal_id IS NOT NULL ELSE merge_id IS NOT NULL"
            " END",
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
    op.create_index("ix_case_endings_case_id", "case_endings", ["case_id"])
    op.create_foreign_key(
        op.f("fk_cases_ended_by_open_ending"),
        "cases",
        "case_endings",
        ["ending_id", "id", "ending_kind", "ending_open"],
        ["id", "case_id", "kind", "open"],
        deferrable=True,
        initially="IMMEDIATE",
    )


def downgrade() -> None:
    op.drop_constraint(op.f("fk_cases_ended_by_open_ending"), "cases", type_="foreignkey")
    for table in (
        "case_endings",
        "merges",
        "withdrawals",
        "unreachable_approvals",
        "callbacks",
        "resolutions",
    ):
        op.drop_table(table)
