"""A real `huifang run` in a folder of its own, for tests that start, kill and count processes."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from tests.support.nursery import ROOT, Started

PATIENCE = 40.0


@contextmanager
def data_folder() -> Iterator[Path]:
    """A folder the database's account can reach, also when the tests run as root."""
    with tempfile.TemporaryDirectory(prefix="huifang-test-", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o711)
        yield Path(name)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def huifang(data: Path, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return command(data, *arguments, given="", **environ)


def command(
    data: Path, *arguments: str, given: str, **environ: str
) -> subprocess.CompletedProcess[str]:
    """The same for a command that reads what it is given."""
    started = Started(
        ("-m", "portal.cli.main", *arguments), environment(data, environ), given.encode()
    )
    done = started.wait(PATIENCE)
    return subprocess.CompletedProcess(
        done.args, done.returncode, done.stdout.decode(), done.stderr.decode()
    )


def environment(data: Path, extra: Mapping[str, str]) -> dict[str, str]:
    ours = ("HUIFANG_", "DATABASE_", "SECRET_KEY", "BASE_URL", "PORT")
    clean = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return clean | {"HUIFANG_DATA": str(data), "PYTHONUNBUFFERED": "1"} | extra


class Portal:
    """One `huifang run` and everything it started."""

    def __init__(self, data: Path, port: int) -> None:
        self.data = data
        self.port = port
        self.log = data / "run.log"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, *options: str) -> None:
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "portal.cli.main", "run", "--no-demo", *options],
                env=environment(self.data, {"PORT": str(self.port)}),
                cwd=ROOT,
                stdout=output,
                stderr=output,
            )

    def wait_until_ready(self) -> None:
        self.wait_for(lambda: b"Huifang is ready at" in self.log.read_bytes())

    def wait_for(self, happened) -> None:
        deadline = time.monotonic() + PATIENCE
        while not happened():
            died = self.process is not None and self.process.poll() is not None
            if died or time.monotonic() > deadline:
                raise AssertionError(f"it did not happen: {self.log.read_text()}")
            time.sleep(0.05)

    def health(self) -> dict[str, str]:
        try:
            with urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5) as answer:
                return json.load(answer)
        except (URLError, OSError):
            return {}

    def processes(self) -> dict[int, str]:
        """Every living process of this run, by its number: what it was started as."""
        found = {}
        for entry in Path("/proc").iterdir():
            if entry.name.isdecimal() and self._is_ours(entry):
                found[int(entry.name)] = _command_line(entry)
        return found

    def children(self, mark: str) -> list[int]:
        return [pid for pid, command in self.processes().items() if mark in command]

    def stop(self, sent: signal.Signals = signal.SIGTERM) -> int:
        assert self.process is not None
        self.process.send_signal(sent)
        return self.process.wait(PATIENCE)

    def kill_everything(self) -> None:
        for pid in self.processes():
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        if self.process is not None:
            self.process.wait(PATIENCE)

    def _is_ours(self, entry: Path) -> bool:
        mark = str(self.data).encode()
        try:
            if (entry / "stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return False
            return mark in (entry / "environ").read_bytes() + (entry / "cmdline").read_bytes() or (
                mark == os.fsencode(os.readlink(entry / "cwd"))[: len(mark)]
            )
        except OSError:
            return False


def _command_line(entry: Path) -> str:
    try:
        return (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""
