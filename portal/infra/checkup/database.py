"""Checks of the database: reachable, roles, schema, what guards it, and the worker."""

from collections.abc import Iterator
from typing import Any

import psycopg

from portal.infra import schema
from portal.infra.checkup.findings import Finding, look, ok, problem
from portal.infra.fingerprint import differences, load_expected, read_fingerprint
from portal.infra.postgres.dumps import plain_url
from portal.infra.postgres.roles import APP

_OLDEST_MAJOR = 16
_WORKER_SILENT = 20.0
_SHOWN = 20

Connection = psycopg.Connection[Any]


def check_as_app(app_url: str) -> Iterator[Finding]:
    """What the portal's own login may and, more important, may not do."""
    try:
        connection = psycopg.connect(plain_url(app_url), connect_timeout=10)
    except psycopg.OperationalError as error:
        yield problem(
            "database",
            f"The portal cannot log in: {str(error).strip()}",
            "Start the server, or correct DATABASE_URL; `huifang migrate` makes a missing role.",
        )
        return
    with connection:
        yield _server(connection)
        yield _login(connection)


def check_as_owner(owner_url: str, *, worker_expected: bool) -> Iterator[Finding]:
    """What only the owner can see: the schema and whether it is as the migrations left it."""
    try:
        connection = psycopg.connect(plain_url(owner_url), connect_timeout=10)
    except psycopg.OperationalError as error:
        yield problem(
            "owner",
            f"The owner cannot log in: {str(error).strip()}",
            "Correct DATABASE_OWNER_URL.",
        )
        return
    with connection:
        at, head = schema.current(owner_url), schema.head()
        if at != head:
            yield problem(
                "migrations",
                f"The database is at {at or 'nothing'}, this version needs {head}.",
                "huifang migrate",
            )
            return
        yield ok("migrations", f"at {head}")
        yield from _guards(connection)
        yield _worker(connection, expected=worker_expected)
        yield _failed_jobs(connection)


def _server(connection: Connection) -> Finding:
    major = connection.info.server_version // 10000
    if major < _OLDEST_MAJOR:
        return problem(
            "database",
            f"The server is PostgreSQL {major}.",
            f"Huifang needs PostgreSQL {_OLDEST_MAJOR} or newer.",
        )
    return ok("database", f"PostgreSQL {major} answers")


def _login(connection: Connection) -> Finding:
    found = connection.execute(
        """
        SELECT current_user, rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb,
               (SELECT count(*) FROM pg_class WHERE relowner = pg_roles.oid),
               pg_has_role(current_user, (SELECT datdba FROM pg_database
                                           WHERE datname = current_database()), 'MEMBER')
          FROM pg_roles WHERE rolname = current_user
        """
    ).fetchone()
    assert found is not None  # noqa: S101 - whoever is logged in has a role
    name, powerful, owned, is_owner = found
    if powerful or owned or is_owner:
        return problem(
            "login",
            f"The portal logs in as {name}, which may go around row-level security.",
            f"Give DATABASE_URL a role that owns nothing, such as {APP}, and run "
            "`huifang migrate` as the owner.",
        )
    return ok("login", f"as {name}, which owns nothing")


def _guards(connection: Connection) -> Iterator[Finding]:
    """What must never be false is held by constraints, triggers and policies: are they there?"""
    revision, major, expected = load_expected()
    if revision != schema.head():
        yield look(
            "guards",
            f"The expectations are of {revision}, not of {schema.head()}.",
            "This is a fault of this version's release, not of your installation.",
        )
        return
    same_major = connection.info.server_version // 10000 == major
    found = list(differences(expected, read_fingerprint(connection), same_major=same_major))
    for sentence in found[:_SHOWN]:
        yield problem("guards", sentence, _MEND_GUARDS)
    if len(found) > _SHOWN:
        yield problem("guards", f"... and {len(found) - _SHOWN} more", _MEND_GUARDS)
    if not found:
        count = sum(len(things) for things in expected.values())
        yield ok("guards", f"all {count} constraints, triggers, policies and grants are in place")


_MEND_GUARDS = (
    "Somebody changed the schema by hand as the owner. Find out why, put it back as the "
    "migration has it, and look at what was written meanwhile."
)


def _worker(connection: Connection, *, expected: bool) -> Finding:
    row = connection.execute(
        "SELECT extract(epoch FROM now() - max(last_heartbeat)) FROM procrastinate_workers"
    ).fetchone()
    silent = None if row is None or row[0] is None else float(row[0])
    if silent is not None and silent < _WORKER_SILENT:
        return ok("worker", f"gave a sign {silent:.0f} s ago")
    if not expected:
        return ok("worker", "not running, as Huifang is stopped")
    said = "No worker has ever given a sign." if silent is None else f"Silent for {silent:.0f} s."
    return problem("worker", said, "huifang run --no-web (or without --no-worker) starts one.")


def _failed_jobs(connection: Connection) -> Finding:
    rows = connection.execute(
        "SELECT task_name, count(*) FROM procrastinate_jobs WHERE status = 'failed' "
        "GROUP BY task_name ORDER BY task_name"
    ).fetchall()
    if not rows:
        return ok("jobs", "none has failed")
    listed = ", ".join(f"{name}: {count}" for name, count in rows)
    return look("jobs", f"Failed for good: {listed}", "The worker's log says why.")
