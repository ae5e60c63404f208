"""Bring a database to the newest schema, one deploy at a time, and say where it stands."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote

import psycopg
import sqlalchemy as sa
from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from psycopg import sql
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.pool import NullPool

from portal.infra.postgres.roles import APP

_ROOT = Path(__file__).parents[2]
# Any number, as long as it is always this one.
_DEPLOY_LOCK = 4_861_402_917
# A migration waits this long for a table, then gives up instead of holding up the portal.
_LOCK_TIMEOUT = "10s"


def upgrade(owner_url: str, app_url: str | None = None, *, revision: str = "head") -> None:
    """Migrate as the owner. With `app_url`, its login role is made first if it is missing."""
    with _owner(owner_url) as connection:
        if app_url is not None:
            _ensure_login(connection, app_url)
        config = _alembic(owner_url)
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        connection.commit()


def head() -> str:
    """The newest revision this code knows."""
    newest = ScriptDirectory.from_config(_alembic("")).get_current_head()
    assert newest is not None  # noqa: S101 - the repository has migrations
    return newest


def current(owner_url: str) -> str | None:
    """The revision the database has, None for an empty one."""
    engine = sa.create_engine(owner_url, poolclass=NullPool)
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def knows(revision: str) -> bool:
    """Whether this code has the revision among its migrations."""
    known = ScriptDirectory.from_config(_alembic("")).walk_revisions()
    return any(script.revision == revision for script in known)


def is_without_users(owner_url: str) -> bool:
    """Whether nobody has an account yet: the database is new."""
    engine = sa.create_engine(owner_url, poolclass=NullPool)
    with engine.connect() as connection:
        return connection.scalar(sa.text("SELECT NOT EXISTS (SELECT 1 FROM users)")) is True


def ensure_app_role(owner_url: str) -> None:
    """Make the role that grants are given to, where only another one logs in."""
    with _owner(owner_url) as connection:
        connection.execute(
            sa.text(
                f"DO $$ BEGIN IF to_regrole('{APP}') IS NULL THEN "
                f"CREATE ROLE {APP} NOLOGIN NOINHERIT; END IF; END $$"
            )
        )
        connection.commit()


@contextmanager
def _owner(owner_url: str) -> Iterator[Connection]:
    """The owner's connection with the deploy lock held; a second deploy waits for the first."""
    engine = sa.create_engine(owner_url, poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(sa.text("SELECT pg_advisory_lock(:key)"), {"key": _DEPLOY_LOCK})
        connection.execute(sa.text(f"SET lock_timeout = '{_LOCK_TIMEOUT}'"))
        connection.commit()
        # The lock goes with the connection, however the deploy ends.
        yield connection


def _ensure_login(connection: Connection, app_url: str) -> None:
    """Make the application's login role, and let a role of another name stand in for it."""
    url = make_url(app_url)
    names = [APP] if url.username in {None, APP} else [APP, str(url.username)]
    raw = connection.connection.driver_connection
    assert isinstance(raw, psycopg.Connection)  # noqa: S101 - the only driver there is
    for name in names:
        if raw.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone():
            continue
        login = url.password is not None and name == (url.username or APP)
        attributes = (
            sql.SQL("LOGIN PASSWORD {}").format(sql.Literal(unquote(str(url.password))))
            if login
            else sql.SQL("NOLOGIN")
        )
        raw.execute(
            sql.SQL("CREATE ROLE {} WITH NOINHERIT {}").format(sql.Identifier(name), attributes)
        )
    if len(names) > 1:
        raw.execute(
            sql.SQL("GRANT {} TO {} WITH INHERIT TRUE, SET TRUE").format(
                sql.Identifier(APP), sql.Identifier(names[1])
            )
        )
    database = raw.execute("SELECT current_database()").fetchone()
    assert database is not None  # noqa: S101 - a select of one value
    raw.execute(
        sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(
            sql.Identifier(str(database[0])), sql.Identifier(names[-1])
        )
    )
    connection.commit()


def _alembic(owner_url: str) -> AlembicConfig:
    config = AlembicConfig(toml_file=str(_ROOT / "pyproject.toml"))
    config.set_main_option("sqlalchemy.url", owner_url.replace("%", "%%"))
    return config
