"""One dealer's score: its figures, their way over the weeks, and the cases behind each (B3)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final, NamedTuple

from sqlalchemy import Select, and_, select, tuple_
from sqlalchemy.orm import Session

from models import Case, Dealer, Figure, ScoreDay, ScoreFact, ScoreRank
from portal.access.actors import Actor
from portal.access.scope import get_one, visible
from portal.infra.reading import read_rows
from portal.reports.scores.days import Counted, check_reads_scores
from portal.reports.scores.facts import counted_on
from portal.reports.scores.figures import FIGURES
from portal.reports.scores.list_dealers import Kept

WEEKS: Final = 13


class Ranked(NamedTuple):
    """What a dealer's figures came to on a day."""

    cases: int
    score: int | None
    rank: int | None


@dataclass(frozen=True, slots=True)
class Week:
    """A dealer's score and figures on one day of the weeks gone by."""

    day: date
    ranked: Ranked | None
    figures: Mapping[Figure, Kept]


class Fact(NamedTuple):
    """A case that counts; `seen` says whether the reader may open it."""

    id: int
    number: str
    at: datetime
    good: bool
    about: str
    summary: str | None
    seen: bool


def dealer_weeks(session: Session, actor: Actor, dealer_id: int, counted: Counted) -> list[Week]:
    """That day and the same weekday of the weeks before, the newest first.

    A week of which nothing was counted has no figures; only the day itself always stands there.
    """
    check_reads_scores(actor)
    dealer = get_one(session, actor, Dealer, dealer_id)
    days = [counted.day - timedelta(weeks=number) for number in range(WEEKS)]
    ranked = {
        day: Ranked(*found)
        for day, *found in read_rows(
            session,
            select(ScoreRank.day, ScoreRank.cases, ScoreRank.score, ScoreRank.rank)
            .where(ScoreRank.dealer_id == dealer.id, ScoreRank.day.in_(days))
            .order_by(ScoreRank.day.desc()),
        )
    }
    kept: dict[date, dict[Figure, Kept]] = {day: {} for day in days}
    for day, figure, *numbers in read_rows(
        session,
        select(ScoreDay.day, ScoreDay.figure, ScoreDay.good, ScoreDay.total, ScoreDay.share)
        .where(ScoreDay.dealer_id == dealer.id, ScoreDay.day.in_(days))
        .order_by(ScoreDay.day.desc(), ScoreDay.figure),
    ):
        kept[day][figure] = Kept(*numbers)
    return [
        Week(day, ranked.get(day), kept[day]) for day in days if day == counted.day or day in ranked
    ]


def cases_behind(
    session: Session,
    actor: Actor,
    dealer_id: int,
    figure: Figure,
    counted: Counted,
    *,
    good: bool | None = None,
    after: tuple[datetime, int] | None = None,
    backwards: bool = False,
    limit: int = 50,
) -> Sequence[Fact]:
    """What was counted in a figure on that day, the newest first.

    All of it, also where the case is no longer the reader's to open: its number and what it
    counted as are told, nothing else of it.
    """
    check_reads_scores(actor)
    dealer = get_one(session, actor, Dealer, dealer_id)
    mine: Any = visible(actor, Case).with_only_columns(Case.id, Case.summary).subquery()
    facts: Select[Any] = (
        select(
            ScoreFact.id,
            ScoreFact.number,
            ScoreFact.at,
            ScoreFact.good,
            ScoreFact.about,
            mine.c.summary,
            mine.c.id.is_not(None),
        )
        .outerjoin(mine, mine.c.id == ScoreFact.case_id)
        .where(
            ScoreFact.dealer_id == dealer.id,
            ScoreFact.figure == figure,
            counted_on(counted.day, counted.window),
        )
    )
    if good is not None:
        facts = facts.where(ScoreFact.good == good)
    key = tuple_(ScoreFact.at, ScoreFact.id)
    if after is not None:
        facts = facts.where(key > after if backwards else key < after)
    order = (
        (ScoreFact.at, ScoreFact.id) if backwards else (ScoreFact.at.desc(), ScoreFact.id.desc())
    )
    return [Fact(*row) for row in read_rows(session, facts.order_by(*order).limit(limit))]


def own_rank(session: Session, actor: Actor, counted: Counted) -> Ranked | None:
    """A dealer's own score and rank, for its desk."""
    check_reads_scores(actor)
    rows = read_rows(
        session,
        select(ScoreRank.cases, ScoreRank.score, ScoreRank.rank).where(
            and_(ScoreRank.dealer_id == actor.dealer_id, ScoreRank.day == counted.day)
        ),
    )
    return Ranked(*rows[0]) if rows else None


def shown_figures() -> list[Figure]:
    """Those that are counted, in the order in which they are shown."""
    return [figure for figure in Figure if figure in FIGURES]
