"""Where the time of a page goes, in this process: Python's functions, and the database beside."""

import cProfile
import pstats
import time

from sqlalchemy import event

from tests.bench.asked import Asked
from tests.bench.portal_at_hand import PortalAtHand

ROUNDS = 30


def profile(portal: PortalAtHand, asked: list[Asked]) -> None:
    """Print the functions that took longest, and how much of it all was waiting for answers."""
    questions = [asked[turn % len(asked)] for turn in range(ROUNDS)]
    for question in questions[:5]:
        portal.ask(question)
    whole, waited, statements = _without_profiler(portal, questions)
    print(
        f"{whole / ROUNDS:.1f} ms a request, {waited / ROUNDS:.1f} ms of them in"
        f" {statements / ROUNDS:.1f} statements"
    )
    profiler = cProfile.Profile()
    with profiler:
        for question in questions:
            portal.ask(question)
    for order in ("tottime", "cumulative"):
        pstats.Stats(profiler).sort_stats(order).print_stats(45)


def _without_profiler(portal: PortalAtHand, questions: list[Asked]) -> tuple[float, float, int]:
    """Milliseconds in all and in the database, and how many statements."""
    begun_at: list[float] = []
    waited: list[float] = []

    def begin(*_args: object) -> None:
        begun_at.append(time.perf_counter())

    def end(*_args: object) -> None:
        waited.append((time.perf_counter() - begun_at[-1]) * 1000)

    event.listen(portal.engine, "before_cursor_execute", begin)
    event.listen(portal.engine, "after_cursor_execute", end)
    begun = time.perf_counter()
    for question in questions:
        portal.ask(question)
    whole = (time.perf_counter() - begun) * 1000
    event.remove(portal.engine, "before_cursor_execute", begin)
    event.remove(portal.engine, "after_cursor_execute", end)
    return whole, sum(waited), len(waited)
