"""Promises are kept by what happened: a contact in time, or broken at their time

Revision ID: 0112_promises
Revises: 0111_ladder
"""

import re

import sqlalchemy as sa
from alembic import op

revision = "0112_promises"
down_revision = "0111_ladder"
branch_labels = None
depends_on = None

ME = "(SELECT nullif(current_setting('app.user_id', true), '')::bigint)"
# As in 0002_walls.
WALLS: dict[str, dict[str, tuple[str, ...]]] = {
    "brand_calls": {
        "hotline": ("S I", "true", f"made_by_id = {ME}"),
        "qa": ("S", "true"),
    },
}
KINDS = ("brand_called",)
HOW = ("phone", "wechat", "sms", "mail", "in_person", "three_way")
MOMENTS = (
    ("due_told_at", "at its time, to the team"),
    ("broken_at", "its time passed and nobody had spoken with the customer"),
    ("contact_at", "when the customer was spoken to, which kept it"),
)
KEPT = (
    "outcome IS DISTINCT FROM 'kept'"
    " OR (contact_at IS NOT NULL AND contact_at <= due_at AND broken_at IS NULL)"
)


def kinds_allowed(connection: sa.Connection) -> list[str]:
    """The kinds of events that the CHECK lets in, in its order."""
    said = connection.execute(
        sa.text(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE conrelid = 'case_events'::regclass AND conname = 'ck_case_events_eventkind'"
        )
    ).scalar_one()
    return re.findall(r"'(\w+)'", said)


def allow_kinds(kinds: list[str]) -> None:
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    op.execute("ALTER TABLE case_events DROP CONSTRAINT ck_case_events_eventkind")
    op.execute(
        "ALTER TABLE case_events ADD CONSTRAINT ck_case_events_eventkind"
        f" CHECK (kind IN ({listed}))"
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
    allow_kinds([*kinds_allowed(op.get_bind()), *KINDS])


def _make_calls() -> None:
    op.create_table(
        "brand_calls",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("made_by_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "how",
            sa.Enum(*HOW, name="contacthow", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("spoke_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("spoke_at <= noted_at", name=op.f("ck_brand_calls_not_to_come")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_brand_calls_case_id_cases")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["users.id"], name=op.f("fk_brand_calls_made_by_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_brand_calls")),
    )
    op.create_index("ix_brand_calls_case_id_id", "brand_calls", ["case_id", "id"])
    op.execute("ALTER TABLE brand_calls ENABLE ROW LEVEL SECURITY")
    op.execute("GRANT SELECT, INSERT ON brand_calls TO hf_hotline")
    op.execute("GRANT SELECT ON brand_calls TO hf_qa")
    op.execute("CREATE POLICY hotline_select ON brand_calls FOR SELECT TO hf_hotline USING (true)")
    op.execute(
        "CREATE POLICY hotline_insert ON brand_calls FOR INSERT TO hf_hotline"
        f" WITH CHECK (made_by_id = {ME})"
    )
    op.execute("CREATE POLICY qa_select ON brand_calls FOR SELECT TO hf_qa USING (true)")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON brand_calls TO hf_worker")
    op.execute(
        "CREATE POLICY worker_all ON brand_calls TO hf_worker USING (true) WITH CHECK (true)"
    )
    for realm in ("hotline", "worker"):
        op.execute(f"GRANT USAGE ON SEQUENCE brand_calls_id_seq TO hf_{realm}")


def downgrade() -> None:
    allow_kinds([kind for kind in kinds_allowed(op.get_bind()) if kind not in KINDS])
    op.drop_table("brand_calls")
    op.drop_constraint(op.f("ck_promises_kept_by_a_contact_in_time"), "promises")
    op.alter_column("promises", "settled_by_id", comment=None)
    for column, _comment in MOMENTS:
        op.drop_column("promises", column)
