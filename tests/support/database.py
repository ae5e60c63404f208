"""One PostgreSQL server for a whole test run, with templates and clones of them.

The server belongs to no test process: a keeper of its own stops it and removes its folder as
soon as the last process that asked for it is gone, however it went.
"""

import fcntl
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from shutil import disk_usage
from typing import IO
from urllib.parse import quote

import psycopg
from psycopg import sql

from portal.infra.postgres import EmbeddedPostgres
from portal.infra.postgres.cluster import KEEPER
from portal.infra.postgres.folders import Folders
from portal.infra.postgres.keeper import FOR_TESTS
from portal.infra.postgres.roles import APP, OWNER, make_database

_PATIENCE = 60.0
_MEMORY = Path("/dev/shm")
_ENOUGH = 4 << 30


@dataclass
class DatabaseServer:
    """The run's server: URLs, templates and clones."""

    shared: Path
    data: Path
    socket: str
    # Held for as long as this process lives; the keeper waits for all of them to be let go.
    in_use: IO[str] = field(repr=False)

    def owner_url(self, database: str) -> str:
        return self._url(OWNER, database)

    def app_url(self, database: str) -> str:
        return self._url(APP, database)

    def keeper_url(self, database: str = "postgres") -> str:
        """The superuser's URL: for arranging, never for what a test is about."""
        return self._url(KEEPER, database)

    def create_template(self, name: str, build: Callable[[str], None]) -> None:
        """Make a template once for the run: `build` gets the owner's URL, whoever comes first."""
        with _locked(self.shared / "templates.lock"), self._keeper() as keeper:
            if keeper.execute(_TEMPLATE, [name]).fetchone():
                return
            keeper.execute(_DROP.format(sql.Identifier(name)))
            make_database(keeper, name)
            build(self.owner_url(name))
            keeper.execute(_SEAL.format(sql.Identifier(name)))

    def create(self, name: str) -> None:
        """An empty database."""
        with self._keeper() as keeper:
            make_database(keeper, name)

    def clone(self, template: str, name: str) -> None:
        """A database of one's own, as the template was: about 20 ms."""
        with self._keeper() as keeper:
            make_database(keeper, name, template=template)

    def drop(self, name: str) -> None:
        """Throw a database away, together with whoever is still connected to it."""
        with self._keeper() as keeper:
            keeper.execute(_DROP.format(sql.Identifier(name)))

    def close(self) -> None:
        """Let the server go; the last one to do so ends it."""
        self.in_use.close()

    def _url(self, role: str, database: str) -> str:
        password = quote(Folders(self.data).password(role), safe="")
        return f"postgresql+psycopg://{role}:{password}@/{database}?host={quote(self.socket)}"

    def _keeper(self) -> psycopg.Connection[object]:
        url = self.keeper_url().replace("postgresql+psycopg", "postgresql")
        return psycopg.connect(url, autocommit=True)


_TEMPLATE = "SELECT 1 FROM pg_database WHERE datname = %s AND datistemplate"
_SEAL = sql.SQL("ALTER DATABASE {} WITH IS_TEMPLATE true ALLOW_CONNECTIONS false")
_DROP = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")


def start_test_server(shared: Path) -> DatabaseServer:
    """The server of this run; `shared` is one folder for all processes of the run.

    Under pytest-xdist that is `tmp_path_factory.getbasetemp().parent`.
    """
    with _locked(shared / "server.lock"):
        in_use = (shared / "server.users").open("a")
        fcntl.flock(in_use, fcntl.LOCK_SH)
        record = shared / "server.json"
        if not record.exists():
            _start_keeper(shared)
        known = json.loads(record.read_text())
    return DatabaseServer(shared, Path(known["data"]), known["socket"], in_use)


def _start_keeper(shared: Path) -> None:
    log = shared / "keeper.log"
    with log.open("wb") as output:
        keeper = subprocess.Popen(
            [sys.executable, "-m", "tests.support.database", str(shared)],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            cwd=Path(__file__).parents[2],
        )
    deadline = time.monotonic() + _PATIENCE
    while not (shared / "server.json").exists():
        if keeper.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"no test database: {log.read_text(errors='replace')}")
        time.sleep(0.02)
    keeper.returncode = 0  # It outlives us on purpose: nobody waits for it.


def keep(shared: Path) -> None:
    """Run the server until nobody uses it any more (the keeper's whole life)."""
    with tempfile.TemporaryDirectory(
        prefix="huifang-test-", dir=_place(), ignore_cleanup_errors=True
    ) as folder:
        data = Path(folder)
        data.chmod(0o711)  # As root the server runs under another account.
        server = EmbeddedPostgres(data, settings=FOR_TESTS)
        server.start()
        record = shared / "server.json"
        fresh = shared / "server.json.new"
        fresh.write_text(json.dumps({"data": str(data), "socket": str(server.socket)}))
        fresh.replace(record)
        while not _let_go(shared):
            time.sleep(0.3)
        server.stop()


def _place() -> Path | None:
    """In memory, where there is enough of it: a clone costs half there."""
    return _MEMORY if _MEMORY.is_dir() and disk_usage(_MEMORY).free > _ENOUGH else None


def _let_go(shared: Path) -> bool:
    """Whether nobody is left; if so the record goes, and a late comer starts a new server."""
    try:
        with _locked(shared / "server.lock"), (shared / "server.users").open("a") as users:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            (shared / "server.json").unlink(missing_ok=True)
    except BlockingIOError:
        return False
    except FileNotFoundError:  # The whole shared folder was removed.
        return True
    return True


@contextmanager
def _locked(file: Path) -> Iterator[None]:
    with file.open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    keep(Path(sys.argv[1]))
