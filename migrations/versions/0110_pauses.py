"""Pauses of clocks

Asked by a dealer, agreed by the brand; at most ten working days of the office calendar in all.

Revision ID: 0110_pauses
Revises: 0120_notices
"""

import re

import sqlalchemy as sa
from alembic import op

revision = "0110_pauses"
down_revision = "0120_notices"
branch_labels = None
depends_on = None

ME = "(SELECT nullif(current_setting('app.user_id', true), '')::bigint)"
DEALER = "(SELECT nullif(current_setting('app.dealer_id', true), '')::bigint)"
ALL = "true"
THEIR_CASE = "case_id IN (SELECT id FROM cases)"
DECIDED = "(state, decided_by_id, decided_at, ended_at, version)"

# As in 0002_walls. A dealer asks in its own name, and nothing more.
WALLS: dict[str, dict[str, tuple[str, ...]]] = {
    "sla_pauses": {
        "hotline": (f"S I U{DECIDED}", ALL),
        "qa": ("S", ALL),
        "dealer": (
            "S I",
            THEIR_CASE,
            f"{THEIR_CASE} AND state = 'asked' AND dealer_id = {DEALER}",
        ),
    },
}
VERBS = {"S": "SELECT", "I": "INSERT", "U": "UPDATE", "D": "DELETE"}

STAYS = (
    "case_id, attempt, stage, dealer_id, reason, starts_at, ends_at, asked_by_id, asked_at,"
    " decided_by_id, decided_at, ended_at"
)
KINDS = ("pause_asked", "pause_agreed", "pause_refused", "pause_ended")
STAGES = ("triage", "accept", "first_contact", "visit", "resolve", "decision", "callback")
REASONS = ("customer_later_day", "customer_unreachable", "agreed_otherwise")
STATES = ("asked", "agreed", "refused", "ended")

# Each working day that a pause touches counts once, however many pauses touch it.
PAUSE_DAYS = """
CREATE FUNCTION pause_days(p_case bigint) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT count(DISTINCT day.day)
    FROM sla_pauses p
    JOIN calendars office ON office.code = 'office'
    CROSS JOIN LATERAL (
      SELECT generate_series(
        ((p.starts_at AT TIME ZONE office.tz)::date)::timestamp,
        (((coalesce(p.ended_at, p.ends_at) - interval '1 microsecond')
          AT TIME ZONE office.tz)::date)::timestamp,
        interval '1 day')::date AS day) day
    LEFT JOIN calendar_days special
      ON special.calendar_id = office.id AND special.day = day.day
   WHERE p.case_id = p_case AND p.state IN ('agreed', 'ended')
     AND coalesce(p.ended_at, p.ends_at) > p.starts_at
     AND CASE special.kind
       WHEN 'override' THEN coalesce(jsonb_array_length(special.windows), 0) > 0
       WHEN 'make_up' THEN true
       WHEN 'holiday' THEN false
       ELSE coalesce(jsonb_array_length(
         office.weekly -> lower(to_char(day.day, 'Dy'))), 0) > 0
     END
$$
"""

AGREED = """
CREATE FUNCTION pause_is_agreed_by_the_brand() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  step text := CASE WHEN tg_op = 'INSERT' THEN 'new' ELSE old.state END || '>' || new.state;
BEGIN
  IF tg_op = 'UPDATE' AND new.state = old.state THEN RETURN new; END IF;
  IF step NOT IN ('new>asked', 'new>agreed', 'asked>agreed', 'asked>refused', 'agreed>ended') THEN
    RAISE EXCEPTION 'no pause goes from %', step
      USING errcode = 'check_violation', constraint = 'pause_is_decided_once';
  END IF;
  IF new.decided_by_id IS NOT NULL AND NOT EXISTS (
    SELECT FROM users WHERE id = new.decided_by_id AND side = 'brand') THEN
    RAISE EXCEPTION 'the brand decides on a pause'
      USING errcode = 'check_violation', constraint = 'pause_is_agreed_by_the_brand';
  END IF;
  RETURN new;
END $$
"""

