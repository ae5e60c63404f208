"""The worker does what waits, and takes up what a dead one left."""

import psycopg
import pytest

from portal.infra.postgres.dumps import plain_url
from tests.support.nursery import Started
from tests.support.portal_process import environment

pytestmark = pytest.mark.processes

# One pass over the queue with the worker's own app and role, then the end.
ONE_PASS = """
import sys
from procrastinate import PsycopgConnector
from portal.infra.config import Config
from portal.worker.app import STALLED_SECONDS, app, connector_for
with app.replace_connector(connector_for(Config.from_environment())):
    app.run_worker(wait=False, stalled_worker_timeout=STALLED_SECONDS, delete_jobs="successful")
"""


def run_once(clone, tmp_path) -> None:
    given = {"DATABASE_URL": clone.app_url}
    done = Started(("-c", ONE_PASS), environment(tmp_path, given), b"").wait(30)
    assert done.returncode == 0, done.stderr


def put(owner: psycopg.Connection[tuple[object, ...]], task: str, *, status: str, worker=None):
    owner.execute(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, status, args, worker_id) "
        "VALUES ('default', %s, %s::procrastinate_job_status, '{\"timestamp\": 0}', %s)",
        [task, status, worker],
    )


def left(clone, task: str) -> list[str]:
    with psycopg.connect(plain_url(clone.owner_url)) as owner:
        rows = owner.execute("SELECT status FROM procrastinate_jobs WHERE task_name = %s", [task])
        return [status for (status,) in rows]


def test_a_waiting_job_is_done_and_leaves_no_row(clone, tmp_path):
    with psycopg.connect(plain_url(clone.owner_url)) as owner:
        put(owner, "heartbeat", status="todo")

    run_once(clone, tmp_path)

    with psycopg.connect(plain_url(clone.owner_url)) as owner:
        assert owner.execute("SELECT name FROM heart_beats").fetchall() == [("worker",)]
    assert left(clone, "heartbeat") == []


def test_the_job_of_a_dead_worker_is_taken_up(clone, tmp_path):
    with psycopg.connect(plain_url(clone.owner_url)) as owner:
        (dead,) = owner.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) "
            "VALUES (now() - interval '21 seconds') RETURNING id"
        ).fetchone()
        put(owner, "forget_old_jobs", status="doing", worker=dead)
        put(owner, "retry_stalled", status="todo")

    run_once(clone, tmp_path)

    assert left(clone, "forget_old_jobs") == []


def test_the_job_of_a_living_worker_is_left_to_it(clone, tmp_path):
    with psycopg.connect(plain_url(clone.owner_url)) as owner:
        (alive,) = owner.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now()) RETURNING id"
        ).fetchone()
        put(owner, "forget_old_jobs", status="doing", worker=alive)
        put(owner, "retry_stalled", status="todo")

    run_once(clone, tmp_path)

    assert left(clone, "forget_old_jobs") == ["doing"]
