"""A contact point's life: reports, check calls, codes, and requests to correct it

Revision ID: 0046_contact_life
Revises: 0045_scores
"""

import sqlalchemy as sa
from alembic import op

from migrations.columns import allow_words, refuse_words, words
from migrations.truths import (
    DEFINER,
    Functions,
    Triggers,
    drop_functions,
    drop_triggers,
    keep_to_ourselves,
    make_functions,
    make_triggers,
)
from migrations.walls import ALL, DEALER, ME, Walls, let_count, put_up

revision = "0046_contact_life"
down_revision = "0045_scores"
branch_labels = None
depends_on = None

NOTICES = "contact_code correction_asked correction_due recall_asked recall_due"
TABLES = ("notices", "message_templates")
DOUBTS = "failed unanswered stale out_of_service vacant"
OWN_POINTS = "point_id IN (SELECT id FROM contact_points)"

# A report is anybody's; the portal writes it down, and only the hotline reads who gave it. Codes
# nobody reads at all: who could would prove their own number.
WALLS: Walls = {
    "number_reports": {
        "hotline": ("S U(closed_at)", ALL),
        "admin": ("S", ALL),
        "qa": ("S", ALL),
    },
    "point_checks": {
        "hotline": ("S I", ALL, f"made_by_id = {ME}"),
        "admin": ("S", ALL),
        "qa": ("S", ALL),
        "dealer": ("S", OWN_POINTS),
    },
    "point_codes": {},
    "corrections": {
        "hotline": ("S", ALL),
        "admin": ("S", ALL),
        "qa": ("S", ALL),
        "dealer": ("S", f"dealer_id = {DEALER}"),
    },
}
FUNCTIONS: Functions = {
    "contact_state_has_its_reason": (
        "",
        "trigger",
        DEFINER,
        """BEGIN
  IF new.state = old.state AND new.proved_at IS NOT DISTINCT FROM old.proved_at
    OR current_setting('role', true) NOT IN ('hf_hotline', 'hf_admin', 'hf_dealer') THEN
    RETURN new;
  END IF;
  IF new.state = 'dead' AND new.state <> old.state AND NOT EXISTS (
    SELECT FROM point_checks WHERE point_id = new.id AND result = 'vacant'
      AND at >= coalesce(old.proved_at, '-infinity')) THEN
    RAISE EXCEPTION 'a number is dead once the hotline has rung it and found it vacant (P2)'
      USING errcode = 'check_violation', constraint = 'dead_after_a_check';
  END IF;
  IF (new.state = 'live' OR new.proved_at IS DISTINCT FROM old.proved_at) AND NOT EXISTS (
    SELECT FROM point_checks WHERE point_id = new.id AND result = 'answered'
      AND at = new.proved_at) THEN
    RAISE EXCEPTION 'a number is live by a proof (P1)'
      USING errcode = 'check_violation', constraint = 'live_by_a_proof';
  END IF;
  RETURN new;
END""",
    ),
    "offered_to_who_can_be_reached": (
        "",
        "trigger",
        DEFINER,
        """BEGIN
  IF current_setting('role', true) IN ('hf_hotline', 'hf_worker') AND NOT EXISTS (
      SELECT FROM contact_points WHERE dealer_id = new.dealer_id AND state IN ('live', 'suspect'))
    AND NOT EXISTS (SELECT FROM users WHERE id = new.made_by_id
      AND role IN ('supervisor', 'director'))
    AND NOT EXISTS (SELECT FROM supervisor_requests WHERE case_id = new.case_id
      AND dealer_id = new.dealer_id AND kind = 'offer_without_contact' AND granted) THEN
    RAISE EXCEPTION 'nobody can reach this dealer: a supervisor has the word (O1)'
      USING errcode = 'check_violation', constraint = 'offered_to_who_can_be_reached';
  END IF;
  RETURN new;
END""",
    ),
}
TRIGGERS: Triggers = {
    "contact_state_has_its_reason": (
        "BEFORE UPDATE OF state, proved_at",
        "contact_points",
        "contact_state_has_its_reason",
    ),
    "offered_to_who_can_be_reached": (
        "BEFORE INSERT",
        "offers",
        "offered_to_who_can_be_reached",
    ),
    "append_only": ("BEFORE UPDATE OR DELETE", "point_checks", "stays"),
}


