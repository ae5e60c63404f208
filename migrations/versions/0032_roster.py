"""The duty roster, and news for who answers at night

Revision ID: 0032_roster
Revises: 0031_clocks_recomputed
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
    keep_to_ourselves,
    make_functions,
    make_triggers,
)
from migrations.walls import ALL, Walls, let_count, put_up

revision = "0032_roster"
down_revision = "0031_clocks_recomputed"
branch_labels = None
depends_on = None

DUTIES = "supervisor director night_phone"
NOTICES = "urgent_at_night"
TABLES = ("notices", "message_templates")

# A shift that is under way is ended, nothing else of it changes.
WALLS: Walls = {
    "duty_shifts": dict.fromkeys(("hotline", "admin"), ("S I U(ends_at) D", ALL)),
}
FUNCTIONS: Functions = {
    "duty_fits_its_holder": (
        "",
        "trigger",
        DEFINER,
        """BEGIN
  IF NOT EXISTS (
    SELECT FROM users u
     WHERE u.id = new.user_id AND u.ended_at IS NULL AND u.role = ANY (CASE new.duty
       WHEN 'supervisor' THEN ARRAY['supervisor', 'director']
       WHEN 'director' THEN ARRAY['director']
       ELSE ARRAY['agent', 'supervisor', 'director'] END)) THEN
    RAISE EXCEPTION 'this duty is not for them'
      USING errcode = 'check_violation', constraint = 'duty_fits_its_holder';
  END IF;
  RETURN new;
END""",
    ),
}
TRIGGERS: Triggers = {
    "fits_its_holder": ("BEFORE INSERT", "duty_shifts", "duty_fits_its_holder"),
}


def upgrade() -> None:
    op.create_table(
        "duty_shifts",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("duty", words("duty", DUTIES), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_duty_shifts_not_empty")),
        sa.CheckConstraint(
            "ends_at <= starts_at + interval '7 days'", name=op.f("ck_duty_shifts_a_week_at_most")
        ),
        *(
            postgresql.ExcludeConstraint(
                (sa.text("int8range(user_id, user_id, '[]')"), "&&"),
                (sa.text("tstzrange(starts_at, ends_at)"), "&&"),
                where=sa.text(f"duty = '{duty}'"),
                using="gist",
                name=f"ex_duty_shifts_{duty}_once",
            )
            for duty in DUTIES.split()
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_duty_shifts_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_shifts")),
    )
    op.create_index(op.f("ix_duty_shifts_user_id"), "duty_shifts", ["user_id"])
    op.create_index("ix_duty_shifts_starts_at_id", "duty_shifts", ["starts_at", "id"])
    put_up(WALLS)
    let_count("duty_shifts", realms=("hotline", "admin"))
    make_functions(FUNCTIONS)
    keep_to_ourselves(FUNCTIONS)
    make_triggers(TRIGGERS)
    for table in TABLES:
        allow_words(table, "kind", "noticekind", NOTICES, after="visit_cancelled")


def downgrade() -> None:
    for table in TABLES:
        refuse_words(table, "kind", "noticekind", NOTICES)
    op.drop_table("duty_shifts")
    drop_functions(FUNCTIONS)
