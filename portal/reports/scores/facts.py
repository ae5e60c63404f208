"""Keep what a figure counts as facts, each from the day on which it was first counted (B3).

Nothing is counted twice, however often a night is done again: what stands there already stays.
What turns out otherwise ends on this day, and the days before keep it.
"""

from datetime import date
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    and_,
    cast,
    delete,
    func,
    insert,
    literal,
    not_,
    or_,
    select,
    update,
)
from sqlalchemy import Date as DateType
from sqlalchemy.orm import Session

from models import Case, Figure, ScoreFact
from portal.reports.scores.figures import COLUMNS, FIGURES
from portal.reports.scores.window import Window

_WRITTEN: Final = (*COLUMNS, "figure", "number", "counted_from")


def keep_facts(session: Session, figure: Figure, window: Window, day: date) -> None:
    """Bring the facts of a figure to where they stand on that day, in one statement."""
    derived = FIGURES[figure](window).cte("derived").prefix_with("MATERIALIZED")
    standing = (
        ScoreFact.figure == figure,
        ScoreFact.counted_until.is_(None),
        ScoreFact.at >= window.from_at,
        ScoreFact.at < window.until_at,
    )
    still_so = select(derived.c.source_id).where(*_same(derived)).correlate(ScoreFact).exists()
    # Of the same night: it has never counted on any other day.
    taken_back = (
        delete(ScoreFact)
        .where(*standing, not_(still_so), ScoreFact.counted_from >= day)
        .returning(ScoreFact.id)
        .cte("taken_back")
    )
    ended = (
        update(ScoreFact)
        .where(*standing, not_(still_so), ScoreFact.counted_from < day)
        .values(counted_until=day)
        .returning(ScoreFact.id)
        .cte("ended")
    )
    known = (
        select(ScoreFact.id)
        .where(ScoreFact.figure == figure, ScoreFact.counted_until.is_(None), *_same(derived))
        .correlate(derived)
        .exists()
    )
    # To ask how many they are makes both happen first: one row at a time stands for a thing.
    gone = select(func.count()).select_from(taken_back).scalar_subquery() + (
        select(func.count()).select_from(ended).scalar_subquery()
    )
    new: Any = (
        select(
            *(derived.c[name] for name in COLUMNS),
            literal(figure.value).label("figure"),
            func.coalesce(Case.number, "").label("number"),
            cast(literal(day), DateType).label("counted_from"),
        )
        .outerjoin(Case, Case.id == derived.c.case_id)
        .where(gone >= 0, not_(known))
    )
    session.execute(insert(ScoreFact).from_select(list(_WRITTEN), new, include_defaults=False))


def _same(derived: Any) -> tuple[ColumnElement[bool], ...]:
    return (
        derived.c.source_id == ScoreFact.source_id,
        derived.c.dealer_id == ScoreFact.dealer_id,
        derived.c.good == ScoreFact.good,
        derived.c.at == ScoreFact.at,
    )


def counted_on(day: date, window: Window) -> ColumnElement[bool]:
    """The facts behind that day's figures."""
    return and_(
        ScoreFact.at >= window.from_at,
        ScoreFact.at < window.until_at,
        ScoreFact.counted_from <= day,
        or_(ScoreFact.counted_until.is_(None), ScoreFact.counted_until > day),
    )
