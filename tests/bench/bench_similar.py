"""How long a search for similar cases takes among a million: `python -m tests.bench.bench_similar`.

The texts are made up, of words that are as unequally common as a language's (Zipf), four in five
Chinese, the others English; each has its row in `cases`, too. Asked are texts that lie among them
with a third of their words changed, and texts that are new, by the rule that the pages call, as
an agent at the hotline, under the agent's policies. Beside it stands the bare indexed query: the
same proposal out of the same index as one statement, nothing weighed, nothing ranked.
"""

import argparse
import statistics
import tempfile
from collections.abc import Callable, Iterator
from itertools import accumulate
from multiprocessing import Pool as Processes
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Final

import psycopg
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from models import Role
from portal.access.actors import Actor
from portal.access.permissions import GRANTS
from portal.cases.similar import Matter, find_similar
from portal.infra import clock, db, schema
from portal.infra.identity import Identity
from portal.infra.postgres.dumps import plain_url
from portal.search.alike import CASES, _asked, _counts
from portal.search.count import count_tokens
from portal.search.likeness import Frequencies, likeness_tokens
from portal.search.tokens import fold
from tests.support.database import DatabaseServer, start_test_server

AIM_MS: Final = 50.0
WORDS: Final = 40_000
SIGNS: Final = 2_500
CHUNK: Final = 10_000
AGENT: Final = Actor(label="user:1", realm="hotline", grants=GRANTS[Role.AGENT], user_id=1)
BARE: Final = text(
    "SELECT case_id, body FROM case_likeness WHERE tokens @@ CAST(:asked AS tsquery) LIMIT 2000"
)
NO_SEQSCAN: Final = text("SELECT set_config('enable_seqscan', 'off', true)")
CASE_ROWS: Final = """
INSERT INTO cases (id, number, status, severity, channel, summary, wish, danger, spreading,
  customer_id, product_id, symptom_id, district, at_supervisor, declines, first_heard_at, opened_at,
  attempt, chases, last_step, last_step_at, next_due_at, customer_day, version)
SELECT n, 'HF26-' || n, 'triage', 'normal', 'phone', 'made up', '', false, false, n, mod(n, 40),
  mod(n, 10), '', false, 0, now(), now(), 1, 0, '', now(), 'infinity', 0, 1
FROM generate_series(1, %s) AS n
"""


class Language:
    """A vocabulary in which the nth word is 1/n as common as the first."""

    def __init__(self, words: list[str], joint: str) -> None:
        self.words, self.joint = words, joint
        self.until = list(accumulate(1 / (at + 3) for at in range(len(words))))

    def say(self, random: Random) -> str:
        many = random.randint(12, 45)
        return self.joint.join(random.choices(self.words, cum_weights=self.until, k=many))


def languages() -> tuple[Language, Language]:
    random = Random(7)
    signs = [chr(0x4E00 + at * 8) for at in range(SIGNS)]
    common = list(accumulate(1 / (at + 20) for at in range(SIGNS)))
    chinese = {
        "".join(random.choices(signs, cum_weights=common, k=random.choice((1, 2, 2, 2, 3))))
        for _ in range(WORDS)
    }
    letters = "etaoinshrdlucmfwypvbgk"
    english = {"".join(random.choices(letters, k=random.randint(2, 9))) for _ in range(WORDS)}
    return Language(sorted(chinese, key=hash_of), ""), Language(sorted(english, key=hash_of), " ")


def hash_of(word: str) -> tuple[int, int]:
    """Short words are common; else in no order."""
    return len(word), Random(word).randrange(1 << 30)


_LANGUAGES: list[tuple[Language, Language]] = []


def made_up(number: int) -> str:
    if not _LANGUAGES:
        _LANGUAGES.append(languages())
    random = Random(number)
    chinese, english = _LANGUAGES[0]
    return (english if number % 5 == 0 else chinese).say(random)


def changed(number: int) -> str:
    """A text that is there, a third of its words said otherwise."""
    random = Random(-number)
    said = made_up(number)
    other = made_up(number + 5_000_000)
    third = len(said) // 3
    start = random.randrange(len(said) - third)
    return said[:start] + other[:third] + said[start + third :]


def rows_of(start: int) -> list[tuple[int, str, list[str]]]:
    found = []
    for number in range(start, start + CHUNK):
        body = fold(made_up(number))
        found.append((number, body, likeness_tokens(body)))
    return found


