"""What a threshold does to good and bad installers: `python -m tests.bench.standing_simulation`.

Generated people with 300 jobs in 180 days: most are good, with complaints about 0.5 % of their
jobs by mere bad luck, a few truly bad. The rule is the portal's: distinct customers within the
window of days, looked at after each complaint. Seeded: the same figures on every machine.
With `--write` the tables go to docs/standing.md, between its two marks.
"""

import argparse
import random
import re
import statistics
from bisect import bisect_left, insort
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

SEED = 20260520
DAYS, JOBS, WINDOW = 180, 300, 90
GOOD, GOOD_RATE = 20_000, 0.005
BAD, BAD_RATES = 4_000, (0.02, 0.05, 0.10)
THRESHOLDS = range(2, 7)
# A hold is a grave thing: at most one good person in twenty within half a year.
MOST_GOOD_HELD = 0.05
# Held comes after watched, and watched never for a single customer.
LEAST = 3
VOLUMES = (50, 100, 200, 300, 400)
DOCUMENT = Path(__file__).parents[2] / "docs" / "standing.md"
MARKS = ("<!-- simulated: begin -->", "<!-- simulated: end -->")


@dataclass(frozen=True)
class Line:
    """What one threshold did."""

    threshold: int
    good_held: float
    bad_found: tuple[float, ...]
    bad_days: tuple[float, ...]


def complaints(chance: random.Random, rate: float, jobs: int = JOBS) -> list[float]:
    """The days on which customers complain: jobs spread evenly at random over the half year."""
    return sorted(chance.random() * DAYS for _job in range(jobs) if chance.random() < rate)


def held_on(days: Sequence[float], threshold: int, window: int = WINDOW) -> float | None:
    """The day of the complaint that is the threshold's within the window, if there is one."""
    seen: list[float] = []
    for day in days:
        insort(seen, day)
        if len(seen) - bisect_left(seen, day - window) >= threshold:
            return day
    return None


def simulate(jobs: int = JOBS, good: int = GOOD, bad: int = BAD) -> list[Line]:
    """Each threshold meets the same people."""
    chance = random.Random(SEED)
    innocent = [complaints(chance, GOOD_RATE, jobs) for _person in range(good)]
    guilty = [[complaints(chance, rate, jobs) for _person in range(bad)] for rate in BAD_RATES]
    return [_line(threshold, innocent, guilty) for threshold in THRESHOLDS]


def _line(threshold: int, innocent: list[list[float]], guilty: list[list[list[float]]]) -> Line:
    found = [[held_on(days, threshold) for days in people] for people in guilty]
    caught = [[day for day in people if day is not None] for people in found]
    return Line(
        threshold,
        sum(held_on(days, threshold) is not None for days in innocent) / len(innocent),
        tuple(len(days) / len(people) for days, people in zip(caught, found, strict=True)),
        tuple(statistics.median(days) if days else float("nan") for days in caught),
    )


def recommended(lines: Sequence[Line]) -> int:
    """The least threshold that holds few enough of the good."""
    return next(
        line.threshold
        for line in lines
        if line.threshold >= LEAST and line.good_held <= MOST_GOOD_HELD
    )


def tables() -> str:
    """The document's two tables."""
    lines = simulate()
    heads = [f"found at {rate:.0%} | after days (median)" for rate in BAD_RATES]
    said = [
        f"| held at | good held | {' | '.join(heads)} |",
        "| --- " * (2 + 2 * len(BAD_RATES)) + "|",
    ]
    for line in lines:
        pairs = zip(line.bad_found, line.bad_days, strict=True)
        bad = " | ".join(f"{found:.1%} | {days:.0f}" for found, days in pairs)
        said.append(f"| {line.threshold} | {line.good_held:.2%} | {bad} |")
    said += ["", "| jobs in 180 days | good held at 2 | at 3 | at 4 | at 5 | recommended |"]
    said.append("| --- " * 6 + "|")
    for jobs in VOLUMES:
        other = simulate(jobs, good=GOOD // 2, bad=1)
        held = " | ".join(f"{line.good_held:.2%}" for line in other[:4])
        said.append(f"| {jobs} | {held} | {recommended(other)} |")
    return "\n".join(said)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    found = tables()
    if parser.parse_args().write:
        begin, end = (re.escape(mark) for mark in MARKS)
        text = DOCUMENT.read_text()
        put = f"{MARKS[0]}\n\n{found}\n\n{MARKS[1]}"
        DOCUMENT.write_text(re.sub(f"{begin}.*{end}", lambda _match: put, text, flags=re.DOTALL))
    print(found)


if __name__ == "__main__":
    main()
