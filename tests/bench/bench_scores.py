"""How long a night takes to score every dealer: `python -m tests.bench.bench_scores`.

A year of cases of many dealers, a quarter of them in the window: the first night, which keeps
every fact; the night after it; the same night once more; the recompute of a day; and the pages'
queries. Beside them what a bare statement takes that only counts the same rows by dealer.
"""

import argparse
import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

import psycopg
from sqlalchemy import Engine, text

from models import Figure
from portal.access.actors import WORKER_ACTOR
from portal.infra import clock, db, schema
from portal.infra.postgres.dumps import plain_url
from portal.reports.scores.compare import compare_day
from portal.reports.scores.count import count_day
from portal.reports.scores.days import counted_day
from portal.reports.scores.list_dealers import By, Wanted, figures_of, list_scores
from portal.reports.scores.read_dealer import cases_behind, dealer_weeks
from tests.bench.scored_cases import put_scored_cases
from tests.support.database import start_test_server

BARE = text("""
SELECT dealer_id, count(*), count(*) FILTER (WHERE state = 'met') FROM sla_clocks
 WHERE due_at >= now() - interval '90 days' GROUP BY dealer_id
UNION ALL SELECT dealer_id, count(*), 0 FROM contact_claims
 WHERE claimed_at >= now() - interval '90 days' GROUP BY dealer_id
UNION ALL SELECT dealer_id, count(*), 0 FROM visits
 WHERE checked_in_at >= now() - interval '90 days' GROUP BY dealer_id
UNION ALL SELECT r.dealer_id, count(*), count(*) FILTER (WHERE c.settles) FROM callbacks c
 JOIN resolutions r ON r.id = c.resolution_id
 WHERE c.made_at >= now() - interval '90 days' GROUP BY r.dealer_id
UNION ALL SELECT p.selling_dealer_id, count(*), 0 FROM cases k
 JOIN purchases p ON p.id = k.purchase_id
 WHERE k.opened_at >= now() - interval '90 days' GROUP BY p.selling_dealer_id
""")


def timed(what: str, run: Callable[[], Any]) -> Any:
    """Run it and print its seconds."""
    began = perf_counter()
    found = run()
    print(f"{what:32}{perf_counter() - began:9.3f} s", flush=True)
    return found


def night(engine: Engine, day: date) -> int:
    """Count a day, and say how many facts there are then."""
    with db.aside(db.make_sessions(engine)) as session:
        count_day(session, day, now=clock.now())
    with db.aside(db.make_sessions(engine)) as session:
        return int(session.scalar(text("SELECT count(*) FROM score_facts")) or 0)


def compared(engine: Engine, day: date) -> int:
    with db.aside(db.make_sessions(engine)) as session:
        return len(compare_day(session, WORKER_ACTOR, day))


def pages(engine: Engine) -> None:
    """The queries of the lists, as the brand reads them."""
    with db.aside(db.make_sessions(engine)) as session:
        counted = counted_day(session, WORKER_ACTOR)
        assert counted is not None
        for by in (By.SCORE, By.NAME, Figure.CLOCKS):
            wanted = Wanted(by=by)
            lines = timed(
                f"list by {by.value}",
                lambda wanted=wanted: list_scores(session, WORKER_ACTOR, counted, wanted, limit=51),
            )
        ids = [line.dealer_id for line in lines]
        timed("figures of a page", lambda: figures_of(session, WORKER_ACTOR, counted, ids))
        timed("one dealer's weeks", lambda: dealer_weeks(session, WORKER_ACTOR, ids[0], counted))
        timed(
            "cases behind a figure",
            lambda: cases_behind(session, WORKER_ACTOR, ids[0], Figure.CLOCKS, counted),
        )


def main(arguments: list[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.bench_scores", description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000, help="in a year")
    parser.add_argument("--dealers", type=int, default=0, help="by default one for 200 cases")
    given = parser.parse_args(arguments)
    dealers = given.dealers or max(given.cases // 200, 1)
    today = clock.now().date()
    with tempfile.TemporaryDirectory(prefix="huifang-bench-") as folder:
        Path(folder).chmod(0o711)
        server = start_test_server(Path(folder))
        server.create("scored")
        schema.upgrade(server.owner_url("scored"), server.app_url("scored"))
        with psycopg.connect(plain_url(server.owner_url("scored")), autocommit=True) as owner:
            timed("making them", lambda: put_scored_cases(owner, given.cases, dealers))
        engine = db.make_engine(server.app_url("scored"))
        for what in ("bare counts, cold", "bare counts"):
            with db.aside(db.make_sessions(engine)) as session:
                timed(what, lambda session=session: session.execute(BARE).all())
        timed("the first night", lambda: night(engine, today - timedelta(days=1)))
        facts = timed("the next night", lambda: night(engine, today))
        timed("the same night again", lambda: night(engine, today))
        differ = timed(
            "recompute of the day before", lambda: compared(engine, today - timedelta(days=1))
        )
        pages(engine)
        engine.dispose()
        server.close()
    print(f"{given.cases} cases, {dealers} dealers: {facts} facts, {differ} differences")


if __name__ == "__main__":
    main()
