"""Two sweeps and three workers at once, as real processes: every breach once, everybody once."""

import psycopg
import pytest

from portal.infra.postgres.dumps import plain_url
from tests.support.due_clocks import put_due_clocks
from tests.support.nursery import Started
from tests.support.portal_process import environment

pytestmark = pytest.mark.processes

CLOCKS = 10_000
SWEEPS, WORKERS, JOBS = 2, 3, 6
PATIENCE = 400

# The job's own body, as a periodic tick would run it.
SWEEP = "from portal.worker.jobs import sla_sweep; sla_sweep(timestamp=0)"
# One pass over the queue with the worker's own app and role, then the end.
WORKER = """
from portal.infra.config import Config
from portal.worker.app import STALLED_SECONDS, app, connector_for
with app.replace_connector(connector_for(Config.from_environment())):
    app.run_worker(wait=False, stalled_worker_timeout=STALLED_SECONDS, delete_jobs="successful")
"""


def start(clone, folder, script):
    return Started(("-c", script), environment(folder, {"DATABASE_URL": clone.app_url}), b"")


def test_every_breach_is_recorded_once_and_told_once(clone, tmp_path):
    with psycopg.connect(plain_url(clone.owner_url)) as owner:
        agent = put_due_clocks(owner, CLOCKS)
        for _ in range(JOBS):
            owner.execute(
                "INSERT INTO procrastinate_jobs (queue_name, task_name, status, args)"
                " VALUES ('default', 'sla_sweep', 'todo', '{\"timestamp\": 0}')"
            )

    scripts = [SWEEP] * SWEEPS + [WORKER] * WORKERS
    processes = [start(clone, tmp_path, script) for script in scripts]
    ended = [process.wait(PATIENCE) for process in processes]

    said = [process.stderr for process in ended]
    assert [process.returncode for process in ended] == [0] * len(scripts), said
    with psycopg.connect(plain_url(clone.owner_url)) as owner:

        def one(statement, *values):
            return owner.execute(statement, values).fetchone()

        assert one("SELECT count(*) FROM sla_clocks WHERE breached_at = due_at AND rung = 2") == (
            CLOCKS,
        )
        assert one("SELECT count(*) FROM clock_news") == (0,)
        breaches = "SELECT count(*), count(DISTINCT case_id) FROM case_events WHERE kind = %s"
        assert one(breaches, "clock_breached") == (CLOCKS, CLOCKS)
        told = "SELECT count(*), count(DISTINCT case_id) FROM notices WHERE user_id = %s"
        assert one(told, agent) == (CLOCKS, CLOCKS)
        assert one("SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'") == (0,)
