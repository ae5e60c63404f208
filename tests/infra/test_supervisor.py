"""Children are kept alive, stopped in order, and never left behind."""

import os
import signal
import sys
import threading
import time
from pathlib import Path

import pytest

from portal.infra.supervisor import Child, Supervisor

pytestmark = pytest.mark.processes

# Finishes what it has in hand, then says so.
POLITE = """
import pathlib, signal, sys, time
def leave(*_):
    time.sleep(0.4)
    pathlib.Path("finished").write_text("yes")
    sys.exit(0)
signal.signal(signal.SIGTERM, leave)
pathlib.Path("started").touch()
while True:
    time.sleep(0.05)
"""
# Hears nothing, and has a child of its own.
STUBBORN = """
import os, pathlib, signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
own = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
pathlib.Path("own").write_text(str(own.pid))
pathlib.Path("started").touch()
while True:
    time.sleep(0.05)
"""
FAILING = "import sys; open('tries', 'a').write('x'); sys.exit(3)"


def child(folder: Path, program: str) -> Child:
    return Child("child", [sys.executable, "-c", program], dict(os.environ), folder)


def run_until(supervisor: Supervisor, happened) -> None:
    """Run in this thread, as it must be; a signal comes when it has happened."""

    def watch() -> None:
        deadline = time.monotonic() + 10
        while not happened() and time.monotonic() < deadline:
            time.sleep(0.02)
        os.kill(os.getpid(), signal.SIGTERM)

    watcher = threading.Thread(target=watch)
    watcher.start()
    supervisor.run(is_ready=lambda: False, when_ready=lambda: None)
    watcher.join()


def ends(pid: int) -> bool:
    """A killed process is gone when the kernel gets to it: on a busy machine that takes a while."""
    deadline = time.monotonic() + 10
    while is_alive(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not is_alive(pid)


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_a_child_finishes_what_it_has_in_hand(tmp_path):
    supervisor = Supervisor([child(tmp_path, POLITE)], database=None)

    run_until(supervisor, (tmp_path / "started").exists)

    assert (tmp_path / "finished").read_text() == "yes"


def test_a_child_that_does_not_hear_is_killed_with_its_own(tmp_path):
    stubborn = child(tmp_path, STUBBORN)
    supervisor = Supervisor([stubborn], database=None, grace=0.3)

    run_until(supervisor, (tmp_path / "started").exists)

    assert stubborn.process.returncode == -signal.SIGKILL
    assert ends(int((tmp_path / "own").read_text()))


def test_a_child_that_fails_is_tried_again_after_longer_and_longer_waits(tmp_path):
    failing = child(tmp_path, FAILING)
    supervisor = Supervisor([failing], database=None)
    tries = tmp_path / "tries"

    run_until(supervisor, lambda: tries.exists() and len(tries.read_text()) == 2)

    assert failing.wait >= 1.0


def test_what_handled_signals_before_handles_them_again(tmp_path):
    before = signal.getsignal(signal.SIGTERM)
    supervisor = Supervisor([child(tmp_path, POLITE)], database=None)

    run_until(supervisor, (tmp_path / "started").exists)

    assert signal.getsignal(signal.SIGTERM) is before
