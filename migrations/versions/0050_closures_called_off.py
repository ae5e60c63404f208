"""A closure that was agreed can be called off, and what waits for our word moves up

Revision ID: 0050_closures_called_off
Revises: 0049_dealer_words
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.columns import allow_words, refuse_words
from migrations.truths import keep_as_written, reword_function
from migrations.walls import DEALER, ME, Wider, put_limits, widen

revision = "0050_closures_called_off"
down_revision = "0049_dealer_words"
branch_labels = None
depends_on = None

TABLE = "dealer_closures"
NOTICES = "closure_called_off"
CALL = "U(open_from, called_off_by_id, called_off_at, called_off_why)"
WIDER: Wider = ((TABLE, "hotline", CALL), (TABLE, "dealer", CALL))
# Whoever decides or calls off does so in their own name.
OWN_WORD = f"decided_by_id = {ME}"
OWN_CALL = (
    f"CASE WHEN state = 'called_off' THEN called_off_by_id = {ME} ELSE decided_by_id = {ME} END"
)
LIMITS = (
    (
        TABLE,
        "own_call",
        "UPDATE",
        "hf_dealer",
        f"called_off_by_id IS NULL OR called_off_by_id = {ME}",
    ),
)
THEIRS = f"dealer_id = {DEALER} AND state IN"
WRITTEN = "dealer_id, first_day, last_day, reason, asked_by_id, asked_at, decided_by_id, decided_at"
CALLED = "open_from, called_off_by_id, called_off_at, called_off_why"
SAID = {
    "'asked>withdrawn') THEN": "'asked>withdrawn', 'agreed>called_off') THEN",
    # Days that have begun stay as they were agreed: nobody is late by a word that was said after.
    "  IF new.decided_by_id IS NOT NULL AND": "  IF new.state = 'called_off'"
    " AND new.open_from <= (new.called_off_at AT TIME ZONE zone)::date THEN\n"
    "    RAISE EXCEPTION 'a closure is called off for days to come'\n"
    "      USING errcode = 'check_violation',"
    " constraint = 'closure_is_called_off_for_days_to_come';\n"
    "  END IF;\n  IF new.decided_by_id IS NOT NULL AND",
}


def upgrade() -> None:
    op.add_column(
        TABLE,
        sa.Column(
            "open_from", sa.Date(), nullable=True, comment="called off: open from this day on"
        ),
    )
    op.add_column(TABLE, sa.Column("called_off_by_id", sa.BigInteger(), nullable=True))
    op.add_column(TABLE, sa.Column("called_off_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(TABLE, sa.Column("called_off_why", sa.Text(), nullable=True))
    op.add_column(
        TABLE,
        sa.Column(
            "stood",
            postgresql.JSONB(),
            nullable=False,
            server_default="{}",
            comment="what the dealer's calendar said of these days before",
        ),
    )
    op.add_column(
        TABLE,
        sa.Column(
            "moved_up_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="nobody had answered: the supervisor was told",
        ),
    )
    op.alter_column(TABLE, "stood", server_default=None)
    op.add_column(
        "sla_pauses",
        sa.Column(
            "moved_up_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="nobody had answered: the supervisor was told",
        ),
    )
    op.create_foreign_key(
        op.f("fk_dealer_closures_called_off_by_id"), TABLE, "users", ["called_off_by_id"], ["id"]
    )
    allow_words(TABLE, "state", "closurestate", "called_off")
    _decided("'agreed', 'refused', 'called_off'")
    op.create_check_constraint(
        op.f("ck_dealer_closures_called_off_paired"),
        TABLE,
        "num_nulls(open_from, called_off_by_id, called_off_at)"
        " = CASE WHEN state = 'called_off' THEN 0 ELSE 3 END",
    )
    op.create_check_constraint(
        op.f("ck_dealer_closures_open_from_within"),
        TABLE,
        "open_from BETWEEN first_day AND last_day",
    )
    reword_function("closure_is_decided_by_the_brand", SAID)
    _written(f"{WRITTEN}, {CALLED}")
    widen(WIDER)
    op.execute(f"ALTER POLICY own_word ON {TABLE} WITH CHECK ({OWN_CALL})")
    op.execute(
        f"ALTER POLICY dealer_update ON {TABLE} USING ({THEIRS} ('asked', 'agreed'))"
        f" WITH CHECK ({THEIRS} ('asked', 'withdrawn', 'called_off'))"
    )
    put_limits((), LIMITS)
    for table in ("notices", "message_templates"):
        allow_words(table, "kind", "noticekind", NOTICES, after="closure_decided")


def _decided(states: str) -> None:
    op.drop_constraint(op.f("ck_dealer_closures_decided_paired"), TABLE)
    op.create_check_constraint(
        op.f("ck_dealer_closures_decided_paired"),
        TABLE,
        f"(state IN ({states})) = (decided_at IS NOT NULL)",
    )


def _written(columns: str) -> None:
    op.execute(f"DROP TRIGGER stays_as_written ON {TABLE}")
    keep_as_written({TABLE: columns})


def downgrade() -> None:
    for table in ("notices", "message_templates"):
        refuse_words(table, "kind", "noticekind", NOTICES)
    op.execute(f"DROP POLICY own_call ON {TABLE}")
    told = f"{THEIRS} ('asked', 'withdrawn')"
    op.execute(f"ALTER POLICY dealer_update ON {TABLE} USING ({told}) WITH CHECK ({told})")
    op.execute(f"ALTER POLICY own_word ON {TABLE} WITH CHECK ({OWN_WORD})")
    _written(WRITTEN)
    reword_function("closure_is_decided_by_the_brand", {new: old for old, new in SAID.items()})
    op.drop_constraint(op.f("ck_dealer_closures_open_from_within"), TABLE)
    op.drop_constraint(op.f("ck_dealer_closures_called_off_paired"), TABLE)
    _decided("'agreed', 'refused'")
    refuse_words(TABLE, "state", "closurestate", "called_off")
    op.drop_column("sla_pauses", "moved_up_at")
    for column in (
        "moved_up_at", "stood", "called_off_why", "called_off_at", "called_off_by_id", "open_from",
    ):  # fmt: skip
        op.drop_column(TABLE, column)
