"""Customers and dealers that are on record twice: made one, and two again

Revision ID: 0051_party_merges
Revises: 0050_closures_called_off
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.columns import allow_words, refuse_words, words
from migrations.truths import (
    Functions,
    Triggers,
    drop_functions,
    drop_triggers,
    keep_to_ourselves,
    make_functions,
    make_triggers,
    make_triggers_at_commit,
)
from migrations.walls import ALL, Walls, let_count, put_up, take_down

revision = "0051_party_merges"
down_revision = "0050_closures_called_off"
branch_labels = None
depends_on = None

KINDS = "customer_merged customer_unmerged"
PARTIES = ("customers", "dealers")
# They read what was merged; moving rows is the portal's own, once somebody has said so.
WALLS: Walls = {"party_merges": dict.fromkeys(("hotline", "admin"), ("S", ALL))}
FUNCTIONS: Functions = {
    # At commit: who is merged, and into whom, is what the merges say, and the other way round.
    "merged_is_as_on_record": (
        "",
        "trigger",
        "",
        """DECLARE
  gone bigint; kind_of text; into_id bigint; said bigint;
BEGIN
  IF tg_table_name = 'party_merges' THEN
    gone := new.gone_id; kind_of := new.kind;
  ELSE
    IF tg_op = 'INSERT' AND new.merged_into_id IS NULL THEN RETURN NULL; END IF;
    gone := new.id; kind_of := rtrim(tg_table_name, 's');
  END IF;
  IF kind_of = 'customer' THEN
    into_id := (SELECT merged_into_id FROM customers WHERE id = gone);
  ELSE
    into_id := (SELECT merged_into_id FROM dealers WHERE id = gone);
  END IF;
  said := (SELECT kept_id FROM party_merges
    WHERE kind = kind_of AND gone_id = gone AND undone_at IS NULL);
  IF into_id IS DISTINCT FROM said THEN
    RAISE EXCEPTION 'who was made one stands in the merges (L2)'
      USING errcode = 'check_violation', constraint = 'merged_as_on_record';
  END IF;
  RETURN NULL;
END""",
    ),
    "party_merge_stays": (
        "",
        "trigger",
        "",
        """BEGIN
  IF (new.id, new.kind, new.kept_id, new.gone_id, new.moved, new.made_by_id, new.made_at)
    IS DISTINCT FROM
     (old.id, old.kind, old.kept_id, old.gone_id, old.moved, old.made_by_id, old.made_at) THEN
    RAISE EXCEPTION 'what was merged stays as it was written (L2)'
      USING errcode = 'check_violation', constraint = 'party_merge_stays';
  END IF;
  IF old.undone_at IS NOT NULL OR new.undone_at NOT BETWEEN old.made_at
    AND old.made_at + interval '30 days' THEN
    RAISE EXCEPTION 'it is undone once, and within 30 days (L2)'
      USING errcode = 'check_violation', constraint = 'party_merge_undone_in_time';
  END IF;
  RETURN new;
END""",
    ),
    # After the row, so that the key's own check has waited for a merge at the same moment.
    "merged_takes_nothing": (
        "",
        "trigger",
        "",
        """DECLARE
  gone boolean;
BEGIN
  IF tg_table_name = 'offers' THEN
    gone := (SELECT merged_into_id IS NOT NULL FROM dealers WHERE id = new.dealer_id);
  ELSE
    gone := (SELECT merged_into_id IS NOT NULL FROM customers WHERE id = new.customer_id);
  END IF;
  IF gone THEN
    RAISE EXCEPTION 'it was made one with another, who takes what is new (L2)'
      USING errcode = 'check_violation', constraint = 'merged_takes_nothing';
  END IF;
  RETURN NULL;
END""",
    ),
}
TRIGGERS: Triggers = {
    "stays": ("BEFORE UPDATE", "party_merges", "party_merge_stays"),
}
TAKES = "AFTER INSERT OR UPDATE OF customer_id"
TAKES_NOTHING = ("cases", "purchases", "enquiries")
AT_COMMIT: Triggers = {
    "as_on_record": ("AFTER INSERT OR UPDATE", "party_merges", "merged_is_as_on_record"),
}


def upgrade() -> None:
    allow_words("case_events", "kind", "eventkind", KINDS)
    op.create_table(
        "party_merges",
        sa.Column("kind", words("partykind", "customer dealer"), nullable=False),
        sa.Column("kept_id", sa.BigInteger(), nullable=False),
        sa.Column("gone_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "moved",
            postgresql.JSONB(),
            nullable=False,
            comment="ids of the rows, by column",
        ),
        sa.Column("made_by_id", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("undone_by_id", sa.BigInteger(), nullable=True),
        sa.Column("undone_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.CheckConstraint("kept_id <> gone_id", name=op.f("ck_party_merges_two_of_them")),
        sa.CheckConstraint(
            "(undone_at IS NULL) = (undone_by_id IS NULL)",
            name=op.f("ck_party_merges_undone_paired"),
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["users.id"], name=op.f("fk_party_merges_made_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["undone_by_id"], ["users.id"], name=op.f("fk_party_merges_undone_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party_merges")),
    )
    op.create_index(op.f("ix_party_merges_made_by_id"), "party_merges", ["made_by_id"])
    op.create_index("ix_party_merges_kind_kept_id", "party_merges", ["kind", "kept_id"])
    op.create_index(
        "uq_party_merges_gone_once",
        "party_merges",
        ["kind", "gone_id"],
        unique=True,
        postgresql_where=sa.text("undone_at IS NULL"),
    )
    put_up(WALLS)
    let_count("party_merges")
    for table in PARTIES:
        op.add_column(table, sa.Column("merged_into_id", sa.BigInteger(), nullable=True))
        op.create_foreign_key(
            op.f(f"fk_{table}_merged_into_id"), table, table, ["merged_into_id"], ["id"]
        )
        op.create_index(op.f(f"ix_{table}_merged_into_id"), table, ["merged_into_id"])
    op.create_index("ix_customers_name_folded", "customers", ["name_folded"])
    make_functions(FUNCTIONS)
    keep_to_ourselves(FUNCTIONS)
    make_triggers(TRIGGERS)
    make_triggers_at_commit(AT_COMMIT)
    for table in PARTIES:
        make_triggers_at_commit(
            {
                "merged_as_on_record": (
                    "AFTER INSERT OR UPDATE OF merged_into_id",
                    table,
                    "merged_is_as_on_record",
                )
            }
        )
    for table in TAKES_NOTHING:
        make_triggers({"merged_takes_nothing": (TAKES, table, "merged_takes_nothing")})
    make_triggers({"merged_takes_nothing": ("AFTER INSERT", "offers", "merged_takes_nothing")})


def downgrade() -> None:
    for table in (*TAKES_NOTHING, "offers"):
        op.execute(f"DROP TRIGGER merged_takes_nothing ON {table}")
    for table in PARTIES:
        op.execute(f"DROP TRIGGER merged_as_on_record ON {table}")
    drop_triggers(AT_COMMIT)
    drop_triggers(TRIGGERS)
    drop_functions(FUNCTIONS)
    op.drop_index("ix_customers_name_folded", "customers")
    for table in PARTIES:
        op.drop_index(op.f(f"ix_{table}_merged_into_id"), table)
        op.drop_constraint(op.f(f"fk_{table}_merged_into_id"), table, type_="foreignkey")
        op.drop_column(table, "merged_into_id")
    take_down(WALLS)
    op.drop_table("party_merges")
    refuse_words("case_events", "kind", "eventkind", KINDS)
