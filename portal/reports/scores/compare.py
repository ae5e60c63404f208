"""Count a day's figures anew from where they come from, and say what differs (domain B3)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from models import Dealer, Figure, ScoreDay, ScoreRank, ScoreRun
from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.errors import NotFoundError
from portal.reports.scores.count import composite
from portal.reports.scores.figures import FIGURES
from portal.reports.scores.window import Window

MOST: Final = 1000


@dataclass(frozen=True, slots=True)
class Difference:
    """What was kept of a dealer, and what is counted now; `figure` is none for the score."""

    dealer_id: int
    dealer: str
    figure: Figure | None
    kept: str
    now: str


def compare_day(session: Session, actor: Actor, day: date) -> list[Difference]:
    """The differences, by figure and dealer, at most a thousand of each; it changes nothing.

    The figures are counted from the cases themselves and not from the facts that were kept, the
    scores from the day's figures by the weights of that day.
    """
    actor.require(Permission.SCORES_READ)
    run = session.get(ScoreRun, day)
    if run is None or run.done_at is None:
        raise NotFoundError("score_run")
    return [
        *(one for figure in FIGURES for one in _of_figure(session, run, figure)),
        *_of_scores(session, run),
    ]


def _of_figure(session: Session, run: ScoreRun, figure: Figure) -> Iterator[Difference]:
    facts = FIGURES[figure](Window.of(run)).subquery()
    fresh = (
        select(
            facts.c.dealer_id,
            func.count().filter(facts.c.good).label("good"),
            func.count().label("total"),
        )
        .group_by(facts.c.dealer_id)
        .subquery()
    )
    kept = (
        select(ScoreDay.dealer_id, ScoreDay.good, ScoreDay.total)
        .where(ScoreDay.day == run.day, ScoreDay.figure == figure)
        .subquery()
    )
    dealer_id = func.coalesce(kept.c.dealer_id, fresh.c.dealer_id)
    pairs = (
        select(
            dealer_id.label("dealer_id"),
            kept.c.good.label("good_then"),
            kept.c.total.label("total_then"),
            fresh.c.good.label("good_now"),
            fresh.c.total.label("total_now"),
        )
        .select_from(kept)
        .outerjoin(fresh, fresh.c.dealer_id == kept.c.dealer_id, full=True)
        .where(
            or_(
                kept.c.good.is_distinct_from(fresh.c.good),
                kept.c.total.is_distinct_from(fresh.c.total),
            )
        )
        .subquery()
    )
    found = session.execute(
        select(pairs, Dealer.name)
        .join(Dealer, Dealer.id == pairs.c.dealer_id)
        .order_by(pairs.c.dealer_id)
        .limit(MOST)
    )
    for row in found:
        yield Difference(
            row.dealer_id,
            row.name,
            figure,
            _of(row.good_then, row.total_then),
            _of(row.good_now, row.total_now),
        )


def _of_scores(session: Session, run: ScoreRun) -> Iterator[Difference]:
    sums = select(ScoreDay).where(ScoreDay.day == run.day).subquery()
    fresh = (
        select(sums.c.dealer_id, composite(sums, run.weights, run.least).label("score"))
        .group_by(sums.c.dealer_id)
        .subquery()
    )
    rows = session.execute(
        select(ScoreRank.dealer_id, Dealer.name, ScoreRank.score, fresh.c.score.label("fresh"))
        .join(fresh, fresh.c.dealer_id == ScoreRank.dealer_id)
        .join(Dealer, Dealer.id == ScoreRank.dealer_id)
        .where(
            ScoreRank.day == run.day,
            or_(
                and_(
                    ScoreRank.cases >= run.least_cases,
                    ScoreRank.score.is_distinct_from(fresh.c.score),
                ),
                and_(ScoreRank.cases < run.least_cases, ScoreRank.score.is_not(None)),
            ),
        )
        .order_by(ScoreRank.dealer_id)
        .limit(MOST)
    )
    for dealer_id, name, score, now in rows:
        yield Difference(dealer_id, name, None, _said(score), _said(now))


def _of(good: int | None, total: int | None) -> str:
    return f"{good or 0}/{total or 0}"


def _said(score: object) -> str:
    return "-" if score is None else f"{int(str(score)) / 100:.2f}"
