"""One `huifang run` on a data folder at a time; the kernel forgets the lock of a dead one."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class AlreadyRunningError(RuntimeError):
    """Another `huifang run` uses the folder; the message says which."""


@contextmanager
def hold(data: Path, address: str) -> Iterator[None]:
    """Hold the folder while running; refuse, naming who holds it, if another process does."""
    with _file(data).open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            who = lock.read().strip() or "another process"
            raise AlreadyRunningError(
                f"Huifang is already running on the data folder {data} ({who}). Stop it first, or "
                "give this one a folder and a port of its own: "
                "HUIFANG_DATA=./other PORT=8001 make run"
            ) from None
        lock.truncate(0)
        lock.write(f"process {os.getpid()}, {address}")
        lock.flush()
        yield


def is_running(data: Path) -> bool:
    """Whether a `huifang run` holds the folder now."""
    try:
        with _file(data).open("r") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def _file(data: Path) -> Path:
    return data / "run.lock"
