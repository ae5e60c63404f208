"""Keep one PostgreSQL server on one data folder: start it, say where it is, stop it."""

import fcntl
import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Self
from urllib.parse import quote

import psycopg

from portal.infra.postgres import binaries
from portal.infra.postgres.account import Account, account_for, require_reachable
from portal.infra.postgres.cluster import KEEPER, ensure_cluster
from portal.infra.postgres.errors import PostgresError
from portal.infra.postgres.folders import Folders
from portal.infra.postgres.roles import APP, DATABASE, OWNER, ensure_roles
from portal.infra.processes import start_child

# Of a server that nobody tunes: small, quiet, and the same on every machine.
SETTINGS: Mapping[str, str] = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "80",
    "shared_buffers": "128MB",
    "jit": "off",
    "io_method": "sync",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "logging_collector": "on",
    "log_filename": "postgres-%a.log",
    "log_rotation_age": "1d",
    "log_rotation_size": "0",
    "log_truncate_on_rotation": "on",
    "log_min_duration_statement": "2s",
    "log_line_prefix": "%m [%p] %u ",
}
# Throws away what a power cut would need: for test databases only.
FOR_TESTS: Mapping[str, str] = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "log_min_duration_statement": "-1",
}
_READY_SECONDS = 60.0
_STOP_SECONDS = 20.0
# A predecessor that was killed may still be on its way out.
_PREDECESSOR_SECONDS = 20.0


@dataclass(frozen=True)
class Urls:
    """Where the two roles log in, as SQLAlchemy URLs."""

    owner: str
    app: str


class EmbeddedPostgres:
    """A PostgreSQL server of our own on a data folder; one keeper at a time."""

    def __init__(self, data_dir: Path, *, settings: Mapping[str, str] | None = None) -> None:
        self._folders = Folders(data_dir.absolute())
        self._settings = {**SETTINGS, **(settings or {})}
        self._process: subprocess.Popen[bytes] | None = None
        self._lock: IO[str] | None = None
        self._socket: Path | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def urls(self) -> Urls:
        return Urls(owner=self.url(OWNER), app=self.url(APP))

    @property
    def socket(self) -> Path:
        """The folder of the server's socket."""
        if self._socket is None:
            raise PostgresError("The embedded database is not running.")
        return self._socket

    def url(self, role: str, database: str = DATABASE) -> str:
        """The SQLAlchemy URL of a role on one of the server's databases."""
        return _url(self._folders, self.socket, role, database)

    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> Urls:
        """Start the server and return when both roles can log in."""
        if self.is_running():
            return self.urls
        _make_data_folder(self._folders.data)
        self._take_lock()
        try:
            self._launch()
        except BaseException:
            self.stop()
            raise
        return self.urls

    def stop(self) -> None:
        """Close all connections, write everything down, and let another keeper in."""
        if self._process is not None:
            _end(self._process)
            self._process = None
        self._folders.record.unlink(missing_ok=True)
        if self._socket is not None and self._socket.parent != self._folders.root.resolve():
            shutil.rmtree(self._socket, ignore_errors=True)
        self._socket = None
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _take_lock(self) -> None:
        if self._lock is not None:
            return
        lock = self._folders.lock.open("a")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            raise PostgresError(
                f"The database in {self._folders.data} is in use by another Huifang process."
            ) from None
        self._lock = lock

    def _launch(self) -> None:
        account = account_for(self._folders.cluster)
        require_reachable(account, binaries.bin_dir(), "its programs")
        self._folders.root.mkdir(mode=0o700, exist_ok=True)
        account.own(self._folders.root)
        require_reachable(account, self._folders.root, "its data")
        self._folders.log.mkdir(mode=0o700, exist_ok=True)
        account.own(self._folders.log)
        ensure_cluster(self._folders, account)
        self._socket = self._socket or self._folders.socket()
        account.own(self._socket)
        self._serve_until_ready(account)
        with self._connect_as_keeper() as connection:
            ensure_roles(
                connection,
                owner=self._folders.password(OWNER),
                app=self._folders.password(APP),
            )
        record = Record(socket=str(self._socket), keeper=os.getpid())
        self._folders.record.write_text(json.dumps(asdict(record)))

    def _serve_until_ready(self, account: Account) -> None:
        deadline = time.monotonic() + _PREDECESSOR_SECONDS
        while True:
            self._process = self._spawn(account)
            said = self._wait_until_ready(self._process)
            if said is None:
                return
            if not _blames_predecessor(said) or time.monotonic() > deadline:
                raise PostgresError(f"The embedded database did not start:\n{said}")
            time.sleep(0.2)

    def _spawn(self, account: Account) -> subprocess.Popen[bytes]:
        settings = {
            **self._settings,
            "unix_socket_directories": str(self._socket),
            "log_directory": str(self._folders.log),
        }
        command = [binaries.program("postgres"), "-D", str(self._folders.cluster)]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        with self._folders.first_words.open("wb") as output:
            return start_child(
                command,
                dies_by=signal.SIGINT,
                env={"LC_ALL": "C", "PATH": os.defpath},
                cwd=Path("/"),
                output=output,
                user=account.uid,
                group=account.gid,
            )

    def _wait_until_ready(self, process: subprocess.Popen[bytes]) -> str | None:
        """None when the server answers; what it said when it gave up."""
        deadline = time.monotonic() + _READY_SECONDS
        while time.monotonic() < deadline:
            if process.poll() is not None:
                return self._last_words()
            try:
                self._connect_as_keeper().close()
            except psycopg.OperationalError:
                time.sleep(0.03)
            else:
                return None
        raise PostgresError(
            f"The embedded database did not answer within {_READY_SECONDS:.0f} s; "
            f"its log is in {self._folders.log}."
        )

    def _last_words(self) -> str:
        return self._folders.first_words.read_text(errors="replace").strip()[-2000:]

    def _connect_as_keeper(self) -> psycopg.Connection[object]:
        return psycopg.connect(
            host=str(self._socket),
            user=KEEPER,
            password=self._folders.password(KEEPER),
            dbname="postgres",
            autocommit=True,
            connect_timeout=5,
        )