NOT_TOO_LONG = """
CREATE FUNCTION pauses_take_ten_days_at_most() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  IF new.state <> 'agreed' THEN RETURN NULL; END IF;
  -- Two who agree at once see each other's pause.
  PERFORM 1 FROM cases WHERE id = new.case_id FOR NO KEY UPDATE;
  IF pause_days(new.case_id) > 10 THEN
    RAISE EXCEPTION 'at most ten working days in all'
      USING errcode = 'check_violation', constraint = 'pauses_take_ten_days_at_most';
  END IF;
  RETURN NULL;
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


def _enum(name: str, members: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*members, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    op.create_table(
        "sla_pauses",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("attempt", sa.BigInteger(), nullable=False),
        sa.Column("stage", _enum("stage", STAGES), nullable=False),
        sa.Column(
            "dealer_id",
            sa.BigInteger(),
            nullable=True,
            comment="whose stage it was when it was asked",
        ),
        sa.Column("reason", _enum("pausereason", REASONS), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "ended_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="earlier than was agreed",
        ),
        sa.Column("state", _enum("pausestate", STATES), nullable=False),
        sa.Column("asked_by_id", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "stage IN ('first_contact', 'visit', 'resolve', 'callback')",
            name=op.f("ck_sla_pauses_stage_can_wait"),
        ),
        sa.CheckConstraint(
            "reason <> 'agreed_otherwise' OR stage IN ('first_contact', 'visit')",
            name=op.f("ck_sla_pauses_ours_waits_for_the_customer_only"),
        ),
        sa.CheckConstraint("starts_at >= asked_at", name=op.f("ck_sla_pauses_never_backdated")),
        sa.CheckConstraint(
            "ends_at > starts_at AND ends_at <= starts_at + interval '60 days'",
            name=op.f("ck_sla_pauses_has_an_end"),
        ),
        sa.CheckConstraint(
            "(state = 'asked') = (decided_at IS NULL)", name=op.f("ck_sla_pauses_decided_paired")
        ),
        sa.CheckConstraint(
            "(decided_by_id IS NULL) = (decided_at IS NULL)",
            name=op.f("ck_sla_pauses_decided_by_paired"),
        ),
        sa.CheckConstraint(
            "(state = 'ended') = (ended_at IS NOT NULL)", name=op.f("ck_sla_pauses_ended_paired")
        ),
        sa.CheckConstraint(
            "ended_at >= decided_at AND ended_at <= ends_at",
            name=op.f("ck_sla_pauses_ended_within"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_sla_pauses_case_id_cases")
        ),
        sa.ForeignKeyConstraint(
            ["dealer_id"], ["dealers.id"], name=op.f("fk_sla_pauses_dealer_id_dealers")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["users.id"], name=op.f("fk_sla_pauses_asked_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["users.id"], name=op.f("fk_sla_pauses_decided_by_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sla_pauses")),
    )
    op.create_index("ix_sla_pauses_case_id_id", "sla_pauses", ["case_id", "id"])
    op.create_index(op.f("ix_sla_pauses_dealer_id"), "sla_pauses", ["dealer_id"])
    asked = sa.text("state = 'asked'")
    op.create_index("ix_sla_pauses_asked", "sla_pauses", ["asked_at", "id"], postgresql_where=asked)
    op.create_index(
        "uq_sla_pauses_one_asked_for_a_stage",
        "sla_pauses",
        ["case_id", "stage"],
        unique=True,
        postgresql_where=asked,
    )
    _put_up_walls()
    _guard()
    allow_kinds([*kinds_allowed(op.get_bind()), *KINDS])
    op.execute(
        "CREATE POLICY dealer_asks ON case_events FOR INSERT TO hf_dealer WITH CHECK"
        f" (user_id IS NOT DISTINCT FROM {ME} AND kind = 'pause_asked'"
        " AND EXISTS (SELECT FROM cases c WHERE c.id = case_events.case_id))"
    )


def _put_up_walls() -> None:
    for table, walls in WALLS.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        for realm, wall in walls.items():
            put_up(table, realm, *wall)
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO hf_worker")
        op.execute(
            f"CREATE POLICY worker_all ON {table} TO hf_worker USING (true) WITH CHECK (true)"
        )
    op.execute("REVOKE DELETE ON sla_pauses FROM hf_worker")
    op.execute(
        "CREATE POLICY own_name ON sla_pauses AS RESTRICTIVE FOR INSERT TO hf_hotline, hf_dealer"
        f" WITH CHECK (asked_by_id = {ME})"
    )
    for realm in ("hotline", "dealer", "worker"):
        op.execute(f"GRANT USAGE ON SEQUENCE sla_pauses_id_seq TO hf_{realm}")


def _guard() -> None:
    for function in (PAUSE_DAYS, AGREED, NOT_TOO_LONG):
        op.execute(function)
    op.execute("REVOKE ALL ON FUNCTION pause_days(bigint) FROM PUBLIC")
    op.execute("REVOKE ALL ON FUNCTION pause_is_agreed_by_the_brand() FROM PUBLIC")
    op.execute("REVOKE ALL ON FUNCTION pauses_take_ten_days_at_most() FROM PUBLIC")
    stays = ", ".join(f"'{column.strip()}'" for column in STAYS.split(","))
    triggers = {
        "stays_as_written": f"BEFORE UPDATE ON sla_pauses FOR EACH ROW"
        f" EXECUTE FUNCTION stays_as_written({stays})",
        "agreed_by_the_brand": "BEFORE INSERT OR UPDATE ON sla_pauses FOR EACH ROW"
        " EXECUTE FUNCTION pause_is_agreed_by_the_brand()",
        "ten_days_at_most": "AFTER INSERT OR UPDATE OF state ON sla_pauses FOR EACH ROW"
        " EXECUTE FUNCTION pauses_take_ten_days_at_most()",
    }
    for name, said in triggers.items():
        op.execute(f"CREATE TRIGGER {name} {said}")
        op.execute(f"ALTER TABLE sla_pauses ENABLE ALWAYS TRIGGER {name}")


def downgrade() -> None:
    op.execute("DROP POLICY dealer_asks ON case_events")
    allow_kinds([kind for kind in kinds_allowed(op.get_bind()) if kind not in KINDS])
    op.drop_table("sla_pauses")
    op.execute("DROP FUNCTION pauses_take_ten_days_at_most()")
    op.execute("DROP FUNCTION pause_is_agreed_by_the_brand()")
    op.execute("DROP FUNCTION pause_days(bigint)")
