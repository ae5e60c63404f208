"""The two roles the portal logs in as, and its database; the superuser stays with the keeper."""

import psycopg
from psycopg import sql

DATABASE = "huifang"
OWNER = "hf_owner"
APP = "hf_app"


def ensure_roles(keeper: psycopg.Connection[object], *, owner: str, app: str) -> None:
    """Make the owner (migrates, backs up) and the application's role (owns nothing)."""
    _ensure_role(keeper, OWNER, "LOGIN CREATEROLE", owner)
    _ensure_role(keeper, APP, "LOGIN NOINHERIT", app)
    # So that `huifang migrate` can let a login of another name stand in for the application.
    keeper.execute(
        sql.SQL("GRANT {} TO {} WITH ADMIN TRUE, INHERIT FALSE, SET FALSE").format(
            sql.Identifier(APP), sql.Identifier(OWNER)
        )
    )
    if not _exists(keeper, "SELECT 1 FROM pg_database WHERE datname = %s", DATABASE):
        make_database(keeper, DATABASE)


def make_database(
    keeper: psycopg.Connection[object], name: str, *, template: str | None = None
) -> None:
    """Make a database that the owner owns and only the two roles may enter."""
    copied: sql.Composable = sql.SQL("")
    if template is not None:
        copied = sql.SQL(" TEMPLATE {} STRATEGY file_copy").format(sql.Identifier(template))
    database = sql.Identifier(name)
    keeper.execute(
        sql.SQL("CREATE DATABASE {} OWNER {}").format(database, sql.Identifier(OWNER)) + copied
    )
    keeper.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
    keeper.execute(
        sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, sql.Identifier(APP))
    )


def _ensure_role(
    keeper: psycopg.Connection[object], name: str, attributes: str, password: str
) -> None:
    known = _exists(keeper, "SELECT 1 FROM pg_roles WHERE rolname = %s", name)
    keeper.execute(
        sql.SQL("{} ROLE {} WITH {} PASSWORD {}").format(
            sql.SQL("ALTER" if known else "CREATE"),
            sql.Identifier(name),
            sql.SQL(attributes),
            sql.Literal(password),
        )
    )


def _exists(keeper: psycopg.Connection[object], query: str, value: str) -> bool:
    return keeper.execute(query.encode(), [value]).fetchone() is not None
