"""`huifang run` with real processes: it starts, mends itself, refuses, stops, and starts again."""

import os
import signal
import stat
from collections.abc import Iterator

import pytest

from tests.support.portal_process import Portal, data_folder, free_port, huifang

pytestmark = pytest.mark.processes


@pytest.fixture(scope="module")
def portal() -> Iterator[Portal]:
    with data_folder() as data:
        portal = Portal(data, free_port())
        portal.start()
        try:
            portal.wait_until_ready()
            yield portal
        finally:
            portal.kill_everything()


def test_a_new_installation_answers_for_all_its_parts(portal):
    health = portal.health()

    assert health == {
        "status": "ok",
        "web": "ok",
        "database": "ok",
        "migrations": "ok",
        "worker": "ok",
    }
    assert f"Huifang is ready at http://127.0.0.1:{portal.port}" in portal.log.read_text()


def test_nobody_else_can_read_the_passwords(portal):
    secrets = portal.data / "secrets"

    modes = {stat.S_IMODE(file.stat().st_mode) for file in secrets.iterdir()}

    assert modes == {0o600}
    assert stat.S_IMODE(secrets.stat().st_mode) == 0o700


def test_a_second_run_on_the_same_folder_is_refused(portal):
    second = huifang(portal.data, "run", PORT=str(free_port()))

    assert second.returncode == 1
    assert f"process {portal.process.pid}" in second.stderr
    assert "HUIFANG_DATA" in second.stderr
    assert portal.health()["status"] == "ok"


def test_a_port_in_use_is_refused_before_anything_is_started(portal):
    with data_folder() as other:
        refused = huifang(other, "run", PORT=str(portal.port))

        assert refused.returncode == 1
        assert f"Port {portal.port} is in use" in refused.stderr
        assert not (other / "postgres").exists()


def test_other_commands_join_the_running_database(portal):
    url = huifang(portal.data, "db", "url", "--owner")

    assert url.returncode == 0
    assert url.stdout.startswith("postgresql://hf_owner:")


@pytest.mark.parametrize("mark", ["portal.worker", "gunicorn"])
def test_a_killed_child_is_started_again(portal, mark):
    before = set(portal.children(mark))
    parent = min(before)

    os.kill(parent, signal.SIGKILL)

    portal.wait_for(lambda: set(portal.children(mark)) - before)
    portal.wait_for(lambda: portal.health().get("status") == "ok")
    portal.wait_for(lambda: not before & set(portal.children(mark)))


def test_a_killed_database_is_started_again(portal):
    (postmaster,) = portal.children("/bin/postgres")

    os.kill(postmaster, signal.SIGKILL)

    portal.wait_for(lambda: set(portal.children("/bin/postgres")) - {postmaster})
    portal.wait_for(lambda: portal.health().get("status") == "ok")


def test_it_starts_again_after_everything_was_killed(portal):
    portal.kill_everything()
    portal.log.write_text("")

    portal.start()
    portal.wait_until_ready()

    assert portal.health()["status"] == "ok"


def test_ctrl_c_stops_everything_and_the_data_is_found_again(portal):
    code = portal.stop(signal.SIGINT)

    assert code == 0
    assert portal.processes() == {}

    portal.log.write_text("")
    portal.start()
    portal.wait_until_ready()
    assert "Migrating" not in portal.log.read_text()


def test_nothing_outlives_a_killed_parent(portal):
    os.kill(portal.process.pid, signal.SIGKILL)
    portal.process.wait()
    portal.process = None

    portal.wait_for(lambda: not portal.processes())


def test_production_refuses_to_start_without_a_secret():
    with data_folder() as data:
        refused = huifang(data, "run", HUIFANG_ENV="production", PORT=str(free_port()))

        assert refused.returncode == 1
        assert "SECRET_KEY" in refused.stderr
        assert list(data.iterdir()) == []
