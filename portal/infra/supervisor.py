"""Keep child processes alive: restart what dies, stop everything in order, leave no orphan."""

import logging
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from portal.infra.postgres import EmbeddedPostgres, PostgresError
from portal.infra.processes import signal_group, start_child

log = logging.getLogger(__name__)

_TICK = 0.1
_FIRST_WAIT = 0.5
_LONGEST_WAIT = 30.0
# A child that lived as long as this has recovered: its next wait is short again.
_SETTLED = 60.0
# Longer than web and worker give to what they have in hand.
GRACE = 25.0


@dataclass
class Child:
    """One program to keep alive."""

    name: str
    command: Sequence[str]
    env: Mapping[str, str]
    cwd: Path
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    wait: float = field(default=_FIRST_WAIT)
    next_start: float = 0.0

    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None


class Supervisor:
    """The children and, where it is embedded, the database they need."""

    def __init__(
        self, children: Sequence[Child], *, database: EmbeddedPostgres | None, grace: float = GRACE
    ) -> None:
        self._children = children
        self._database = database
        self._grace = grace
        self._signals = 0

    def run(self, *, is_ready: Callable[[], bool], when_ready: Callable[[], None]) -> None:
        """Start the children and look after them until a signal asks to stop.

        Call it from the main thread: signals arrive there, and children die with it.
        """
        before = {s: signal.signal(s, self._note) for s in (signal.SIGINT, signal.SIGTERM)}
        told = False
        try:
            while not self._signals:
                self._revive_database()
                self._revive_children()
                if not told and is_ready():
                    told = True
                    when_ready()
                time.sleep(_TICK)
        finally:
            self._stop()
            for sent, handler in before.items():
                signal.signal(sent, handler)

    def _note(self, _number: int, _frame: FrameType | None) -> None:
        self._signals += 1

    def _revive_database(self) -> None:
        if self._database is None or self._database.is_running():
            return
        log.error("the database has died; it is started again")
        try:
            self._database.start()
        except PostgresError as error:
            log.error("%s", error)
            time.sleep(_FIRST_WAIT)

    def _revive_children(self) -> None:
        now = time.monotonic()
        for child in self._children:
            if child.is_alive():
                continue
            if child.process is not None:
                self._bury(child, now)
            elif now >= child.next_start:
                child.process = start_child(
                    child.command, dies_by=signal.SIGTERM, env=child.env, cwd=child.cwd
                )
                child.started = now

    def _bury(self, child: Child, now: float) -> None:
        assert child.process is not None  # noqa: S101 - asked before
        # What it started itself must not hold its port or its connections.
        signal_group(child.process, signal.SIGKILL)
        if now - child.started > _SETTLED:
            child.wait = _FIRST_WAIT
        log.error(
            "%s ended (%s); it is started again in %.1f s",
            child.name,
            _how(child.process.returncode),
            child.wait,
        )
        child.next_start = now + child.wait
        child.wait = min(child.wait * 2, _LONGEST_WAIT)
        child.process = None

    def _stop(self) -> None:
        """Ask, wait, insist. A second signal from outside shortens the wait to nothing."""
        running = [child.process for child in self._children if child.process is not None]
        for process in running:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + self._grace
        asked = self._signals
        while any(process.poll() is None for process in running):
            if time.monotonic() > deadline or self._signals > max(asked, 1):
                break
            time.sleep(_TICK / 2)
        for process in running:
            signal_group(process, signal.SIGKILL)
            process.wait()


def _how(code: int | None) -> str:
    if code is not None and code < 0:
        return signal.Signals(-code).name
    return f"exit code {code}"
