"""Grants hold the verbs, policies hold the rows: how a line of the table of walls becomes both.

Each migration that makes a table writes its WALLS: table, realm, verbs, rows. The policies form
a directed graph: dispatch_people -> dispatches -> cases -> their children. What a migration of
the past has read from here stays as it is; a new rule gets a name of its own.
"""

from collections.abc import Mapping

import sqlalchemy as sa
from alembic import op

REALMS = (
    "hotline", "qa", "sales", "board", "admin", "dealer", "installer", "link", "worker", "signin",
)  # fmt: skip


def setting(name: str, kind: str = "bigint") -> str:
    """What `after_begin` has told the database of the actor."""
    return f"(SELECT nullif(current_setting('app.{name}', true), '')::{kind})"


ME = setting("user_id")
DEALER = setting("dealer_id")
PERSON = setting("installer_id")
CASE = setting("case_id")
NOW = setting("now", "timestamptz")
ALL = "true"
THEIR_CASE = "case_id IN (SELECT id FROM cases)"
HOLDS = (
    "(SELECT {column} FROM cases WHERE status IN"
    " ('accepted', 'contacted', 'scheduled', 'visited', 'resolved'))"
)
# Domain D4: from 17:00 on the day before until the job is done.
AT_WORK = (
    "(SELECT {column} FROM cases WHERE id IN (SELECT case_id FROM dispatch_people WHERE active"
    f" AND installer_id = {PERSON} AND visible_from <= {NOW}"
    f" AND (visible_until IS NULL OR visible_until > {NOW})))"
)
# A visit that was called off shows its case to nobody; one that has been stays readable.
SENT_TO = (
    "id IN (SELECT p.case_id FROM dispatch_people p JOIN dispatches d ON d.id = p.dispatch_id"
    f" WHERE p.installer_id = {PERSON}"
    " AND (p.active OR d.state IN ('done', 'no_show_customer')))"
)
OWN_PEOPLE = "installer_id IN (SELECT installer_id FROM installer_dealers)"
STEP = "(status, version, last_step, last_step_at, next_stage, next_due_at, raised_at)"
TASK_DONE = "(done_at, done_by_id, outcome)"
ANSWER = "(state, answered_at, answered_by_id, reason_code, reason)"
# How a visit ends; when, for whom and by whose right it was planned stays (domain D2).
VISIT_OVER = "(state, ended_at, end_reason, moved_to_id)"
# A person's standing is no matter of correcting their name (domain S1, S3).
NAME = "(name, name_sort, name_folded, version)"

# table: {realm: (verbs, rows it sees, rows it may write: the same where left out)}
# Verbs: S select, I insert, U update, D delete; a U or S may name its columns in brackets.
Walls = Mapping[str, Mapping[str, tuple[str, ...]]]
# What a realm may not write even in rows of its own: (table, realms, the column that names them),
# and (table, name of the limit, verb, realms, check).
OwnName = tuple[tuple[str, str, str], ...]
Limits = tuple[tuple[str, str, str, str, str], ...]
# Columns that came to a table whose policies stand: (table, realm, verbs with the columns).
Wider = tuple[tuple[str, str, str], ...]
VERBS = {"S": "SELECT", "I": "INSERT", "U": "UPDATE", "D": "DELETE"}


def verbs_of(text: str) -> list[tuple[str, str]]:
    """`S U(a, b)` as [("SELECT", ""), ("UPDATE", "(a, b)")]."""
    parts = text.replace(", ", ",").split(" ")
    return [(VERBS[part[0]], part[1:]) for part in parts]


def put_up(walls: Walls) -> None:
    """Row-level security on each table, a grant and a policy for each verb of each realm."""
    for table, realms in walls.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        for realm, (verbs, rows, *written) in realms.items():
            if realm != "worker":
                _let_in(table, realm, verbs, rows, written[0] if written else rows)
        # The portal itself: what an actor causes and may not see goes through this realm.
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO hf_worker")
        op.execute(
            f"CREATE POLICY worker_all ON {table} TO hf_worker USING (true) WITH CHECK (true)"
        )


def _let_in(table: str, realm: str, verbs: str, rows: str, written: str) -> None:
    for verb, columns in verbs_of(verbs):
        op.execute(sa.text(f"GRANT {verb} {columns} ON {table} TO hf_{realm}"))
        seen = "" if verb == "INSERT" else f"USING ({rows if verb == 'SELECT' else written})"
        check = f"WITH CHECK ({written})" if verb in ("INSERT", "UPDATE") else ""
        op.execute(
            sa.text(
                f"CREATE POLICY {realm}_{verb.lower()} ON {table} FOR {verb} TO hf_{realm}"
                f" {seen} {check}"
            )
        )


def let_in_also(walls: Walls) -> None:
    """Realms that come to a table whose walls stand."""
    for table, realms in walls.items():
        for realm, (verbs, rows, *written) in realms.items():
            _let_in(table, realm, verbs, rows, written[0] if written else rows)


def keep_out_again(walls: Walls) -> None:
    """And they leave it; who was there before stays."""
    for table, realms in walls.items():
        for realm, wall in realms.items():
            for verb, columns in verbs_of(wall[0]):
                op.execute(f"DROP POLICY {realm}_{verb.lower()} ON {table}")
                op.execute(f"REVOKE {verb} {columns} ON {table} FROM hf_{realm}")


def take_down(walls: Walls) -> None:
    """Nobody but the owner is left on the tables."""
    for table, realms in walls.items():
        for realm, wall in realms.items():
            if realm == "worker":
                continue
            for verb, _columns in verbs_of(wall[0]):
                op.execute(f"DROP POLICY {realm}_{verb.lower()} ON {table}")
            op.execute(f"REVOKE ALL ON {table} FROM hf_{realm}")
        op.execute(f"DROP POLICY worker_all ON {table}")
        op.execute(f"REVOKE ALL ON {table} FROM hf_worker")
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")


def put_limits(own_name: OwnName, limits: Limits = ()) -> None:
    """Narrow the policies: a RESTRICTIVE one holds besides those that let in."""
    for table, realms, column in own_name:
        op.execute(
            f"CREATE POLICY own_name ON {table} AS RESTRICTIVE FOR INSERT TO {realms}"
            f" WITH CHECK ({column} = {ME})"
        )
    for table, name, verb, realms, check in limits:
        seen = "USING (true)" if verb == "UPDATE" else ""
        op.execute(
            f"CREATE POLICY {name} ON {table} AS RESTRICTIVE FOR {verb} TO {realms}"
            f" {seen} WITH CHECK ({check})"
        )


def let_count(*tables: str, realms: tuple[str, ...] = ()) -> None:
    """Of a table made after the realms: who adds rows takes the next id; the portal always may."""
    for table in tables:
        for realm in (*realms, "worker"):
            op.execute(f"GRANT USAGE ON SEQUENCE {table}_id_seq TO hf_{realm}")


def widen(wider: Wider) -> None:
    """Let a realm at further columns; they take the grant with them when they go."""
    for table, realm, verbs in wider:
        for verb, columns in verbs_of(verbs):
            op.execute(f"GRANT {verb} {columns} ON {table} TO hf_{realm}")
