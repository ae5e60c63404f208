"""Starts the portal's commands as processes of their own, from one that has the portal loaded.

To load the portal takes two seconds, what a command does a tenth of one, and the tests call some
seventy. So they are forked: each has its own environment, arguments, streams and exit code, and
runs `python -m …` or `python -c …` from the first line to the last. That a process loads by
itself is what the tests of `huifang run` see, which start theirs anew.
"""

import atexit
import gc
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import IO, Final

ROOT: Final = Path(__file__).parents[2]
STREAMS: Final = 3
MOST: Final = 1 << 20


class Started:
    """A process of the nursery's: its end is to be waited for, its words are read then."""

    def __init__(self, arguments: Sequence[str], env: Mapping[str, str], given: bytes) -> None:
        self.arguments = arguments
        self.streams: list[IO[bytes]] = [
            tempfile.TemporaryFile()  # noqa: SIM115 - it is open until the end was waited for
            for _ in range(STREAMS)
        ]
        self.streams[0].write(given)
        self.streams[0].seek(0)
        self.report, told = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with told:
            numbers = [stream.fileno() for stream in self.streams]
            wanted = json.dumps([list(arguments), dict(env)]).encode()
            socket.send_fds(_nursery(), [wanted], [*numbers, told.fileno()])

    def wait(self, timeout: float) -> subprocess.CompletedProcess[bytes]:
        """How it ended and what it said; who takes longer is killed."""
        with ExitStack() as stack:
            for opened in (self.report, *self.streams):
                stack.enter_context(opened)
            pid = int(self.report.recv(20))
            self.report.settimeout(timeout)
            try:
                code = int(self.report.recv(20))
            except TimeoutError:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
                raise subprocess.TimeoutExpired(list(self.arguments), timeout) from None
            for stream in self.streams:
                stream.seek(0)
            _given, out, err = (stream.read() for stream in self.streams)
        return subprocess.CompletedProcess(list(self.arguments), code, out, err)


@cache
def _nursery() -> socket.socket:
    """The one of this test process; it ends with it."""
    ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with its:
        its.set_inheritable(True)
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.nursery", str(its.fileno())],
            cwd=ROOT,
            pass_fds=[its.fileno()],
        )
    process.returncode = 0  # It goes when our end of the line does: nobody waits for it.
    atexit.register(ours.close)
    return ours


class _Nursery:
    """What runs at the other end of the line."""

    def __init__(self, line: socket.socket) -> None:
        self.line = line
        self.living: dict[int, socket.socket] = {}
        signal.signal(signal.SIGCHLD, self._tell_of_the_dead)

    def serve(self) -> None:
        """Fork for each who asks."""
        while True:
            wanted, numbers, _flags, _address = socket.recv_fds(self.line, MOST, STREAMS + 1)
            if not wanted:
                return
            told = socket.socket(fileno=numbers.pop())
            signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCHLD])
            pid = os.fork()
            if pid == 0:
                self._leave(told, numbers)
                _be(*json.loads(wanted))
                return
            for number in numbers:
                os.close(number)
            self.living[pid] = told
            told.send(str(pid).encode())
            signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGCHLD])

    def _leave(self, told: socket.socket, numbers: list[int]) -> None:
        """As the one who was forked: with streams of one's own, and nothing of the nursery's."""
        for other in (self.line, told, *self.living.values()):
            other.close()
        for place, number in enumerate(numbers):
            os.dup2(number, place)
            os.close(number)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGCHLD])

    def _tell_of_the_dead(self, *_signal: object) -> None:
        while self.living:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            with self.living.pop(pid) as told, suppress(OSError):
                told.send(str(os.waitstatus_to_exitcode(status)).encode())


def _be(arguments: list[str], env: dict[str, str]) -> None:
    """As `python <arguments>` would."""
    os.environ.clear()
    os.environ.update(env)
    how, what, *rest = arguments
    sys.argv = [how, *rest]
    if how == "-m":
        runpy.run_module(what, run_name="__main__", alter_sys=True)
    else:
        exec(compile(what, "<string>", "exec"), {"__name__": "__main__"})


if __name__ == "__main__":
    commands = import_module("portal.cli.main").COMMANDS
    for module in (*commands.values(), "portal.worker.app", "portal.worker.jobs"):
        import_module(module)
    del sys.modules["portal.cli.main"]  # Each runs it as its own, from its first line.
    gc.freeze()
    _Nursery(socket.socket(fileno=int(sys.argv[1]))).serve()
