"""Take a list out of the portal: every row that the filters leave, and a record of who did."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from portal.access.actors import Actor
from portal.cases.queue import Asked, Key, Line, key_of, read_queue
from portal.history.changes import record_change

BATCH: Final = 500


def record_export(
    session: Session, actor: Actor, asked_by: Mapping[str, Any], *, now: datetime
) -> None:
    """Write who takes which list and when into the log that administrators read (L3)."""
    taken = {name: value for name, value in asked_by.items() if name != "after"}
    record_change(session, actor, "export:cases", None, taken, now=now)


def export_lines(
    session: Session, actor: Actor, asked: Asked, *, now: datetime, locale: str
) -> Iterator[Line]:
    """Every row from the first on, read batch by batch by its key: none is held in memory twice."""
    key: Key | None = None
    while True:
        page = replace(asked, key=key)
        lines = read_queue(session, actor, page, now=now, locale=locale, limit=BATCH)
        yield from lines
        if len(lines) < BATCH:
            return
        key = Key(*key_of(lines[-1], asked.order))
