"""Start a child process that never outlives its parent: own group, parent-death signal."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO

_PR_SET_PDEATHSIG = 1
# Loaded before any fork: between fork and exec nothing may be imported.
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def start_child(
    command: Sequence[str],
    *,
    dies_by: signal.Signals,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    output: IO[bytes] | int | None = None,
    user: int | None = None,
    group: int | None = None,
) -> subprocess.Popen[bytes]:
    """Start `command` in a process group of its own; the kernel sends `dies_by` if we vanish.

    A Ctrl-C in the terminal reaches the parent alone, which then stops its children in order.
    Must be called from a thread that lives as long as the process: the kernel watches the thread.
    """
    return subprocess.Popen(  # noqa: S603 - our own fixed command lines
        list(command),
        env=dict(env) if env is not None else None,
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        process_group=0,
        user=user,
        group=group,
        extra_groups=[] if user is not None else None,
        preexec_fn=_watch_parent(dies_by, os.getpid()),  # noqa: PLW1509 - runs after the fork only
    )


def _watch_parent(dies_by: signal.Signals, parent: int) -> Callable[[], None] | None:
    if _LIBC is None:
        return None
    prctl, kill, getppid, getpid = _LIBC.prctl, os.kill, os.getppid, os.getpid

    def watch() -> None:
        # After the change of user: the kernel forgets the signal when credentials change.
        prctl(_PR_SET_PDEATHSIG, int(dies_by))
        if getppid() != parent:
            kill(getpid(), signal.SIGKILL)

    return watch


def signal_group(process: subprocess.Popen[bytes], sent: signal.Signals) -> None:
    """Send a signal to a child and to everything it started; a child already gone is no error."""
    try:
        os.killpg(process.pid, sent)
    except (ProcessLookupError, PermissionError):
        return
