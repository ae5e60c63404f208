"""The installation a command works on: its configuration and a database that answers."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
import psycopg

from portal.infra.config import Config, ConfigError
from portal.infra.postgres.attach import database_of
from portal.infra.postgres.dumps import plain_url


@contextmanager
def installation() -> Iterator[Config]:
    """The configuration with `database_url` (and, where known, `owner_url`) ready for use."""
    with database_of(Config.from_environment(), tell=say) as config:
        yield config


def owner_url(config: Config) -> str:
    """The owner's URL, or a refusal that says where to get it."""
    if config.owner_url is None:
        raise ConfigError(
            "This command works as the database's owner: set DATABASE_OWNER_URL beside "
            "DATABASE_URL."
        )
    return config.owner_url


def migrated(config: Config) -> str:
    """The URL the portal logs in with, or a refusal where there is no schema to work on."""
    url = app_url(config)
    with psycopg.connect(plain_url(url), connect_timeout=10) as connection:
        users = "SELECT FROM pg_tables WHERE schemaname = 'public' AND tablename = 'users'"
        found = connection.execute(users).fetchone()
    if found is None:
        raise ConfigError("The database is empty. Make its tables with: huifang migrate")
    return url


def app_url(config: Config) -> str:
    """The URL the portal itself logs in with."""
    assert config.database_url is not None  # noqa: S101 - installation() has seen to it
    return config.database_url


def say(line: str) -> None:
    """A line of progress: on standard error, so that results can be piped."""
    click.echo(line, err=True)
