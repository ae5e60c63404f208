"""The worker: takes jobs from the database one by one and tells it that it is alive."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from procrastinate import App, PsycopgConnector
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from portal.infra import db
from portal.infra.config import Config
from portal.infra.identity import WORKER
from portal.infra.logging import configure_logging

HEARTBEAT_SECONDS = 5.0
STALLED_SECONDS = 20.0
# Below the grace of whoever stops us: what is still running then is killed and taken up again.
_GRACEFUL_SECONDS = 15.0
_CONCURRENCY = 4

app = App(connector=PsycopgConnector(), import_paths=["portal.worker.jobs"])


@contextmanager
def work() -> Iterator[Session]:
    """A session in the worker's realm for one transaction: committed, unless something fails."""
    with db.aside(db.make_sessions(_engine())) as session:
        yield session


def run_worker(config: Config) -> None:
    """Work until a signal asks to stop; the job in hand is finished first."""
    configure_logging(config.environment)
    with app.replace_connector(connector_for(config)):
        app.run_worker(
            concurrency=_CONCURRENCY,
            # What went well leaves no row behind: a sign of life every five seconds adds up.
            delete_jobs="successful",
            update_heartbeat_interval=HEARTBEAT_SECONDS,
            stalled_worker_timeout=STALLED_SECONDS,
            shutdown_graceful_timeout=_GRACEFUL_SECONDS,
        )


def connector_for(config: Config) -> PsycopgConnector:
    """The queue's own connections, in the worker's realm: no other reads a job's arguments."""
    return PsycopgConnector(
        conninfo=(config.database_url or "").replace("postgresql+psycopg://", "postgresql://"),
        kwargs={"options": f"-c role={WORKER.role} -c timezone=UTC"},
        min_size=1,
        max_size=_CONCURRENCY + 2,
        # Where the database has gone with its keeper, there is nothing to wait for.
        timeout=5,
    )


@cache
def _engine() -> Engine:
    config = Config.from_environment()
    assert config.database_url is not None  # noqa: S101 - whoever starts a worker gives it one
    return db.make_engine(config.database_url, pool_size=_CONCURRENCY)
