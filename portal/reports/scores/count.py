"""Count dealers' scores, day by day, one figure in each transaction (domain B3)."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import (
    Date,
    Float,
    Numeric,
    Select,
    Subquery,
    and_,
    case,
    cast,
    delete,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert as insert_once
from sqlalchemy.orm import Session

from models import (
    Dealer,
    DealerKind,
    DealerState,
    Figure,
    ScoreDay,
    ScoreFact,
    ScoreRank,
    ScoreRun,
)
from portal.reports.scores.facts import counted_on, keep_facts
from portal.reports.scores.figures import FIGURES
from portal.reports.scores.window import Window, window_of_day
from portal.settings.known import SCORE_LEAST, SCORE_LEAST_CASES, SCORE_WEIGHTS
from portal.settings.read import all_settings
from portal.sla.zone import portal_zone

# Nights that were missed are made up for, the oldest first; a longer gap stays one.
CATCH_UP: Final = timedelta(days=7)
_WHOLE: Final = 10_000


def count_scores(session: Session, *, now: datetime) -> int:
    """Do the next piece of what is to be counted; 0 where today's scores stand.

    A piece is one figure of all dealers, or a day's sums and ranks. The row of the day is locked
    and says how far it has come: a worker that is killed leaves the rest to the next one.
    """
    run = _run_in_hand(session, now=now)
    if run is None:
        return 0
    figures = list(FIGURES)
    if run.progress < len(figures):
        keep_facts(session, figures[run.progress], Window.of(run), run.day)
        run.progress += 1
    else:
        add_up(session, run)
        run.done_at = now
    session.flush()
    return 1


def count_day(session: Session, day: date, *, now: datetime) -> ScoreRun:
    """All of one day at once; of a day that has been counted, once more by its own rules."""
    run = _begin(session, day, now=now)
    for figure in FIGURES:
        keep_facts(session, figure, Window.of(run), run.day)
    add_up(session, run)
    run.progress, run.done_at = len(FIGURES), run.done_at or now
    session.flush()
    return run


def _run_in_hand(session: Session, *, now: datetime) -> ScoreRun | None:
    """The day that was begun and is not done, else the next one that is due."""
    begun = session.scalar(
        select(ScoreRun)
        .where(ScoreRun.done_at.is_(None))
        .order_by(ScoreRun.day)
        .limit(1)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if begun is not None:
        return begun
    today = now.astimezone(portal_zone(session)).date()
    last = session.scalar(select(func.max(ScoreRun.day)))
    if last is not None and last >= today:
        return None
    day = today if last is None else max(last + timedelta(days=1), today - CATCH_UP)
    run = _begin(session, day, now=now)
    return run if run.done_at is None else None


def _begin(session: Session, day: date, *, now: datetime) -> ScoreRun:
    """The row of that day, locked; made with the rules of today where there is none yet."""
    window, rules = window_of_day(session, day), all_settings(session)
    session.execute(
        insert_once(ScoreRun)
        .values(
            day=day,
            from_at=window.from_at,
            until_at=window.until_at,
            least=rules[SCORE_LEAST.key],
            least_cases=rules[SCORE_LEAST_CASES.key],
            weights={figure.value: rules[known.key] for figure, known in SCORE_WEIGHTS.items()},
            progress=0,
            ranked=0,
            began_at=now,
        )
        .on_conflict_do_nothing()
    )
    return session.scalars(
        select(ScoreRun)
        .where(ScoreRun.day == day)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def add_up(session: Session, run: ScoreRun) -> None:
    """The day's figures out of its facts, the scores out of the figures, the ranks out of those."""
    for table in (ScoreRank, ScoreDay):
        session.execute(delete(table).where(table.day == run.day))
    sums = select(
        ScoreFact.dealer_id,
        literal(run.day, Date()),
        ScoreFact.figure,
        func.count().filter(ScoreFact.good),
        func.count(),
    ).where(counted_on(run.day, Window.of(run)))
    session.execute(
        insert(ScoreDay).from_select(
            ["dealer_id", "day", "figure", "good", "total"],
            sums.group_by(ScoreFact.dealer_id, ScoreFact.figure),
        )
    )
    session.execute(
        insert(ScoreRank).from_select(["dealer_id", "day", "cases", "score"], _scores(run))
    )
    _rank(session, run)


def _scores(run: ScoreRun) -> Select[Any]:
    cases = (
        select(
            ScoreFact.dealer_id.label("dealer_id"),
            func.count(ScoreFact.case_id.distinct()).label("cases"),
        )
        .where(counted_on(run.day, Window.of(run)))
        .group_by(ScoreFact.dealer_id)
        .subquery()
    )
    sums = select(ScoreDay).where(ScoreDay.day == run.day).subquery()
    score = composite(sums, run.weights, run.least)
    return (
        select(
            cases.c.dealer_id,
            literal(run.day, Date()),
            cases.c.cases,
            case((cases.c.cases >= run.least_cases, score)),
        )
        .join(sums, sums.c.dealer_id == cases.c.dealer_id)
        .group_by(cases.c.dealer_id, cases.c.cases)
    )


def composite(sums: Subquery, weights: Mapping[str, Any], least: int) -> Any:
    """The weighted mean of the figures that have enough to say, in hundredths of a percent."""
    enough = and_(sums.c.total >= least, sums.c.total > 0)
    weight = case(
        {figure.value: weights.get(figure.value, 0) for figure in Figure},
        value=sums.c.figure,
        else_=0,
    )
    share = cast(sums.c.good, Numeric) / func.nullif(sums.c.total, 0)
    said = func.sum(case((enough, cast(weight, Numeric) * share)))
    heavy = func.sum(case((enough, weight)))
    return func.round(said * _WHOLE / func.nullif(heavy, 0))


def _rank(session: Session, run: ScoreRun) -> None:
    """Among active partners with a score; equal scores share a rank. The own team stands apart."""
    peers = (
        select(
            ScoreRank.dealer_id,
            func.rank().over(order_by=ScoreRank.score.desc()).label("rank"),
        )
        .join(Dealer, Dealer.id == ScoreRank.dealer_id)
        .where(
            ScoreRank.day == run.day,
            ScoreRank.score.is_not(None),
            Dealer.kind == DealerKind.PARTNER,
            Dealer.state == DealerState.ACTIVE,
        )
        .subquery()
    )
    session.execute(
        update(ScoreRank)
        .where(ScoreRank.day == run.day, ScoreRank.dealer_id == peers.c.dealer_id)
        .values(rank=peers.c.rank)
        .execution_options(synchronize_session=False)
    )
    ranked = and_(ScoreRank.day == run.day, ScoreRank.rank.is_not(None))
    middle = func.percentile_disc(literal(0.5, Float())).within_group(ScoreRank.score)
    run.ranked, run.median = session.execute(
        select(func.count(), middle).where(ranked).select_from(ScoreRank)
    ).one()
