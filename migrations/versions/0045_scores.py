"""Dealers' scores: what counts, for whom, day by day; how clocks stood before they were moved

Revision ID: 0045_scores
Revises: 0044_numbers_are_settings
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.columns import words
from migrations.truths import (
    DEFINER,
    Functions,
    drop_functions,
    keep_as_written,
    keep_to_ourselves,
    make_functions,
)
from migrations.walls import ALL, DEALER, Walls, let_count, put_up

revision = "0045_scores"
down_revision = "0044_numbers_are_settings"
branch_labels = None
depends_on = None

FIGURES = "clocks claims first_visit callbacks corrections repeats unnamed"
OWN = f"dealer_id = {DEALER}"
# A dealer reads of no other, not even what stands in the middle of all of them.
RUN = "S(day, from_at, until_at, least, least_cases, weights, ranked, done_at)"
WALLS: Walls = {
    "clock_turns": {},
    "score_runs": {"hotline": ("S", ALL), "qa": ("S", ALL), "dealer": (RUN, ALL)},
    **{
        table: {"hotline": ("S", ALL), "qa": ("S", ALL), "dealer": ("S", OWN)}
        for table in ("score_facts", "score_days", "score_ranks")
    },
}
TABLES = ("score_ranks", "score_days", "score_facts", "score_runs", "clock_turns")
# Small beside a tree, and enough where rows come in the order of their times.
BRIN = (
    ("sla_clocks", "due_at"),
    ("contact_claims", "claimed_at"),
    ("visits", "checked_in_at"),
    ("callbacks", "made_at"),
    ("case_endings", "ended_at"),
)
# When the portal does something; nothing it does is without, and the owner's own hand has none.
SAID = "nullif(current_setting('app.now', true), '')::timestamptz"
FUNCTIONS: Functions = {
    "note_clock_end": (
        "",
        "trigger",
        "",
        f"""BEGIN
  new.noted_at := {SAID};
  RETURN new;
END""",
    ),
    "note_clock_turn": (
        "",
        "trigger",
        DEFINER,
        f"""BEGIN
  IF tg_op = 'INSERT' THEN
    INSERT INTO clock_turns (clock_id, at, state, due_at)
    VALUES (new.id, {SAID}, 'absent', new.due_at);
  ELSE
    INSERT INTO clock_turns (clock_id, at, state, due_at, stopped_at, noted_at)
    VALUES (old.id, {SAID}, old.state, old.due_at, old.stopped_at, old.noted_at);
  END IF;
  RETURN NULL;
