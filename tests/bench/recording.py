"""What a page says to the database: recorded once from the portal itself, replayed by the twin.

A recording holds the statements of one request in their order, with their parameters, on which
connection each was said, and where transactions ended. A page that writes hands ids on from one
statement to the next; those are found by their values and become references, so that a replay
works with the ids that its own statements return.
"""

import copyreg
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple
from uuid import uuid4

from psycopg.types.json import Jsonb
from sqlalchemy import Connection, Engine, event

from portal.cases.number import format_number, parse_number
from tests.bench.generate import APART

RUNNING: Final = "case_running"
MINTED: Final = re.compile("[0-9a-f]{32}")

# SQLAlchemy gives it a function of its own to dump with, which cannot be kept in a file.
copyreg.pickle(Jsonb, lambda value: (Jsonb, (value.obj,)))


class Said(NamedTuple):
    """A statement, or the end of a transaction where `statement` is "commit" or "rollback"."""

    connection: int
    statement: str
    parameters: Any = None
    rows: int = 0


class Returned(NamedTuple):
    """Stands for a value: of that statement's result, in that row and column."""

    said: int
    row: int
    column: int


class NumberOf(NamedTuple):
    """Stands for a text with a case number in it that a statement's running number makes."""

    said: int
    before: str
    year: int
    after: str


class FormId:
    """Stands for the number of a form, which is a new one each time."""


class Minted:
    """Stands for the id of a message, which is a new one each time."""


@dataclass(frozen=True, slots=True)
class Recording:
    """One request, as the database heard it."""

    path: str
    form: Mapping[str, str] | None
    said: Sequence[Said]

    @property
    def statements(self) -> int:
        return sum(one.statement not in ("commit", "rollback") for one in self.said)

    @property
    def rows(self) -> int:
        return sum(one.rows for one in self.said)


@dataclass(slots=True)
class Heard:
    """What is being recorded: the statements, and every row that they returned."""

    said: list[Said] = field(default_factory=list)
    results: list[Sequence[Sequence[Any]]] = field(default_factory=list)
    connections: dict[int, int] = field(default_factory=dict)

    def statement(
        self,
        connection: Connection,
        cursor: Any,
        statement: str,
        parameters: Any,
        _context: Any,
        _executemany: bool,
    ) -> None:
        rows: Sequence[Any] = ()
        if cursor.description is not None:
            rows = cursor.fetchall()
            if rows:
                cursor.scroll(0, mode="absolute")  # for whom it was asked
        self.said.append(Said(self._number(connection), statement, parameters, len(rows)))
        self.results.append(rows)

    def end(self, how: str, connection: Connection) -> None:
        self.said.append(Said(self._number(connection), how))
        self.results.append(())

    def _number(self, connection: Connection) -> int:
        return self.connections.setdefault(id(connection), len(self.connections))


@contextmanager
def record_statements(engine: Engine) -> Iterator[Heard]:
    """Everything that is said on this engine meanwhile."""
    heard = Heard()
    listeners = {
        "after_cursor_execute": heard.statement,
        "commit": lambda connection: heard.end("commit", connection),
        "rollback": lambda connection: heard.end("rollback", connection),
    }
    for name, listener in listeners.items():
        event.listen(engine, name, listener)
    try:
        yield heard
    finally:
        for name, listener in listeners.items():
            event.remove(engine, name, listener)


def made_of(heard: Heard, path: str, form: Mapping[str, str] | None = None) -> Recording:
    """The recording of a request; for one that writes, with its ids handed on."""
    if form is None:
        return Recording(path, None, tuple(heard.said))
    links = _Links(heard, form["form_id"])
    said = [
        one._replace(parameters=links.linked(one.parameters, before=index))
        for index, one in enumerate(heard.said)
    ]
    return Recording(path, form, tuple(said))


class _Links:
    """Knows which value first came back from where."""

    def __init__(self, heard: Heard, form_id: str) -> None:
        self.form_id = form_id
        self.returned: dict[int, Returned] = {}
        self.running: dict[int, int] = {}
        for index, (said, rows) in enumerate(zip(heard.said, heard.results, strict=True)):
            if RUNNING in said.statement:
                self.running[rows[0][0]] = index
            for at, row in enumerate(rows):
                for column, value in enumerate(row):
                    if isinstance(value, int) and value >= APART:
                        self.returned.setdefault(value, Returned(index, at, column))

    def linked(self, value: Any, before: int) -> Any:
        """The value, or what stands for it or in it."""
        if isinstance(value, Jsonb):
            return Jsonb(self.linked(value.obj, before))
        if isinstance(value, dict):
            return {name: self.linked(one, before) for name, one in value.items()}
        if isinstance(value, list | tuple):
            return type(value)(self.linked(one, before) for one in value)
        if isinstance(value, str):
            return self._text(value)
        found = self.returned.get(value) if isinstance(value, int) else None
        return found if found is not None and found.said < before else value

    def _text(self, text: str) -> Any:
        if text == self.form_id:
            return FormId()
        if MINTED.fullmatch(text):
            return Minted()
        for running, said in self.running.items():
            before, sign, after = text.partition("HF")
            parsed = parse_number(sign + after[:11])
            if parsed is not None and parsed.running == running:
                return NumberOf(said, before, parsed.year, after[11:])
        return text


def replay(engine: Engine, recording: Recording) -> list[Sequence[Sequence[Any]]]:
    """Say it all again; every row of every result is fetched."""
    form_id, results = str(uuid4()), []
    with ExitStack() as stack:
        opened: dict[int, Connection] = {}
        for said in recording.said:
            if said.connection not in opened:
                opened[said.connection] = stack.enter_context(engine.connect())
            results.append(_say(opened[said.connection], said, results, form_id, recording))
    return results


def _say(
    connection: Connection, said: Said, results: list[Any], form_id: str, recording: Recording
) -> Sequence[Sequence[Any]]:
    if said.statement == "commit":
        connection.commit()
        return ()
    if said.statement == "rollback":
        connection.rollback()
        return ()
    parameters = said.parameters
    if recording.form is not None:
        parameters = _resolved(parameters, results, form_id)
    result = connection.exec_driver_sql(said.statement, parameters)
    return result.fetchall() if result.returns_rows else ()


def _resolved(value: Any, results: list[Any], form_id: str) -> Any:
    if isinstance(value, dict):
        return {name: _resolved(one, results, form_id) for name, one in value.items()}
    if isinstance(value, Jsonb):
        return Jsonb(_resolved(value.obj, results, form_id))
    # What stands for a value is a tuple itself.
    if isinstance(value, Returned | NumberOf | FormId | Minted):
        return _stood_for(value, results, form_id)
    if isinstance(value, list | tuple):
        return type(value)(_resolved(one, results, form_id) for one in value)
    return value


def _stood_for(
    value: Returned | NumberOf | FormId | Minted, results: list[Any], form_id: str
) -> Any:
    if isinstance(value, Returned):
        return results[value.said][value.row][value.column]
    if isinstance(value, NumberOf):
        number = format_number(value.year, results[value.said][0][0])
        return f"{value.before}{number}{value.after}"
    return uuid4().hex if isinstance(value, Minted) else form_id
