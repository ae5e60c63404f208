"""The worker: takes jobs from the database one by one and tells it that it is alive."""

from procrastinate import App, PsycopgConnector

from portal.infra.config import Config
from portal.infra.logging import configure_logging

HEARTBEAT_SECONDS = 5.0
STALLED_SECONDS = 20.0
# Below the grace of whoever stops us: what is still running then is killed and taken up again.
_GRACEFUL_SECONDS = 15.0
_CONCURRENCY = 4
_DATABASE_ROLE = "hf_worker"

app = App(connector=PsycopgConnector(), import_paths=["portal.worker.jobs"])


def run_worker(config: Config) -> None:
    """Work until a signal asks to stop; the job in hand is finished first."""
    configure_logging(config.environment)
    connector = PsycopgConnector(
        conninfo=(config.database_url or "").replace("postgresql+psycopg://", "postgresql://"),
        kwargs={"options": f"-c role={_DATABASE_ROLE} -c timezone=UTC"},
        min_size=1,
        max_size=_CONCURRENCY + 2,
    )
    with app.replace_connector(connector):
        app.run_worker(
            concurrency=_CONCURRENCY,
            update_heartbeat_interval=HEARTBEAT_SECONDS,
            stalled_worker_timeout=STALLED_SECONDS,
            shutdown_graceful_timeout=_GRACEFUL_SECONDS,
        )
