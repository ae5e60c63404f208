"""Closures that dealers ask for, and the brand agrees to

Revision ID: 0033_closures
Revises: 0032_roster
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

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
    Limits,
    OwnName,
    Walls,
    let_count,
    put_limits,
    put_up,
)

revision = "0033_closures"
down_revision = "0032_roster"
branch_labels = None
depends_on = None

NOTICES = "closure_decided"
TABLES = ("notices", "message_templates")

# A dealer asks and takes back; only the brand decides.
WALLS: Walls = {
    "dealer_closures": {
        "hotline": ("S U(state, decided_by_id, decided_at, answer, version)", ALL),
        "qa": ("S", ALL),
        "dealer": (
            "S I U(state, version)",
            f"dealer_id = {DEALER}",
            f"dealer_id = {DEALER} AND state IN ('asked', 'withdrawn')",
        ),
    },
}
OWN_NAME: OwnName = (("dealer_closures", "hf_dealer", "asked_by_id"),)
LIMITS: Limits = (("dealer_closures", "own_word", "UPDATE", "hf_hotline", f"decided_by_id = {ME}"),)
AS_WRITTEN = {
    "dealer_closures": "dealer_id, first_day, last_day, reason, asked_by_id, asked_at,"
    " decided_by_id, decided_at",
}
FUNCTIONS: Functions = {
    "closure_is_decided_by_the_brand": (
        "",
        "trigger",
        DEFINER,
        """DECLARE
  step text := CASE WHEN tg_op = 'INSERT' THEN 'new' ELSE old.state END || '>' || new.state;
  zone text := coalesce(
    (SELECT value #>> '{}' FROM settings WHERE key = 'time_zone'), 'Asia/Shanghai');
BEGIN
  IF tg_op = 'UPDATE' AND new.state = old.state THEN RETURN new; END IF;
  IF step NOT IN ('new>asked', 'asked>agreed', 'asked>refused', 'asked>withdrawn') THEN
    RAISE EXCEPTION 'no closure goes from %', step
      USING errcode = 'check_violation', constraint = 'closure_is_decided_once';
  END IF;
  IF tg_op = 'INSERT' AND new.first_day < (new.asked_at AT TIME ZONE zone)::date + 3 THEN
    RAISE EXCEPTION 'a closure is asked for three days ahead'
      USING errcode = 'check_violation', constraint = 'closure_is_asked_three_days_ahead';
  END IF;
  IF new.decided_by_id IS NOT NULL AND NOT EXISTS (
    SELECT FROM users WHERE id = new.decided_by_id AND side = 'brand') THEN
    RAISE EXCEPTION 'the brand decides on a closure'
      USING errcode = 'check_violation', constraint = 'closure_is_decided_by_the_brand';
  END IF;
  RETURN new;
END""",
    ),
}
TRIGGERS: Triggers = {
    "decided_by_the_brand": (
        "BEFORE INSERT OR UPDATE",
        "dealer_closures",
        "closure_is_decided_by_the_brand",
    ),
}


def upgrade() -> None:
    op.create_table(
        "dealer_closures",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("dealer_id", sa.BigInteger(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_by_id", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", words("closurestate", "asked agreed refused withdrawn"), nullable=False),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "last_day >= first_day AND last_day < first_day + 31",
            name=op.f("ck_dealer_closures_a_month_at_most"),
        ),
        sa.CheckConstraint(
            "(state IN ('agreed', 'refused')) = (decided_at IS NOT NULL)",
            name=op.f("ck_dealer_closures_decided_paired"),
        ),
        sa.CheckConstraint(
            "(decided_by_id IS NULL) = (decided_at IS NULL)",
            name=op.f("ck_dealer_closures_decided_by_paired"),
        ),
        postgresql.ExcludeConstraint(
            (sa.text("int8range(dealer_id, dealer_id, '[]')"), "&&"),
            (sa.text("daterange(first_day, last_day, '[]')"), "&&"),
            where=sa.text("state IN ('asked', 'agreed')"),
            using="gist",
            name="ex_dealer_closures_once_for_a_day",
        ),
        sa.ForeignKeyConstraint(
            ["dealer_id"], ["dealers.id"], name=op.f("fk_dealer_closures_dealer_id")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["users.id"], name=op.f("fk_dealer_closures_asked_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["users.id"], name=op.f("fk_dealer_closures_decided_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dealer_closures")),
    )
    op.create_index(op.f("ix_dealer_closures_dealer_id"), "dealer_closures", ["dealer_id"])
    op.create_index(
        "ix_dealer_closures_asked",
        "dealer_closures",
        ["asked_at", "id"],
        postgresql_where=sa.text("state = 'asked'"),
    )
    put_up(WALLS)
    op.execute("REVOKE DELETE ON dealer_closures FROM hf_worker")
    put_limits(OWN_NAME, LIMITS)
    let_count("dealer_closures", realms=("dealer",))
    make_functions(FUNCTIONS)
    keep_to_ourselves(FUNCTIONS)
    make_triggers(TRIGGERS)
    keep_as_written(AS_WRITTEN)
    for table in TABLES:
        allow_words(table, "kind", "noticekind", NOTICES, after="closure_asked")


def downgrade() -> None:
    for table in TABLES:
        refuse_words(table, "kind", "noticekind", NOTICES)
    op.drop_table("dealer_closures")
    drop_functions(FUNCTIONS)
