"""Fill an empty, migrated database with a plausible world of any number of cases.

Rows go in as the owner, by COPY, with every trigger and constraint in force: each event's hash is
made by its trigger, each status finds its reasons at the commit, each ending its ground. What is
made easier is only the order: within a transaction a case may name its ending before that is
written, which the constraint allows by design, and the index over the words is built at the end.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final

import psycopg
from psycopg import sql

from tests.bench.generated_cases import CaseMaker
from tests.bench.parties import Size, add_parties
from tests.bench.sheets import COLUMNS, Sheets, stage

BATCH: Final = 5000
# Ids given later begin apart, table by table: a number then says of which table it is.
APART: Final = 10_000_019
# Empty at first: what a call tells others has ids that nothing else has, either.
TOLD_LATER: Final = ("notices", "deliveries")

Tell = Callable[[str], None]


def generate(owner_url: str, cases: int, *, now: datetime, tell: Tell, seed: int = 4711) -> None:
    """Fill the database; the same seed makes the same world, as old as `now`."""
    random, sheets = Random(seed), Sheets()
    with psycopg.connect(owner_url.replace("+psycopg", ""), autocommit=True) as connection:
        stage(connection)
        with connection.transaction():
            parties = add_parties(sheets, Size(cases), random, now)
            sheets.add("imports", 1, "generated", "generated.csv", "0" * 64, now, now, 0, 0, 0, 0)
            _add_calendar_years(connection, now)
            sheets.write(connection)
            _move_sequences(connection)
        tell(f"{parties.size.dealers} dealers, {parties.size.installers} installers")
        maker = CaseMaker(sheets, parties, random, now)
        with _index_over_words_at_the_end(connection, tell):
            for first in range(1, cases + 1, BATCH):
                last = min(first + BATCH - 1, cases)
                _write_cases(connection, sheets, maker, range(first, last + 1))
                tell(f"{last} of {cases} cases")
        connection.execute("SELECT setval('case_running', %s)", [cases])
        tell("gathering statistics")
        connection.execute("VACUUM ANALYZE")


def _write_cases(
    connection: psycopg.Connection[Any], sheets: Sheets, maker: CaseMaker, ids: range
) -> None:
    for case_id in ids:
        maker.make(case_id)
    with connection.transaction():
        connection.execute("SET CONSTRAINTS fk_cases_ended_by_open_ending DEFERRED")
        sheets.write(connection)


@contextmanager
def _index_over_words_at_the_end(connection: psycopg.Connection[Any], tell: Tell) -> Iterator[None]:
    name = "ix_case_search_tokens"
    made = connection.execute("SELECT pg_get_indexdef(%s::regclass)", [name]).fetchone()
    assert made is not None
    connection.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
    yield
    tell("building the index over words")
    connection.execute(made[0])


def _move_sequences(connection: psycopg.Connection[Any]) -> None:
    written = [table.removeprefix("new_") for table in COLUMNS]
    for number, name in enumerate([*written, *TOLD_LATER], start=1):
        found = connection.execute(
            "SELECT pg_get_serial_sequence(%s, attname) FROM pg_attribute"
            " WHERE attrelid = %s::regclass AND attname = 'id'",
            [name, name],
        ).fetchone()
        if found and found[0]:
            connection.execute("SELECT setval(%s, %s)", [found[0], number * APART])


def _add_calendar_years(connection: psycopg.Connection[Any], now: datetime) -> None:
    """Holidays are known: the desk has no banner about the calendar."""
    years = [(now + timedelta(days=365 * ahead)).year for ahead in range(-3, 2)]
    connection.execute(
        "UPDATE calendars SET known_years = to_jsonb(%s::int[]) WHERE observes_holidays", [years]
    )
