"""Offers, claims, promises, clocks, tasks and parts: what happens to a case in hand

Revision ID: 0007_handling
Revises: 0006_imports
"""

import sqlalchemy as sa
from alembic import op

from migrations.columns import words

revision = "0007_handling"
down_revision = "0006_imports"
branch_labels = None
depends_on = None


def upgrade() -> None:
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
            "state", words("offerstate", "open accepted declined withdrawn expired"), nullable=False
        ),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "reason_code",
            words("declinereason", "not_ours no_capacity too_far conflict other"),
            nullable=True,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("not_ours_upheld", sa.Boolean(), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "release",
            words("release", "handed_back taken_away reopened ended dealer_gone"),
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
    op.create_index("ix_offers_case_id_id", "offers", ["case_id", "id"])
    op.create_index("ix_offers_dealer_id_state", "offers", ["dealer_id", "state"])
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
        "contact_claims",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("dealer_id", sa.BigInteger(), nullable=False),
        sa.Column("attempt", sa.BigInteger(), nullable=False),
        sa.Column("claimed_by_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "caller_role",
            words("callerrole", "dealer_desk dealer_manager owner installer salesperson"),
            nullable=False,
        ),
        sa.Column("caller_installer_id", sa.BigInteger(), nullable=True),
        sa.Column("caller_name", sa.Text(), nullable=False),
        sa.Column(
            "how", words("contacthow", "phone wechat sms mail in_person three_way"), nullable=False
        ),
        sa.Column("reached", sa.Boolean(), nullable=False),
        sa.Column("spoke_to_customer", sa.Boolean(), nullable=False),
        sa.Column("contacted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("counts", sa.Boolean(), nullable=False),
        sa.Column(
            "not_counted",
            words(
                "notcounted",
                "accused salesperson installer not_reached not_customer before_acceptance",
            ),
            nullable=True,
        ),
        sa.Column("state", words("claimstate", "claimed verified disputed"), nullable=False),
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
    op.create_index("ix_contact_claims_case_id_id", "contact_claims", ["case_id", "id"])
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
    op.create_index("ix_promises_case_id_id", "promises", ["case_id", "id"])
    op.create_index(
        "ix_promises_due", "promises", ["due_at", "id"], postgresql_where="outcome IS NULL"
    )
    op.create_index(op.f("ix_promises_owner_id"), "promises", ["owner_id"])
    op.create_table(
        "supervisor_requests",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind", words("requestkind", "offer_without_contact unreachable"), nullable=False
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
    op.create_index(op.f("ix_supervisor_requests_case_id"), "supervisor_requests", ["case_id"])
    op.create_index(
        "ix_supervisor_requests_waiting",
        "supervisor_requests",
        ["asked_at", "id"],
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
        "sla_clocks",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("attempt", sa.BigInteger(), nullable=False),
        sa.Column(
            "stage",
            words("stage", "triage accept first_contact visit resolve decision callback"),
            nullable=False,
        ),
        sa.Column("owner", words("clockowner", "hotline dealer brand"), nullable=False),
        sa.Column("dealer_id", sa.BigInteger(), nullable=True),
        sa.Column("policy_id", sa.BigInteger(), nullable=False),
        sa.Column("severity", words("severity", "urgent normal minor"), nullable=False),
        sa.Column("calendar_code", sa.Text(), nullable=False),
        sa.Column("minutes", sa.BigInteger(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", words("clockstate", "running met dropped"), nullable=False),
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
    op.create_index("ix_sla_clocks_case_id_id", "sla_clocks", ["case_id", "id"])
    op.create_index(op.f("ix_sla_clocks_dealer_id"), "sla_clocks", ["dealer_id"])
    op.create_index(
        "ix_sla_clocks_running",
        "sla_clocks",
        ["due_at", "id"],
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
        "tasks",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            words("taskkind", "reservation prevention recheck finding details review other"),
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
    op.create_index("ix_tasks_case_id_id", "tasks", ["case_id", "id"])
    op.create_index(
        "ix_tasks_dealer_open",
        "tasks",
        ["dealer_id", "due_at", "id"],
        postgresql_where="done_at IS NULL",
    )
    op.create_index(
        "ix_tasks_kind_open", "tasks", ["kind", "due_at", "id"], postgresql_where="done_at IS NULL"
    )
    op.create_index(
        "ix_tasks_owner_open",
        "tasks",
        ["owner_id", "due_at", "id"],
        postgresql_where="done_at IS NULL",
    )
    op.create_table(
        "part_orders",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("dealer_id", sa.BigInteger(), nullable=True),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("supplier", sa.Text(), nullable=False),
        sa.Column(
            "payer", words("bearer", "brand dealer installer customer third_party"), nullable=False
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
    op.create_index("ix_part_orders_case_id_id", "part_orders", ["case_id", "id"])


def downgrade() -> None:
    for table in (
        "part_orders",
        "tasks",
        "sla_clocks",
        "supervisor_requests",
        "promises",
        "contact_claims",
        "offers",
    ):
        op.drop_table(table)
