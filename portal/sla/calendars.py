"""The calendars of the database, ready to count with."""

import json
from collections import OrderedDict
from functools import cache
from threading import Lock
from typing import Any, Final, NamedTuple

from sqlalchemy import Row, Select, bindparam, select
from sqlalchemy.orm import Session

from models.sla import BusinessCalendar
from portal.infra.reading import read_rows
from portal.sla.calendar import Calendar
from portal.sla.once import once
from portal.sla.plan import read_plan


class _Key(NamedTuple):
    """Version alone would do in one database; a process may speak to several."""

    database: str
    calendar_id: int
    version: int
    described: str


# One calendar takes a few hundred kilobytes once its years are drawn.
_KEPT: Final = 200
_kept: "OrderedDict[_Key, Calendar]" = OrderedDict()
_keeping = Lock()


class NoCalendarError(LookupError):
    """No calendar has that code; the installation was not seeded."""


def load_calendar(session: Session, code: str, *, dealer_id: int | None = None) -> Calendar:
    """The calendar of a code, or a dealer's own one in the place of the service calendar.

    It is kept for the process under its version: whoever changes a calendar raises it, and
    forgets (`portal.sla.once.forget`) what this transaction has read.
    """
    return once(session, ("calendar", code, dealer_id), lambda: _load(session, code, dealer_id))


def _load(session: Session, code: str, dealer_id: int | None) -> Calendar:
    codes = [code] if dealer_id is None else [own_code(dealer_id), code]
    found = {row.code: row for row in read_rows(session, _described(), {"codes": codes})}
    row = next((found[wanted] for wanted in codes if wanted in found), None)
    if row is None:
        raise NoCalendarError(code)
    key = _key(session, row)
    with _keeping:
        if (kept := _kept.get(key)) is not None:
            _kept.move_to_end(key)
            return kept
    calendar = Calendar(read_plan(session, session.get_one(BusinessCalendar, row.id)).hours)
    with _keeping:
        _kept[key] = calendar
        while len(_kept) > _KEPT:
            _kept.popitem(last=False)
    return calendar


@cache
def _described() -> Select[Any]:
    """What tells one kept calendar from another: every clock that is started asks for it."""
    row = BusinessCalendar
    return (
        select(row.id, row.code, row.version, row.tz, row.weekly, row.observes_holidays)
        .add_columns(row.known_years)
        .where(row.code.in_(bindparam("codes", expanding=True)))
        .order_by(row.id)
        .limit(2)
    )


def own_code(dealer_id: int) -> str:
    """The code of a dealer's own calendar."""
    return f"dealer:{dealer_id}"


def _key(session: Session, row: Row[Any]) -> _Key:
    described = json.dumps([row.tz, row.weekly, row.observes_holidays, row.known_years])
    return _Key(str(session.get_bind().engine.url), row.id, row.version, described)
