"""Counts what a page asks the database."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event
from sqlalchemy.orm import Session

# The tests' own scaffolding around each "commit" and savepoint; no page sends these.
SCAFFOLDING = ("SAVEPOINT", "RELEASE", "ROLLBACK TO", "SET CONSTRAINTS")


@contextmanager
def counted(session: Session) -> Iterator[list[str]]:
    """The statements sent over the tests' connection while the block runs."""
    statements: list[str] = []
    connection = session.connection()

    def note(_connection, _cursor, statement, *_rest) -> None:
        if not statement.startswith(SCAFFOLDING) and "'role', 'none'" not in statement:
            statements.append(statement)

    event.listen(connection, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(connection, "before_cursor_execute", note)
