"""How long a due date takes: run it with `python -m tests.bench.bench_calendar`."""

import random
import statistics
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import perf_counter

from portal.sla.calendar import Calendar
from tests.sla.calendars import ALWAYS, OFFICE, SERVICE

CALLS = 100_000
ROUNDS = 5
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)


def measure(name: str, calls: list[tuple], called: Callable[..., object]) -> float:
    """Print and return the median microseconds of one call, the loop's own time included."""
    times = []
    for _ in range(ROUNDS):
        began = perf_counter()
        for arguments in calls:
            called(*arguments)
        times.append((perf_counter() - began) / len(calls) * 1e6)
    median = statistics.median(times)
    print(f"{name:<42} {median:6.2f} µs")
    return median


def main() -> None:
    """Measure each calendar, and the same moments merely turned into seconds and back."""
    luck = random.Random(7)
    moments = [BEGINNING + timedelta(seconds=luck.randrange(31_536_000)) for _ in range(CALLS)]
    starts = [(moment, timedelta(minutes=luck.choice((30, 120, 240, 3360)))) for moment in moments]
    paused = [
        (start, amount, [(start + timedelta(hours=1), start + timedelta(hours=9))])
        for start, amount in starts
    ]
    measure("nothing but seconds there and back", starts, _there_and_back)
    for name, hours in (("service", SERVICE), ("office", OFFICE), ("round the clock", ALWAYS)):
        calendar = Calendar(hours)
        began = perf_counter()
        calendar.due(BEGINNING, timedelta(hours=1))
        print(f"{name}: drawn in {(perf_counter() - began) * 1e3:.1f} ms")
        measure(f"{name}: due", starts, calendar.due)
        measure(f"{name}: due with a pause", paused, calendar.due)
        measure(f"{name}: elapsed", [(a, a + b) for a, b in starts], calendar.elapsed)


def _there_and_back(moment: datetime, amount: timedelta) -> datetime:
    return datetime.fromtimestamp(int(moment.timestamp() // 1) + amount.seconds, UTC)


if __name__ == "__main__":
    main()
