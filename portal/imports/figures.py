"""What an imported file says of itself: results, satisfaction, repeats and odd rows.

"Repeat" is a business, by its name as written, with several complaints; "close repeat" has three
within any 90 days by their start (the window of domain S1).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import ColumnElement, Integer, Select, func, select
from sqlalchemy.orm import Session

from models import ImportProblem, OutsideResult
from portal.access.actors import Actor
from portal.access.permissions import Permission

WINDOW_DAYS: Final = 90
THREE: Final = 3
MOST_REPEATS: Final = 200


@dataclass(frozen=True, slots=True)
class Figures:
    """One source's figures. Amounts in the file's own currency."""

    cases: int
    satisfaction: dict[str, int]
    granted: Decimal
    without_business: int
    businesses: int
    odd: dict[str, int]
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class Repeat:
    """A business with several complaints; `close` where three began within 90 days."""

    business: str
    cases: int
    first: date
    last: date
    close: bool


def figures_of(session: Session, actor: Actor, source: str, *, industry: str = "") -> Figures:
    """The figures of a source, or of one industry in it."""
    actor.require(Permission.IMPORTS_READ)
    mine = _of(source, industry)
    cases, granted, unnamed, businesses, first, last = session.execute(
        select(
            func.count(),
            func.coalesce(func.sum(OutsideResult.granted), 0),
            func.count().filter(OutsideResult.business == ""),
            func.count(OutsideResult.business.distinct()).filter(OutsideResult.business != ""),
            func.min(OutsideResult.started_on),
            func.max(OutsideResult.started_on),
        ).where(*mine)
    ).one()
    satisfaction = session.execute(
        select(OutsideResult.satisfaction, func.count())
        .where(*mine)
        .group_by(OutsideResult.satisfaction)
    )
    odd = session.execute(
        select(OutsideResult.odd, func.count())
        .where(*mine, OutsideResult.odd != "")
        .group_by(OutsideResult.odd)
        .order_by(OutsideResult.odd)
    )
    return Figures(
        cases=cases,
        satisfaction={word.value: number for word, number in satisfaction},
        granted=Decimal(granted),
        without_business=unnamed,
        businesses=businesses,
        odd=_each(odd.all()),
        first=first,
        last=last,
    )


def _each(rows: Sequence[tuple[str, int]]) -> dict[str, int]:
    """A row can be odd in more than one way: each is counted."""
    counted: dict[str, int] = {}
    for codes, number in rows:
        for code in codes.split(","):
            counted[code] = counted.get(code, 0) + number
    return counted


def repeats_of(
    session: Session, actor: Actor, source: str, *, industry: str = "", at_least: int = 2
) -> list[Repeat]:
    """Businesses with at least so many complaints, the most frequent first, at most 200."""
    actor.require(Permission.IMPORTS_READ)
    found = _by_business(source, industry).having(func.count() >= at_least).subquery()
    rows = session.execute(
        select(found).order_by(found.c.cases.desc(), found.c.business).limit(MOST_REPEATS)
    )
    return [Repeat(*row) for row in rows]


def repeat_counts(
    session: Session, actor: Actor, source: str, *, industry: str = ""
) -> tuple[int, int, int]:
    """How many businesses have two or more complaints, three or more, three within 90 days."""
    actor.require(Permission.IMPORTS_READ)
    found = _by_business(source, industry).subquery()
    two, three, close = session.execute(
        select(
            func.count().filter(found.c.cases >= 2),
            func.count().filter(found.c.cases >= THREE),
            func.count().filter(found.c.close),
        ).select_from(found)
    ).one()
    return two, three, close


def _by_business(source: str, industry: str) -> Select[Any]:
    """Each business by its name as written: how many, from when to when, and how close."""
    third = func.lead(OutsideResult.started_on, THREE - 1).over(
        partition_by=OutsideResult.business,
        order_by=(OutsideResult.started_on, OutsideResult.case_id),
    )
    spans = (
        select(
            OutsideResult.business,
            OutsideResult.started_on,
            (third - OutsideResult.started_on).cast(Integer).label("span"),
        )
        .where(*_of(source, industry), OutsideResult.business != "")
        .subquery()
    )
    columns: list[Any] = [
        spans.c.business,
        func.count().label("cases"),
        func.min(spans.c.started_on).label("first"),
        func.max(spans.c.started_on).label("last"),
        func.coalesce(func.bool_or(spans.c.span <= WINDOW_DAYS), False).label("close"),
    ]
    return select(*columns).group_by(spans.c.business)


def industries_of(session: Session, actor: Actor, source: str) -> list[tuple[str, int]]:
    """The industries of a source with their numbers of cases, the largest first."""
    actor.require(Permission.IMPORTS_READ)
    rows = session.execute(
        select(OutsideResult.industry, func.count())
        .where(OutsideResult.source == source, OutsideResult.industry != "")
        .group_by(OutsideResult.industry)
        .order_by(func.count().desc(), OutsideResult.industry)
        .limit(MOST_REPEATS)
    )
    return [(name, number) for name, number in rows]


def _of(source: str, industry: str) -> tuple[ColumnElement[bool], ...]:
    rows = [OutsideResult.source == source]
    if industry:
        rows.append(OutsideResult.industry == industry)
    return tuple(rows)


def problems_page(
    session: Session, actor: Actor, import_id: int, *, after: tuple[int, int] | None, size: int
) -> Sequence[ImportProblem]:
    """Refused and odd rows of a run by line, from a key on; one more than `size` is read."""
    actor.require(Permission.IMPORTS_READ)
    rows = select(ImportProblem).where(ImportProblem.import_id == import_id)
    if after is not None:
        line, row_id = after
        rows = rows.where(
            (ImportProblem.line > line)
            | ((ImportProblem.line == line) & (ImportProblem.id > row_id))
        )
    return session.scalars(
        rows.order_by(ImportProblem.line, ImportProblem.id).limit(size + 1)
    ).all()
