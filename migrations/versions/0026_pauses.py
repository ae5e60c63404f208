"""Pauses of clocks

Asked by a dealer, agreed by the brand; at most ten working days of the office calendar in all.

Revision ID: 0026_pauses
Revises: 0025_notices
"""

import sqlalchemy as sa
from alembic import op

from migrations.columns import allow_words, refuse_words, words
from migrations.truths import (
    DEFINER,
    Functions,
    Triggers,
    drop_functions,
    keep_as_written,
    keep_to_ourselves,
    make_functions,
    make_triggers,
)
from migrations.walls import (
    ALL,
    DEALER,
    ME,
    THEIR_CASE,
    OwnName,
    Walls,
    let_count,
    put_limits,
    put_up,
)

revision = "0026_pauses"
down_revision = "0025_notices"
branch_labels = None
depends_on = None

DECIDED = "(state, decided_by_id, decided_at, ended_at, version)"

# A dealer asks in its own name, and nothing more.
WALLS: Walls = {
    "sla_pauses": {
        "hotline": (f"S I U{DECIDED}", ALL),
        "qa": ("S", ALL),
        "dealer": (
            "S I",
            THEIR_CASE,
            f"{THEIR_CASE} AND state = 'asked' AND dealer_id = {DEALER}",
        ),
    },
}
OWN_NAME: OwnName = (("sla_pauses", "hf_hotline, hf_dealer", "asked_by_id"),)

AS_WRITTEN = {
    "sla_pauses": "case_id, attempt, stage, dealer_id, reason, starts_at, ends_at, asked_by_id,"
    " asked_at, decided_by_id, decided_at, ended_at",
}
KINDS = "pause_asked pause_agreed pause_refused pause_ended"

# Each working day that a pause touches counts once, however many pauses touch it.
PAUSE_DAYS = """
CREATE FUNCTION pause_days(p_case bigint) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT count(DISTINCT day.day)
    FROM sla_pauses p
    JOIN calendars office ON office.code = 'office'
    CROSS JOIN LATERAL (
      SELECT generate_series(
        ((p.starts_at AT TIME ZONE office.tz)::date)::timestamp,
        (((coalesce(p.ended_at, p.ends_at) - interval '1 microsecond')
          AT TIME ZONE office.tz)::date)::timestamp,
        interval '1 day')::date AS day) day
    LEFT JOIN calendar_days special
      ON special.calendar_id = office.id AND special.day = day.day
   WHERE p.case_id = p_case AND p.state IN ('agreed', 'ended')
     AND coalesce(p.ended_at, p.ends_at) > p.starts_at
     AND CASE special.kind
       WHEN 'override' THEN coalesce(jsonb_array_length(special.windows), 0) > 0
       WHEN 'make_up' THEN true
       WHEN 'holiday' THEN false
       ELSE coalesce(jsonb_array_length(
         office.weekly -> lower(to_char(day.day, 'Dy'))), 0) > 0
     END
$$
"""
FUNCTIONS: Functions = {
    "pause_is_agreed_by_the_brand": (
        "",
        "trigger",
        DEFINER,
        """DECLARE
  step text := CASE WHEN tg_op = 'INSERT' THEN 'new' ELSE old.state END || '>' || new.state;
BEGIN
  IF tg_op = 'UPDATE' AND new.state = old.state THEN RETURN new; END IF;
  IF step NOT IN ('new>asked', 'new>agreed', 'asked>agreed', 'asked>refused', 'agreed>ended') THEN
    RAISE EXCEPTION 'no pause goes from %', step
      USING errcode = 'check_violation', constraint = 'pause_is_decided_once';
  END IF;
  IF new.decided_by_id IS NOT NULL AND NOT EXISTS (
    SELECT FROM users WHERE id = new.decided_by_id AND side = 'brand') THEN
    RAISE EXCEPTION 'the brand decides on a pause'
      USING errcode = 'check_violation', constraint = 'pause_is_agreed_by_the_brand';
  END IF;
  RETURN new;
END""",
    ),
    "pauses_take_ten_days_at_most": (
        "",
        "trigger",
        DEFINER,
        """BEGIN
  IF new.state <> 'agreed' THEN RETURN NULL; END IF;
  -- Two who agree at once see each other's pause.
  PERFORM 1 FROM cases WHERE id = new.case_id FOR NO KEY UPDATE;
  IF pause_days(new.case_id) > 10 THEN
    RAISE EXCEPTION 'at most ten working days in all'
      USING errcode = 'check_violation', constraint = 'pauses_take_ten_days_at_most';
  END IF;
  RETURN NULL;
END""",
    ),
}
TRIGGERS: Triggers = {
    "agreed_by_the_brand": (
        "BEFORE INSERT OR UPDATE",
        "sla_pauses",
        "pause_is_agreed_by_the_brand",
    ),
    "ten_days_at_most": (
        "AFTER INSERT OR UPDATE OF state",
        "sla_pauses",
        "pauses_take_ten_days_at_most",
    ),
}