END""",
    ),
}
# What was true of a clock that had not run out, and has not, is nothing to remember.
TURNS = {
    "ended": (
        "BEFORE UPDATE",
        "note_clock_end",
        f"new.owner = 'dealer' AND {SAID} IS NOT NULL AND new.state <> 'running'"
        " AND (old.state <> new.state OR old.stopped_at <> new.stopped_at)",
    ),
    "made_late": (
        "AFTER INSERT",
        "note_clock_turn",
        f"new.owner = 'dealer' AND new.due_at < {SAID}",
    ),
    "turned": (
        "AFTER UPDATE",
        "note_clock_turn",
        f"old.owner = 'dealer' AND {SAID} IS NOT NULL"
        " AND (old.state <> 'running' AND (new.state = 'running'"
        " OR old.stopped_at <> new.stopped_at)"
        f" OR old.due_at <> new.due_at AND least(old.due_at, new.due_at) <= {SAID})",
    ),
}


def upgrade() -> None:
    op.add_column(
        "sla_clocks",
        sa.Column(
            "noted_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="when its end was put on record: a contact is claimed after it was made",
        ),
    )
    for table, column in BRIN:
        op.create_index(f"ix_{table}_{column}", table, [column], postgresql_using="brin")
    _make_turns()
    _make_runs()
    _make_facts()
    _make_days()
    put_up(WALLS)
    op.execute("REVOKE UPDATE, DELETE ON clock_turns FROM hf_worker")
    let_count("clock_turns", "score_facts")
    make_functions(FUNCTIONS)
    keep_to_ourselves(FUNCTIONS)
    for name, (when, function, condition) in TURNS.items():
        op.execute(
            f"CREATE TRIGGER {name} {when} ON sla_clocks FOR EACH ROW WHEN ({condition})"
            f" EXECUTE FUNCTION {function}()"
        )
        op.execute(f"ALTER TABLE sla_clocks ENABLE ALWAYS TRIGGER {name}")
    keep_as_written(
        {
            "score_facts": "dealer_id, figure, source_id, case_id, number, at, good, about,"
            " counted_from, counted_until",
            "score_runs": "day, from_at, until_at, least, least_cases, weights, began_at",
        }
    )


def _make_turns() -> None:
    op.create_table(
        "clock_turns",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("clock_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False, comment="absent: it was made only then"),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('absent', 'running', 'met', 'dropped')",
            name=op.f("ck_clock_turns_state_is_known"),
        ),
        sa.ForeignKeyConstraint(
            ["clock_id"], ["sla_clocks.id"], name=op.f("fk_clock_turns_clock_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_turns")),
    )
    op.create_index("ix_clock_turns_at", "clock_turns", ["at", "id"])
    op.create_index("ix_clock_turns_clock_id_at", "clock_turns", ["clock_id", "at"])


def _make_runs() -> None:
    op.create_table(
        "score_runs",
        sa.Column(
            "day",
            sa.Date(),
            nullable=False,
            comment="the portal's day at whose start the window ends",
        ),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=False),
        _count("least", "fewer than so many are too few to say"),
        _count("least_cases", "with fewer cases there is no score"),
        sa.Column("weights", postgresql.JSONB(), nullable=False, comment="of each figure"),
        _count("progress", "figures counted so far"),
        _count("ranked", "how many dealers have a rank"),
        _count("median", "the score in their middle", null=True),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("from_at < until_at", name=op.f("ck_score_runs_window_is_not_empty")),
        sa.CheckConstraint("progress >= 0 AND ranked >= 0", name=op.f("ck_score_runs_counts")),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_score_runs")),
    )


def _make_facts() -> None:
    op.create_table(
        "score_facts",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("dealer_id", sa.BigInteger(), nullable=False),
        sa.Column("figure", words("figure", FIGURES), nullable=False),
        _count("source_id", "the row that it follows from"),
        sa.Column("case_id", sa.BigInteger(), nullable=True),
        sa.Column("number", sa.Text(), nullable=False, comment="the case's, whoever holds it now"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="when it became true"),
        sa.Column("good", sa.Boolean(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False, comment="which stage, which outcome, …"),
        sa.Column("counted_from", sa.Date(), nullable=False),
        sa.Column("counted_until", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "counted_until > counted_from", name=op.f("ck_score_facts_counted_for_a_day")
        ),
        sa.CheckConstraint(
            "(case_id IS NULL) = (number = '')", name=op.f("ck_score_facts_number_of_its_case")
        ),
        sa.ForeignKeyConstraint(
            ["dealer_id"], ["dealers.id"], name=op.f("fk_score_facts_dealer_id")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_score_facts_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score_facts")),
    )
    now = sa.text("counted_until IS NULL")
    op.create_index(
        "uq_score_facts_counted",
        "score_facts",
        ["figure", "source_id", "dealer_id"],
        unique=True,
        postgresql_where=now,
    )
    op.create_index("ix_score_facts_at", "score_facts", ["figure", "at"], postgresql_where=now)
    op.create_index("ix_score_facts_behind", "score_facts", ["dealer_id", "figure", "at", "id"])


def _make_days() -> None:
    op.create_table(
        "score_days",
        *_of_dealer_and_day("score_days"),
        sa.Column("figure", words("figure", FIGURES), nullable=False),
        _count("good"),
        _count("total"),
        sa.Column(
            "share",
            sa.BigInteger(),
            sa.Computed(
                "CASE WHEN total > 0 THEN (good * 10000 + total / 2) / total END", persisted=True
            ),
            nullable=True,
            comment="good of total in hundredths of a percent",
        ),
        sa.CheckConstraint(
            "good BETWEEN 0 AND total", name=op.f("ck_score_days_part_of_the_whole")
        ),
        sa.PrimaryKeyConstraint("dealer_id", "day", "figure", name=op.f("pk_score_days")),
    )
    op.create_index("ix_score_days_day_figure", "score_days", ["day", "figure"])
    op.create_table(
        "score_ranks",
        *_of_dealer_and_day("score_ranks"),
        _count("cases", "different ones behind its figures"),
        _count("score", "in hundredths; none: too few cases to say", null=True),
        _count("rank", "none: own team, not active, or no score", null=True),
        sa.CheckConstraint(
            "score BETWEEN 0 AND 10000", name=op.f("ck_score_ranks_score_is_a_share")
        ),
        sa.CheckConstraint(
            "rank IS NULL OR (rank >= 1 AND score IS NOT NULL)",
            name=op.f("ck_score_ranks_rank_by_score"),
        ),
        sa.PrimaryKeyConstraint("dealer_id", "day", name=op.f("pk_score_ranks")),
    )
    op.create_index("ix_score_ranks_day_score", "score_ranks", ["day", "score"])


def _of_dealer_and_day(table: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("dealer_id", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["dealer_id"], ["dealers.id"], name=op.f(f"fk_{table}_dealer_id")),
        sa.ForeignKeyConstraint(["day"], ["score_runs.day"], name=op.f(f"fk_{table}_day")),
    ]


def _count(name: str, comment: str | None = None, *, null: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=null, comment=comment)


def downgrade() -> None:
    for name in TURNS:
        op.execute(f"DROP TRIGGER {name} ON sla_clocks")
    drop_functions(FUNCTIONS)
    for table in TABLES:
        op.drop_table(table)
    for table, column in BRIN:
        op.drop_index(f"ix_{table}_{column}", table_name=table)
    op.drop_column("sla_clocks", "noted_at")
