"""The database of this installation, for as long as a command needs it."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from portal.infra.config import Config
from portal.infra.postgres.errors import PostgresError
from portal.infra.postgres.keeper import EmbeddedPostgres, is_kept, running_urls
from portal.infra.runlock import is_running

_WAIT_SECONDS = 60.0


@contextmanager
def database_of(config: Config, *, tell: Callable[[str], None]) -> Iterator[Config]:
    """The configuration with a database that answers.

    A server of one's own is taken as it is. The embedded one is joined while `huifang run` keeps
    it, and otherwise started for the command and stopped after it.
    """
    if not config.is_embedded:
        yield config
        return
    if is_running(config.data):
        urls = running_urls(config.data)
        if urls is None:
            raise PostgresError("Huifang is just starting or stopping; try again in a moment.")
        yield config.on(app=urls.app, owner=urls.owner)
        return
    _wait_for_other_command(config.data, tell)
    with EmbeddedPostgres(config.data) as server:
        urls = server.urls
        yield config.on(app=urls.app, owner=urls.owner)


def _wait_for_other_command(data: Path, tell: Callable[[str], None]) -> None:
    deadline = time.monotonic() + _WAIT_SECONDS
    told = False
    while is_kept(data):
        if time.monotonic() > deadline:
            raise PostgresError("Another huifang command is still using the data folder.")
        if not told:
            tell("Waiting for another huifang command that is using the data folder ...")
            told = True
        time.sleep(0.2)
