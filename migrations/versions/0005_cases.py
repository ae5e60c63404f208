"""Cases, their chain of events, whom they complain of, and the customer's link

Revision ID: 0005_cases
Revises: 0004_time
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.columns import words

revision = "0005_cases"
down_revision = "0004_time"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(sa.schema.CreateSequence(sa.Sequence("case_running")))
    op.create_table(
        "cases",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("number", sa.Text(), nullable=False, comment="HF26-004821-4"),
        sa.Column(
            "status",
            words(
                "casestatus",
                "triage offered accepted contacted scheduled visited resolved closed unreachable"
                " final_position withdrawn merged closed_elsewhere",
            ),
            nullable=False,
        ),
        sa.Column("severity", words("severity", "urgent normal minor"), nullable=False),
        sa.Column(
            "channel",
            words(
                "channel",
                "phone salesperson dealer web_form mail wechat shop_platform letter"
                " authority_12315 authority_12345 api import",
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
                "CASE WHEN status IN ('closed', 'unreachable', 'final_position', 'withdrawn',"
                " 'merged') THEN status::text END",
                persisted=True,
            ),
            nullable=True,
        ),
        sa.Column(
            "ending_open",
            sa.Boolean(),
            sa.Computed(
                "CASE WHEN status IN ('closed', 'unreachable', 'final_position', 'withdrawn',"
                " 'merged') THEN true END",
                persisted=True,
            ),
            nullable=True,
        ),
        sa.Column(
            "is_open",
            sa.Boolean(),
            sa.Computed(
                "status NOT IN ('closed', 'unreachable', 'final_position', 'withdrawn',"
                " 'merged', 'closed_elsewhere')",
                persisted=True,
            ),
            nullable=False,
        ),
        sa.Column("import_row_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "version", sa.BigInteger(), nullable=False, comment="raised by decisions only (7)"
        ),
        sa.CheckConstraint(
            "(status = 'closed_elsewhere') = (import_row_id IS NOT NULL AND ended_at IS NOT NULL"
            " AND ending_id IS NULL)",
            name=op.f("ck_cases_closed_elsewhere_is_imported"),
        ),
        sa.CheckConstraint(
            "(status IN ('closed', 'unreachable', 'final_position', 'withdrawn', 'merged')) ="
            " (ending_id IS NOT NULL)",
            name=op.f("ck_cases_ended_needs_ending"),
        ),
        sa.CheckConstraint(
            "(status IN ('closed', 'unreachable', 'final_position', 'withdrawn', 'merged',"
            " 'closed_elsewhere')) = (ended_at IS NOT NULL)",
            name=op.f("ck_cases_ended_at_paired"),
        ),
        sa.CheckConstraint(
            "status <> 'triage' OR dealer_id IS NULL", name=op.f("ck_cases_no_dealer_in_triage")
        ),
        sa.CheckConstraint(
            "status NOT IN ('offered', 'accepted', 'contacted', 'scheduled', 'visited') OR"
            " dealer_id IS NOT NULL",
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
    op.create_index("ix_cases_agent_queue", "cases", ["agent_id", "is_open", "queue_at", "id"])
    op.create_index("ix_cases_customer_id_id", "cases", ["customer_id", "id"])
    op.create_index("ix_cases_dealer_queue", "cases", ["dealer_id", "is_open", "queue_at", "id"])
    op.create_index(
        "ix_cases_elsewhere",
        "cases",
        ["ended_at", "id"],
        postgresql_where="status = 'closed_elsewhere'",
    )
    op.create_index(
        "ix_cases_ended", "cases", ["ended_at", "id"], postgresql_where="ended_at IS NOT NULL"
    )
    op.create_index(
        "ix_cases_ended_here", "cases", ["ended_at", "id"], postgresql_where="ending_id IS NOT NULL"
    )
    op.create_index(op.f("ix_cases_follows_id"), "cases", ["follows_id"])
    op.create_index(op.f("ix_cases_product_id"), "cases", ["product_id"])
    op.create_index(op.f("ix_cases_purchase_id"), "cases", ["purchase_id"])
    op.create_index("ix_cases_queue", "cases", ["is_open", "queue_at", "id"])
    op.create_index("ix_cases_recent", "cases", ["first_heard_at", "id"])
    op.create_index(op.f("ix_cases_relayed_by_id"), "cases", ["relayed_by_id"])
    op.create_index("ix_cases_status_queue", "cases", ["status", "queue_at", "id"])
    op.create_index(
        "ix_cases_supervisor_queue",
        "cases",
        ["queue_at", "id"],
        postgresql_where="at_supervisor AND is_open",
    )
    op.create_index(op.f("ix_cases_symptom_id"), "cases", ["symptom_id"])
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
    op.create_index(op.f("ix_case_accused_installer_id"), "case_accused", ["installer_id"])
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
    op.create_index("ix_case_search_tokens", "case_search", ["tokens"], postgresql_using="gin")
    op.create_table(
        "entitlements",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            words(
                "entitlementkind",
                "warranty workmanship damage_by_us contract lifetime none unproven",
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
    op.create_index(op.f("ix_entitlements_case_id"), "entitlements", ["case_id"])
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
            words(
                "eventkind",
                "opened relayed imported offered accepted declined offer_withdrawn offer_expired"
                " not_ours_judged supervisor_asked supervisor_answered handed_back taken_away"
                " contact_claimed contact_not_counted accused_contact visit_claimed booked"
                " rebooked booking_cancelled checked_in left_site found customer_confirmed"
                " no_show_ours no_show_customer part_ordered part_promised part_arrived resolved"
                " called_back closed reopened unreachable_asked unreachable_refused"
                " ended_unreachable withdrawal_recorded withdrawal_objected withdrawn merged"
                " merged_here unmerged followed follows recheck_set rechecked chased commented"
                " praised promised promise_kept promise_broken photo_added severity_changed"
                " details_changed agent_changed accused_named accused_cleared entitlement_judged"
                " phone_revealed link_issued link_revoked task_set task_done audited"
                " abuse_warned threatened text_erased",
            ),
            nullable=False,
        ),
        sa.Column("for_dealer", sa.Boolean(), nullable=False),
        sa.Column("for_installer", sa.Boolean(), nullable=False),
        sa.Column("for_customer", sa.Boolean(), nullable=False),
        sa.Column("dealer_id", sa.BigInteger(), nullable=True),
        sa.Column("installer_id", sa.BigInteger(), nullable=True),
        sa.Column("detail", postgresql.JSONB(), nullable=False),
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
    op.create_index("ix_case_events_at_id", "case_events", ["at", "id"])
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
    op.create_index(op.f("ix_event_texts_case_id"), "event_texts", ["case_id"])
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
    op.create_index("ix_customer_links_case_id", "customer_links", ["case_id"])
    op.create_foreign_key(
        op.f("fk_cases_entitlement_id"), "cases", "entitlements", ["entitlement_id"], ["id"]
    )


def downgrade() -> None:
    op.drop_constraint(op.f("fk_cases_entitlement_id"), "cases", type_="foreignkey")
    for table in (
        "customer_links",
        "event_texts",
        "case_events",
        "entitlements",
        "case_search",
        "case_accused",
        "cases",
    ):
        op.drop_table(table)
    op.execute(sa.schema.DropSequence(sa.Sequence("case_running")))
