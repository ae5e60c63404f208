"""How long the sweep takes beside a bare UPDATE: `python -m tests.bench.bench_sweep`.

Both meet the same clocks that have run out, in copies of one database, as the worker: the sweep as
its job does it, in batches with a commit each; the bare statement in one go, every row fetched.
What the sweep found is then told for some of them: that is done by as many workers as there are.
"""

import argparse
import statistics
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import psycopg
from sqlalchemy import Engine, text

from portal.deadlines.sweep import sweep
from portal.deadlines.tell_news import tell_news
from portal.infra import clock, db, schema
from portal.infra.postgres.dumps import plain_url
from tests.support.database import DatabaseServer, start_test_server
from tests.support.due_clocks import put_due_clocks

ROUNDS = 5
AIM = 3.0
BARE = text(
    "UPDATE sla_clocks SET rung = 2, breached_at = due_at WHERE sweep_at <= :now"
    " RETURNING id, case_id, stage, owner, dealer_id, due_at, rung"
)


def bare(engine: Engine) -> int:
    """One statement, and its rows."""
    with db.aside(db.make_sessions(engine)) as session:
        return len(session.execute(BARE, {"now": clock.now()}).all())


def swept(engine: Engine) -> int:
    """The job's loop."""
    return _loop(engine, sweep)


def _loop(engine: Engine, step: Callable[..., int], most: int | None = None) -> int:
    sessions, total = db.make_sessions(engine), 0
    while most is None or total < most:
        with db.aside(sessions) as session:
            done = step(session, now=clock.now())
        total += done
        if not done:
            break
    return total


def measured(server: DatabaseServer, run: Callable[[Engine], int], clocks: int) -> float:
    """Seconds that a run takes in a fresh copy."""
    server.clone("due", "copy")
    engine = db.make_engine(server.app_url("copy"))
    with engine.connect():
        began = perf_counter()
        done = run(engine)
        took = perf_counter() - began
    engine.dispose()
    server.drop("copy")
    if done != clocks:
        raise SystemExit(f"{done} clocks instead of {clocks}")
    return took


def told(server: DatabaseServer, many: int) -> float:
    """Milliseconds for each clock to be put on record and told."""
    server.clone("due", "copy")
    engine = db.make_engine(server.app_url("copy"))
    swept(engine)
    began = perf_counter()
    done = _loop(engine, tell_news, most=many)
    took = (perf_counter() - began) / done * 1000
    engine.dispose()
    server.drop("copy")
    return took


def main(arguments: list[str] | None = None) -> float:
    """Measure and print; the median of the pairs' ratios: noise meets both of a pair."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.bench_sweep", description=__doc__)
    parser.add_argument("--clocks", type=int, default=100_000, help="how many have run out")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="huifang-bench-") as folder:
        Path(folder).chmod(0o711)
        server = start_test_server(Path(folder))
        server.create("due")
        schema.upgrade(server.owner_url("due"), server.app_url("due"))
        with psycopg.connect(plain_url(server.owner_url("due"))) as owner:
            put_due_clocks(owner, given.clocks)
        pairs = [
            (measured(server, bare, given.clocks), measured(server, swept, given.clocks))
            for _ in range(ROUNDS)
        ]
        once = told(server, min(given.clocks, 2_000))
        server.close()
    plain, ours = (statistics.median(times) for times in zip(*pairs, strict=True))
    print(f"{given.clocks} due clocks: bare UPDATE {plain:.2f} s, sweep {ours:.2f} s")
    ratio = statistics.median(ours / plain for plain, ours in pairs)
    print(f"ratio {ratio:.2f} (at most {AIM:g}); told at {once:.2f} ms a clock")
    return ratio


if __name__ == "__main__":
    main()
