"""Closures that dealers ask for, and the brand agrees to

Revision ID: 0151_closures
Revises: 0150_roster
"""

import re

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0151_closures"
down_revision = "0150_roster"
branch_labels = None
depends_on = None

ME = "(SELECT nullif(current_setting('app.user_id', true), '')::bigint)"
DEALER = "(SELECT nullif(current_setting('app.dealer_id', true), '')::bigint)"
STATES = ("asked", "agreed", "refused", "withdrawn")
NOTICES = ("closure_decided",)
TABLES = ("notices", "message_templates")
STAYS = "dealer_id, first_day, last_day, reason, asked_by_id, asked_at, decided_by_id, decided_at"

# As in 0002_walls. A dealer asks and takes back; only the brand decides.
WALLS: dict[str, dict[str, tuple[str, ...]]] = {
    "dealer_closures": {
        "hotline": ("S U(state, decided_by_id, decided_at, answer, version)", "true"),
        "qa": ("S", "true"),
        "dealer": (
            "S I U(state, version)",
            f"dealer_id = {DEALER}",
            f"dealer_id = {DEALER} AND state IN ('asked', 'withdrawn')",
        ),
    },
}
VERBS = {"S": "SELECT", "I": "INSERT", "U": "UPDATE", "D": "DELETE"}

DECIDED = """
CREATE FUNCTION closure_is_decided_by_the_brand() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
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
        "dealer_closures",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("dealer_id", sa.BigInteger(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_by_id", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                *STATES, name="closurestate", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
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
            ["dealer_id"], ["dealers.id"], name=op.f("fk_dealer_closures_dealer_id_dealers")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["users.id"], name=op.f("fk_dealer_closures_asked_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["users.id"], name=op.f("fk_dealer_closures_decided_by_id_users")
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
    _put_up_walls()
    _guard()
    for table in TABLES:
        kinds = kinds_allowed(op.get_bind(), table)
        place = kinds.index("closure_asked") + 1
        allow_kinds(table, [*kinds[:place], *NOTICES, *kinds[place:]])


def _put_up_walls() -> None:
    op.execute("ALTER TABLE dealer_closures ENABLE ROW LEVEL SECURITY")
    for realm, wall in WALLS["dealer_closures"].items():
        put_up("dealer_closures", realm, *wall)
    op.execute("GRANT SELECT, INSERT, UPDATE ON dealer_closures TO hf_worker")
    op.execute(
        "CREATE POLICY worker_all ON dealer_closures TO hf_worker USING (true) WITH CHECK (true)"
    )
    op.execute(
        "CREATE POLICY own_name ON dealer_closures AS RESTRICTIVE FOR INSERT TO hf_dealer"
        f" WITH CHECK (asked_by_id = {ME})"
    )
    op.execute(
        "CREATE POLICY own_word ON dealer_closures AS RESTRICTIVE FOR UPDATE TO hf_hotline"
        f" USING (true) WITH CHECK (decided_by_id = {ME})"
    )
    for realm in ("dealer", "worker"):
        op.execute(f"GRANT USAGE ON SEQUENCE dealer_closures_id_seq TO hf_{realm}")


def _guard() -> None:
    op.execute(DECIDED)
    op.execute("REVOKE ALL ON FUNCTION closure_is_decided_by_the_brand() FROM PUBLIC")
    stays = ", ".join(f"'{column.strip()}'" for column in STAYS.split(","))
    triggers = {
        "stays_as_written": "BEFORE UPDATE ON dealer_closures FOR EACH ROW"
        f" EXECUTE FUNCTION stays_as_written({stays})",
        "decided_by_the_brand": "BEFORE INSERT OR UPDATE ON dealer_closures FOR EACH ROW"
        " EXECUTE FUNCTION closure_is_decided_by_the_brand()",
    }
    for name, said in triggers.items():
        op.execute(f"CREATE TRIGGER {name} {said}")
        op.execute(f"ALTER TABLE dealer_closures ENABLE ALWAYS TRIGGER {name}")


def downgrade() -> None:
    for table in TABLES:
        kinds = kinds_allowed(op.get_bind(), table)
        allow_kinds(table, [kind for kind in kinds if kind not in NOTICES])
    op.drop_table("dealer_closures")
    op.execute("DROP FUNCTION closure_is_decided_by_the_brand()")