def upgrade() -> None:
    op.create_table(
        "sla_pauses",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("attempt", sa.BigInteger(), nullable=False),
        sa.Column(
            "stage",
            words("stage", "triage accept first_contact visit resolve decision callback"),
            nullable=False,
        ),
        sa.Column(
            "dealer_id",
            sa.BigInteger(),
            nullable=True,
            comment="whose stage it was when it was asked",
        ),
        sa.Column(
            "reason",
            words("pausereason", "customer_later_day customer_unreachable agreed_otherwise"),
            nullable=False,
        ),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "ended_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="earlier than was agreed",
        ),
        sa.Column("state", words("pausestate", "asked agreed refused ended"), nullable=False),
        sa.Column("asked_by_id", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "stage IN ('first_contact', 'visit', 'resolve', 'callback')",
            name=op.f("ck_sla_pauses_stage_can_wait"),
        ),
        sa.CheckConstraint(
            "reason <> 'agreed_otherwise' OR stage IN ('first_contact', 'visit')",
            name=op.f("ck_sla_pauses_ours_waits_for_the_customer_only"),
        ),
        sa.CheckConstraint("starts_at >= asked_at", name=op.f("ck_sla_pauses_never_backdated")),
        sa.CheckConstraint(
            "ends_at > starts_at AND ends_at <= starts_at + interval '60 days'",
            name=op.f("ck_sla_pauses_has_an_end"),
        ),
        sa.CheckConstraint(
            "(state = 'asked') = (decided_at IS NULL)", name=op.f("ck_sla_pauses_decided_paired")
        ),
        sa.CheckConstraint(
            "(decided_by_id IS NULL) = (decided_at IS NULL)",
            name=op.f("ck_sla_pauses_decided_by_paired"),
        ),
        sa.CheckConstraint(
            "(state = 'ended') = (ended_at IS NOT NULL)", name=op.f("ck_sla_pauses_ended_paired")
        ),
        sa.CheckConstraint(
            "ended_at >= decided_at AND ended_at <= ends_at",
            name=op.f("ck_sla_pauses_ended_within"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_sla_pauses_case_id")),
        sa.ForeignKeyConstraint(
            ["dealer_id"], ["dealers.id"], name=op.f("fk_sla_pauses_dealer_id")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["users.id"], name=op.f("fk_sla_pauses_asked_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["users.id"], name=op.f("fk_sla_pauses_decided_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sla_pauses")),
    )
    op.create_index("ix_sla_pauses_case_id_id", "sla_pauses", ["case_id", "id"])
    op.create_index(op.f("ix_sla_pauses_dealer_id"), "sla_pauses", ["dealer_id"])
    asked = sa.text("state = 'asked'")
    op.create_index("ix_sla_pauses_asked", "sla_pauses", ["asked_at", "id"], postgresql_where=asked)
    op.create_index(
        "uq_sla_pauses_one_asked_for_a_stage",
        "sla_pauses",
        ["case_id", "stage"],
        unique=True,
        postgresql_where=asked,
    )
    put_up(WALLS)
    op.execute("REVOKE DELETE ON sla_pauses FROM hf_worker")
    put_limits(OWN_NAME)
    let_count("sla_pauses", realms=("hotline", "dealer"))
    op.execute(PAUSE_DAYS)
    op.execute("REVOKE ALL ON FUNCTION pause_days(bigint) FROM PUBLIC")
    make_functions(FUNCTIONS)
    keep_to_ourselves(FUNCTIONS)
    make_triggers(TRIGGERS)
    keep_as_written(AS_WRITTEN)
    allow_words("case_events", "kind", "eventkind", KINDS)
    op.execute(
        "CREATE POLICY dealer_asks ON case_events FOR INSERT TO hf_dealer WITH CHECK"
        f" (user_id IS NOT DISTINCT FROM {ME} AND kind = 'pause_asked'"
        " AND EXISTS (SELECT FROM cases c WHERE c.id = case_events.case_id))"
    )


def downgrade() -> None:
    op.execute("DROP POLICY dealer_asks ON case_events")
    refuse_words("case_events", "kind", "eventkind", KINDS)
    op.drop_table("sla_pauses")
    drop_functions(FUNCTIONS)
    op.execute("DROP FUNCTION pause_days(bigint)")