def fill(keeper_url: str, texts: int, tell: Callable[[str], None]) -> None:
    """As the superuser: the rows that they point at are not made up for this."""
    with psycopg.connect(plain_url(keeper_url)) as keeper:
        keeper.execute("SET session_replication_role = replica")
        keeper.execute("SET maintenance_work_mem = '1GB'")
        keeper.execute("DROP INDEX ix_case_likeness_tokens")
        keeper.execute("CREATE UNLOGGED TABLE loaded (case_id bigint, body text, tokens text[])")
        with Processes(2) as workers, keeper.cursor().copy("COPY loaded FROM STDIN") as copy:
            for rows in workers.imap(rows_of, range(1, texts, CHUNK)):
                for row in rows:
                    copy.write_row(row)
        tell("texts made")
        keeper.execute(
            "INSERT INTO case_likeness SELECT case_id, body, array_to_tsvector(tokens) FROM loaded"
        )
        keeper.execute("DROP TABLE loaded")
        tell("texts kept")
        keeper.execute("CREATE INDEX ix_case_likeness_tokens ON case_likeness USING gin (tokens)")
        tell("index built")
        keeper.execute(CASE_ROWS, [texts])
        tell("cases there")
        keeper.commit()
    with psycopg.connect(plain_url(keeper_url), autocommit=True) as keeper:
        keeper.execute("VACUUM ANALYZE case_likeness")
        keeper.execute("VACUUM ANALYZE cases")
        size = keeper.execute(
            "SELECT pg_size_pretty(pg_relation_size('ix_case_likeness_tokens')),"
            " pg_size_pretty(pg_table_size('case_likeness'))"
        ).fetchone()
        tell(f"index {size[0]}, table {size[1]}" if size else "")


def agent_session(engine: Engine) -> Session:
    session = db.make_sessions(engine)()
    session.info = {
        "identity": Identity("hotline", user_id=1, actor="user:1"), "now": clock.now()
    }  # fmt: skip
    return session


def queries(texts: int, many: int) -> Iterator[tuple[int, str]]:
    random = Random(3)
    for at in range(many):
        number = random.randrange(1, texts)
        yield (number, changed(number)) if at % 4 else (0, made_up(number + 9_000_000))


def bare(session: Session, asked: str) -> float:
    """By the index as well: left to itself the planner reads all of the table."""
    session.execute(NO_SEQSCAN)
    began = perf_counter()
    session.execute(BARE, {"asked": asked}).all()
    return (perf_counter() - began) * 1000


def measure(engine: Engine, texts: int, many: int) -> dict[str, list[float]]:
    """Each text by the rule, and its proposal bare; whichever is first in a pair changes."""
    took: dict[str, list[float]] = {"rule": [], "bare": []}
    found = there = 0
    with agent_session(engine) as session:
        for at, (number, said) in enumerate(queries(texts, many)):
            tokens = likeness_tokens(fold(said))
            held = {
                row.token: row.cases for row in session.execute(_counts(CASES), {"tokens": tokens})
            }
            asked = str(_asked(tokens, Frequencies(held.pop("", 0), held))["asked"])
            if at % 2:
                took["bare"].append(bare(session, asked))
            began = perf_counter()
            similar = find_similar(session, AGENT, Matter(said))
            took["rule"].append((perf_counter() - began) * 1000)
            if not at % 2:
                took["bare"].append(bare(session, asked))
            there += bool(number)
            found += bool(number and similar.cases and similar.cases[0].id == number)
    print(f"the text that was changed came first {found} times of {there}")
    return took


def main(arguments: list[str] | None = None) -> float:
    """Measure and print; returns the 95th percentile in milliseconds."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench.bench_similar", description=__doc__
    )
    parser.add_argument("--texts", type=int, default=1_000_000)
    parser.add_argument("--queries", type=int, default=300)
    given = parser.parse_args(arguments)
    began = perf_counter()

    def tell(what: str) -> None:
        print(f"{perf_counter() - began:6.0f} s  {what}", flush=True)

    with tempfile.TemporaryDirectory(prefix="huifang-bench-") as folder:
        Path(folder).chmod(0o711)
        server: DatabaseServer = start_test_server(Path(folder))
        server.create("similar")
        schema.upgrade(server.owner_url("similar"), server.app_url("similar"))
        fill(server.keeper_url("similar"), given.texts, tell)
        engine = db.make_engine(server.app_url("similar"))
        with db.aside(db.make_sessions(engine)) as session:
            known = count_tokens(session)
        tell(f"{known} tokens counted")
        measure(engine, given.texts, 20)
        took = measure(engine, given.texts, given.queries)
        engine.dispose()
        server.close()
    for name, times in took.items():
        cuts = statistics.quantiles(times, n=100)
        print(
            f"{name}: median {statistics.median(times):.1f} ms, p95 {cuts[94]:.1f} ms,"
            f" most {max(times):.1f} ms"
        )
    p95 = statistics.quantiles(took["rule"], n=100)[94]
    print(f"p95 {p95:.1f} ms (under {AIM_MS:g})")
    return p95


if __name__ == "__main__":
    main()