def upgrade() -> None:
    op.add_column(
        "contact_points",
        sa.Column(
            "doubt", words("doubt", DOUBTS), nullable=True, comment="why it is suspect or dead (P2)"
        ),
    )
    op.add_column(
        "contact_points",
        sa.Column(
            "unanswered",
            sa.BigInteger(),
            server_default="0",
            nullable=False,
            comment="calls at different hours, since it was last proved",
        ),
    )
    op.execute("UPDATE contact_points SET doubt = 'vacant' WHERE state = 'dead'")
    _make_number_reports()
    _make_point_checks()
    _make_point_codes()
    _make_corrections()
    put_up(WALLS)
    let_count("number_reports", "point_codes", "corrections")
    let_count("point_checks", realms=("hotline",))
    make_functions(FUNCTIONS)
    keep_to_ourselves(FUNCTIONS)
    make_triggers(TRIGGERS)
    for table in TABLES:
        allow_words(table, "kind", "noticekind", NOTICES, after="verify_first_ended")


def _make_number_reports() -> None:
    op.create_table(
        "number_reports",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("point_id", sa.BigInteger(), nullable=True),
        sa.Column("spelled", sa.Text(), nullable=False),
        sa.Column("normal", sa.Text(), nullable=False),
        sa.Column("reported_by_id", sa.BigInteger(), nullable=True),
        sa.Column("link_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "reported_by_id IS NULL OR link_id IS NULL", name=op.f("ck_number_reports_by_one")
        ),
        sa.ForeignKeyConstraint(
            ["link_id"], ["customer_links.id"], name=op.f("fk_number_reports_link_id")
        ),
        sa.ForeignKeyConstraint(
            ["point_id"], ["contact_points.id"], name=op.f("fk_number_reports_point_id")
        ),
        sa.ForeignKeyConstraint(
            ["reported_by_id"], ["users.id"], name=op.f("fk_number_reports_reported_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_number_reports")),
    )
    op.create_index(
        "ix_number_reports_open",
        "number_reports",
        ["at", "id"],
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index("ix_number_reports_point_id", "number_reports", ["point_id"])


def _make_point_checks() -> None:
    op.create_table(
        "point_checks",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("point_id", sa.BigInteger(), nullable=False),
        sa.Column("made_by_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "result",
            words(
                "checkresult", "answered no_answer switched_off out_of_service vacant somebody_else"
            ),
            nullable=False,
        ),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["users.id"], name=op.f("fk_point_checks_made_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["point_id"], ["contact_points.id"], name=op.f("fk_point_checks_point_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_point_checks")),
    )
    op.create_index("ix_point_checks_point_id", "point_checks", ["point_id", "id"])


def _make_point_codes() -> None:
    op.create_table(
        "point_codes",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("point_id", sa.BigInteger(), nullable=False),
        sa.Column("asked_by_id", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False, comment="empty until it has left"),
        sa.Column("tries", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["users.id"], name=op.f("fk_point_codes_asked_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["point_id"], ["contact_points.id"], name=op.f("fk_point_codes_point_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_point_codes")),
    )
    op.create_index("ix_point_codes_point_id", "point_codes", ["point_id", "id"])


def _make_corrections() -> None:
    op.create_table(
        "corrections",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("point_id", sa.BigInteger(), nullable=False),
        sa.Column("dealer_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "reason",
            words("doubt", "failed unanswered stale out_of_service vacant"),
            nullable=False,
        ),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("warn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("supervisor_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rung", sa.SmallInteger(), nullable=False),
        sa.Column("breached_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", words("correctionend", "proved replaced retired"), nullable=True),
        sa.CheckConstraint(
            "(outcome IS NULL) = (closed_at IS NULL)", name=op.f("ck_corrections_outcome_paired")
        ),
        sa.CheckConstraint("rung BETWEEN 0 AND 3", name=op.f("ck_corrections_rung_is_known")),
        sa.ForeignKeyConstraint(
            ["dealer_id"], ["dealers.id"], name=op.f("fk_corrections_dealer_id")
        ),
        sa.ForeignKeyConstraint(
            ["point_id"], ["contact_points.id"], name=op.f("fk_corrections_point_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corrections")),
    )
    op.create_index("ix_corrections_dealer_id", "corrections", ["dealer_id", "id"])
    op.create_index(
        "ix_corrections_open",
        "corrections",
        ["due_at", "id"],
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index(
        "uq_corrections_one_open",
        "corrections",
        ["point_id"],
        unique=True,
        postgresql_where=sa.text("closed_at IS NULL"),
    )


def downgrade() -> None:
    for table in TABLES:
        refuse_words(table, "kind", "noticekind", NOTICES)
    drop_triggers(TRIGGERS)
    drop_functions(FUNCTIONS)
    for table in ("corrections", "point_codes", "point_checks", "number_reports"):
        op.drop_table(table)
    op.drop_column("contact_points", "unanswered")
    op.drop_column("contact_points", "doubt")
