"""Promises are kept by what happened: a contact in time, or broken at their time

Revision ID: 0030_promises
Revises: 0029_ladder
"""

import sqlalchemy as sa
from alembic import op

from migrations.columns import allow_words, refuse_words, words
from migrations.walls import ALL, ME, Walls, let_count, put_up

revision = "0030_promises"
down_revision = "0029_ladder"
branch_labels = None
depends_on = None

WALLS: Walls = {
    "brand_calls": {
        "hotline": ("S I", ALL, f"made_by_id = {ME}"),
        "qa": ("S", ALL),
    },
}
KINDS = "brand_called"
MOMENTS = (
    ("due_told_at", "at its time, to the team"),
    ("broken_at", "its time passed and nobody had spoken with the customer"),
    ("contact_at", "when the customer was spoken to, which kept it"),
)
KEPT = (
    "outcome IS DISTINCT FROM 'kept'"
    " OR (contact_at IS NOT NULL AND contact_at <= due_at AND broken_at IS NULL)"
)


def upgrade() -> None:
    for column, comment in MOMENTS:
        op.add_column(
            "promises",
            sa.Column(column, sa.DateTime(timezone=True), nullable=True, comment=comment),
        )
    # What was settled before was settled by a word alone; it is taken at that word.
    op.execute("UPDATE promises SET contact_at = least(settled_at, due_at) WHERE outcome = 'kept'")
    op.execute("UPDATE promises SET broken_at = least(settled_at, due_at) WHERE outcome = 'broken'")
    op.create_check_constraint(op.f("ck_promises_kept_by_a_contact_in_time"), "promises", KEPT)
    op.alter_column("promises", "settled_by_id", comment="none: the portal, by what had happened")
    _make_calls()
    allow_words("case_events", "kind", "eventkind", KINDS)


def _make_calls() -> None:
    op.create_table(
        "brand_calls",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("made_by_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "how",
            words("contacthow", "phone wechat sms mail in_person three_way"),
            nullable=False,
        ),
        sa.Column("spoke_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("spoke_at <= noted_at", name=op.f("ck_brand_calls_not_to_come")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_brand_calls_case_id")),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["users.id"], name=op.f("fk_brand_calls_made_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_brand_calls")),
    )
    op.create_index("ix_brand_calls_case_id_id", "brand_calls", ["case_id", "id"])
    put_up(WALLS)
    let_count("brand_calls", realms=("hotline",))


def downgrade() -> None:
    refuse_words("case_events", "kind", "eventkind", KINDS)
    op.drop_table("brand_calls")
    op.drop_constraint(op.f("ck_promises_kept_by_a_contact_in_time"), "promises")
    op.alter_column("promises", "settled_by_id", comment=None)
    for column, _comment in MOMENTS:
        op.drop_column("promises", column)
