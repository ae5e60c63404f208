"""The duty roster, and news for who answers at night

Revision ID: 0150_roster
Revises: 0140_clocks_recomputed
"""

import re

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0150_roster"
down_revision = "0140_clocks_recomputed"
branch_labels = None
depends_on = None

DUTIES = ("supervisor", "director", "night_phone")
NOTICES = ("urgent_at_night",)
TABLES = ("notices", "message_templates")

# As in 0002_walls. A shift that is under way is ended, nothing else of it changes.
WALLS: dict[str, dict[str, tuple[str, ...]]] = {
    "duty_shifts": {
        "hotline": ("S I U(ends_at) D", "true"),
        "admin": ("S I U(ends_at) D", "true"),
    },
}
VERBS = {"S": "SELECT", "I": "INSERT", "U": "UPDATE", "D": "DELETE"}

FITS = """
CREATE FUNCTION duty_fits_its_holder() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
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
END $$
"""


def put_up(table: str, realm: str, verbs: str, rows: str, written: str | None = None) -> None:
    for part in verbs.replace(", ", ",").split(" "):
        verb, columns = VERBS[part[0]], part[1:]
        op.execute(f"GRANT {verb} {columns} ON {table} TO hf_{realm}")
        seen = (
            "" if verb == "INSERT" else f"USING ({rows if verb == 'SELECT' else written or rows})"
        )
        check = f"WITH CHECK ({written or rows})" if verb in ("INSERT", "UPDATE") else ""
        op.execute(
            f"CREATE POLICY {realm}_{verb.lower()} ON {table} FOR {verb} TO hf_{realm}"
            f" {seen} {check}"
        )


def kinds_allowed(connection: sa.Connection, table: str) -> list[str]:
    """The kinds of notices that the CHECK lets in, in its order."""
    said = connection.execute(
        sa.text("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = :name"),
        {"name": f"ck_{table}_noticekind"},
    ).scalar_one()
    return re.findall(r"'(\w+)'", said)


def allow_kinds(table: str, kinds: list[str]) -> None:
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    op.execute(f"ALTER TABLE {table} DROP CONSTRAINT ck_{table}_noticekind")
    op.execute(
        f"ALTER TABLE {table} ADD CONSTRAINT ck_{table}_noticekind CHECK (kind IN ({listed}))"
    )


def upgrade() -> None:
    op.create_table(
        "duty_shifts",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "duty",
            sa.Enum(*DUTIES, name="duty", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
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
            for duty in DUTIES
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_duty_shifts_user_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_shifts")),
    )
    op.create_index(op.f("ix_duty_shifts_user_id"), "duty_shifts", ["user_id"])
    op.create_index("ix_duty_shifts_starts_at_id", "duty_shifts", ["starts_at", "id"])
    op.execute("ALTER TABLE duty_shifts ENABLE ROW LEVEL SECURITY")
    for realm, wall in WALLS["duty_shifts"].items():
        put_up("duty_shifts", realm, *wall)
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON duty_shifts TO hf_worker")
    op.execute(
        "CREATE POLICY worker_all ON duty_shifts TO hf_worker USING (true) WITH CHECK (true)"
    )
    for realm in ("hotline", "admin", "worker"):
        op.execute(f"GRANT USAGE ON SEQUENCE duty_shifts_id_seq TO hf_{realm}")
    op.execute(FITS)
    op.execute("REVOKE ALL ON FUNCTION duty_fits_its_holder() FROM PUBLIC")
    op.execute(
        "CREATE TRIGGER fits_its_holder BEFORE INSERT ON duty_shifts FOR EACH ROW"
        " EXECUTE FUNCTION duty_fits_its_holder()"
    )
    op.execute("ALTER TABLE duty_shifts ENABLE ALWAYS TRIGGER fits_its_holder")
    for table in TABLES:
        kinds = kinds_allowed(op.get_bind(), table)
        place = kinds.index("visit_cancelled") + 1
        allow_kinds(table, [*kinds[:place], *NOTICES, *kinds[place:]])


def downgrade() -> None:
    for table in TABLES:
        kinds = kinds_allowed(op.get_bind(), table)
        allow_kinds(table, [kind for kind in kinds if kind not in NOTICES])
    op.drop_table("duty_shifts")
    op.execute("DROP FUNCTION duty_fits_its_holder()")
