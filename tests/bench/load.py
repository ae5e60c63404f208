"""Ask the portal and its twin in turns, over kept connections, and say how long each took."""

import statistics
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPMessage
from itertools import count
from typing import Final
from urllib.parse import urlencode
from uuid import uuid4

from tests.bench.asked import Asked
from tests.bench.portal_at_hand import objection
from tests.bench.recording import Recording

PORTAL: Final = "portal"
BARE: Final = "bare"
SIDES: Final = (PORTAL, BARE)
# Pages that the measuring itself makes longer or shorter may differ by this much.
TOLERANCE: Final = 0.7


class UnfairError(AssertionError):
    """An answer was not what it must be: then nothing was measured."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where the server is, and as whom it is asked."""

    port: int
    cookies: str


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is asked: so many pairs by one client, then so many seconds by several."""

    pairs: int
    clients: int
    seconds: float
    blocks: int = 6


@dataclass(slots=True)
class Times:
    """How long requests took, in milliseconds."""

    taken: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        return statistics.median(self.taken)

    @property
    def p95(self) -> float:
        return statistics.quantiles(self.taken, n=20)[-1] if len(self.taken) > 1 else self.median


@dataclass(slots=True)
class Measured:
    """Both sides of one kind: alone in turns, and under load in turns of blocks."""

    alone: dict[str, Times] = field(default_factory=lambda: {side: Times() for side in SIDES})
    loaded: dict[str, Times] = field(default_factory=lambda: {side: Times() for side in SIDES})
    seconds: dict[str, float] = field(default_factory=lambda: dict.fromkeys(SIDES, 0.0))

    @property
    def ratio(self) -> float:
        """The twin's time by the portal's, one client: near 1 is good."""
        return self.alone[BARE].median / self.alone[PORTAL].median

    def per_second(self, side: str) -> float:
        return len(self.loaded[side].taken) / self.seconds[side]

    @property
    def ratio_loaded(self) -> float:
        """Requests a second, the portal's by the twin's."""
        return self.per_second(PORTAL) / self.per_second(BARE)


class Asker:
    """One client with a connection that it keeps."""

    def __init__(self, target: Target, name: str) -> None:
        self._target = target
        self._connection = HTTPConnection("127.0.0.1", target.port, timeout=60)
        self._name = name

    def close(self) -> None:
        self._connection.close()

    def ask(self, side: str, which: int, asked: Asked, recording: Recording) -> float:
        """The milliseconds from asking to the last byte of the right answer."""
        path = asked.path if side == PORTAL else f"/bare/{self._name}/{which}"
        form = {**asked.form, "form_id": str(uuid4())} if asked.form is not None else None
        body = urlencode(form) if form is not None else None
        headers = {"Cookie": self._target.cookies}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        begun = time.perf_counter()
        self._connection.request("GET" if body is None else "POST", path, body, headers)
        answer = self._connection.getresponse()
        content = answer.read()
        taken = (time.perf_counter() - begun) * 1000
        if side == PORTAL:
            complaint = objection(asked, answer.status, content.decode())
        else:
            complaint = _left_out(answer.status, answer.headers, asked, recording)
        if complaint is not None:
            raise UnfairError(f"{side} {path}: {complaint}")
        return taken


def measure(
    target: Target, name: str, asked: Sequence[Asked], recordings: Sequence[Recording], plan: Plan
) -> Measured:
    """First one client that asks both in turns, then several, in turns of blocks."""
    found = Measured()
    _alone(target, name, asked, recordings, plan, found)
    for block in range(plan.blocks):
        for side in SIDES if block % 2 else reversed(SIDES):
            seconds, taken = _block(target, name, side, asked, recordings, plan)
            found.seconds[side] += seconds
            found.loaded[side].taken += taken
    return found


def _alone(
    target: Target,
    name: str,
    asked: Sequence[Asked],
    recordings: Sequence[Recording],
    plan: Plan,
    found: Measured,
) -> None:
    asker = Asker(target, name)
    warm = max(20, len(asked))
    for turn in range(-warm, plan.pairs):
        which = turn % len(asked)
        for side in SIDES if turn % 2 else reversed(SIDES):
            taken = asker.ask(side, which, asked[which], recordings[which])
            if turn >= 0:
                found.alone[side].taken.append(taken)
    asker.close()


def _block(
    target: Target,
    name: str,
    side: str,
    asked: Sequence[Asked],
    recordings: Sequence[Recording],
    plan: Plan,
) -> tuple[float, list[float]]:
    """Several clients ask one side, each its next question as soon as it has its answer."""
    taken: list[float] = []
    failures: list[BaseException] = []
    until = time.perf_counter() + plan.seconds / plan.blocks / len(SIDES)
    questions = count()

    def work() -> None:
        asker = Asker(target, name)
        try:
            while time.perf_counter() < until:
                which = next(questions) % len(asked)
                taken.append(asker.ask(side, which, asked[which], recordings[which]))
        except BaseException as error:
            failures.append(error)
        finally:
            asker.close()

    begun = time.perf_counter()
    _all_at_once(work, plan.clients)
    if failures:
        raise failures[0]
    return time.perf_counter() - begun, taken


def _all_at_once(work: Callable[[], None], clients: int) -> None:
    threads = [threading.Thread(target=work) for _client in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _left_out(status: int, headers: HTTPMessage, asked: Asked, recording: Recording) -> str | None:
    """Whether the twin has said every statement and fetched the rows that the portal fetches."""
    if status != (200 if asked.form is None else 302):
        return f"answered {status}"
    rows, statements = (int(headers[name]) for name in ("X-Rows", "X-Statements"))
    if statements != recording.statements:
        return f"{statements} statements, not {recording.statements}"
    if rows < recording.rows * TOLERANCE:
        return f"{rows} rows, not {recording.rows}"
    return None