@dataclass(frozen=True)
class Record:
    """Where a running server listens and who keeps it, for the other commands."""

    socket: str
    keeper: int


def running_urls(data_dir: Path) -> Urls | None:
    """The URLs of a server that another process keeps on this folder, if there is one."""
    folders = Folders(data_dir.absolute())
    if not is_kept(data_dir):
        return None
    try:
        record = Record(**json.loads(folders.record.read_text()))
    except (OSError, ValueError, TypeError):
        return None
    socket = Path(record.socket)
    return Urls(
        owner=_url(folders, socket, OWNER, DATABASE), app=_url(folders, socket, APP, DATABASE)
    )


def is_kept(data_dir: Path) -> bool:
    """Whether a living process holds the folder: the kernel forgets the lock of a dead one."""
    try:
        with Folders(data_dir.absolute()).lock.open("r") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def _url(folders: Folders, socket: Path, role: str, database: str) -> str:
    password = quote(folders.password(role), safe="")
    return f"postgresql+psycopg://{role}:{password}@/{database}?host={quote(str(socket))}"


def _make_data_folder(data: Path) -> None:
    """Make the folder closed to others; as root, others may pass but not look."""
    if not data.exists():
        data.mkdir(parents=True, mode=0o700)
        if os.geteuid() == 0:
            data.chmod(0o711)


def _blames_predecessor(said: str) -> bool:
    return "postmaster.pid" in said or "shared memory block" in said


def _end(process: subprocess.Popen[bytes]) -> None:
    for sent in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        with suppress(ProcessLookupError):
            process.send_signal(sent)
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            continue
        return
