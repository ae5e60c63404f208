"""How far a case has ever been, how often somebody has touched it since, and since when it stalls

Revision ID: 0048_stalling
Revises: 0047_printed
"""

import sqlalchemy as sa
from alembic import op

from migrations.columns import allow_words, refuse_words
from migrations.truths import (
    Functions,
    Triggers,
    drop_functions,
    drop_triggers,
    keep_to_ourselves,
    make_functions,
    make_triggers,
)

revision = "0048_stalling"
down_revision = "0047_printed"
branch_labels = None
depends_on = None

KINDS = "stalled"
PLACE = (
    "array_position(ARRAY['triage', 'offered', 'accepted', 'contacted', 'scheduled', 'visited',"
    " 'resolved', 'closed'], {status}) - 1"
)
# Somebody had to do with it; what the portal notes by itself, and what only looks, is no touch.
TOUCHES = """'offered', 'accepted', 'declined', 'offer_withdrawn', 'handed_back', 'taken_away',
 'not_ours_judged', 'supervisor_asked', 'supervisor_answered', 'contact_claimed',
 'contact_not_counted', 'accused_contact', 'visit_claimed', 'booked', 'rebooked',
 'booking_cancelled', 'checked_in', 'left_site', 'found', 'no_show_ours', 'no_show_customer',
 'part_ordered', 'part_promised', 'part_arrived', 'called_back', 'reopened', 'chased', 'commented',
 'promised', 'brand_called', 'passed_on', 'pause_asked', 'said_not_contacted', 'said_not_settled',
 'said_not_visited', 'dispute_answered', 'dispute_decided'"""

# Nobody has a right to these columns: they follow from what is written beside them.
FUNCTIONS: Functions = {
    "case_stalls_or_moves": (
        "",
        "trigger",
        "",
        f"""DECLARE
  place int := {PLACE.format(status="new.status")};
BEGIN
  IF tg_op = 'INSERT' THEN
    new.furthest := coalesce(place, 0);
    new.furthest_at := new.last_step_at;
    RETURN new;
  END IF;
  new.furthest := old.furthest;
  new.furthest_at := old.furthest_at;
  new.touches := old.touches;
  new.stalled_at := coalesce(old.stalled_at, new.stalled_at);
  IF place > old.furthest THEN
    new.furthest := place;
    new.furthest_at := new.last_step_at;
    new.touches := 0;
    new.stalled_at := NULL;
  ELSIF new.last_chased_at IS DISTINCT FROM old.last_chased_at
    OR ((new.last_step, new.last_step_at) IS DISTINCT FROM (old.last_step, old.last_step_at)
      AND new.last_step IN ({TOUCHES})) THEN
    new.touches := old.touches + 1;
  END IF;
  RETURN new;
END""",
    ),
}
TRIGGERS: Triggers = {
    "stalls_or_moves": ("BEFORE INSERT OR UPDATE", "cases", "case_stalls_or_moves"),
}


def upgrade() -> None:
    allow_words("case_events", "kind", "eventkind", KINDS)
    op.add_column(
        "cases",
        sa.Column(
            "furthest",
            sa.SmallInteger(),
            server_default="0",
            nullable=False,
            comment="the furthest step it has ever been at (B2)",
        ),
    )
    op.add_column("cases", sa.Column("furthest_at", sa.TIMESTAMP(timezone=True), nullable=True))
    op.add_column(
        "cases",
        sa.Column(
            "touches",
            sa.BigInteger(),
            server_default="0",
            nullable=False,
            comment="how often somebody had to do with it since (B2)",
        ),
    )
    op.add_column(
        "cases",
        sa.Column(
            "stalled_at",
            sa.TIMESTAMP(timezone=True),
            nullable=True,
            comment="found to stall, and no step further since (B2)",
        ),
    )
    op.execute(
        f"UPDATE cases SET furthest = greatest(coalesce({PLACE.format(status='status')}, 0),"
        " CASE WHEN attempt > 1 THEN 6 ELSE 0 END), furthest_at = last_step_at"
    )
    op.alter_column("cases", "furthest_at", nullable=False, server_default=sa.text("now()"))
    op.create_index(
        "ix_cases_stalled",
        "cases",
        ["queue_at", "id"],
        postgresql_where=sa.text("stalled_at IS NOT NULL AND is_open"),
    )
    op.create_index(
        "ix_cases_may_stall",
        "cases",
        ["furthest_at", "id"],
        postgresql_where=sa.text("stalled_at IS NULL AND is_open"),
    )
    make_functions(FUNCTIONS)
    keep_to_ourselves(FUNCTIONS)
    make_triggers(TRIGGERS)


def downgrade() -> None:
    drop_triggers(TRIGGERS)
    drop_functions(FUNCTIONS)
    op.drop_index("ix_cases_may_stall", "cases")
    op.drop_index("ix_cases_stalled", "cases")
    for column in ("stalled_at", "touches", "furthest_at", "furthest"):
        op.drop_column("cases", column)
    refuse_words("case_events", "kind", "eventkind", KINDS)
