"""Tell what the sweep found: events on the cases, notices to the people, each once (domain T6)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from models import Case, ClockNews, EventKind, Severity, SlaClock, Stage
from models.sla import ClockState
from portal.access.actors import WORKER_ACTOR
from portal.deadlines.ladder import Reached, who_is_told
from portal.history.record import BRAND, Audience, only_dealer, record_many
from portal.notices.tell import News, tell_many
from portal.sla.rungs import BREACHED, DOUBLED, SUPERVISOR

BATCH: Final = 200
_Line = tuple[Case, str | None, Mapping[str, Any]]


def tell_news(session: Session, *, now: datetime, batch: int = BATCH) -> int:
    """Take up to a batch of news, put it on record and tell it; how much there was.

    With the transaction the news is gone; without it, it waits for the next one.
    """
    waiting = (
        select(ClockNews.id)
        .order_by(ClockNews.id)
        .limit(batch)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    taken = session.execute(
        delete(ClockNews)
        .where(ClockNews.id.in_(waiting))
        .returning(ClockNews.clock_id, ClockNews.due_at, ClockNews.rung, ClockNews.before)
    ).all()
    if not taken:
        return 0
    clocks = _clocks(session, {row.clock_id for row in taken})
    news = [Reached(clocks[row.clock_id], row.due_at, row.rung, row.before) for row in taken]
    cases = _cases(session, {one.clock.case_id for one in news})
    _record(session, news, cases, now)
    pieces = [
        piece
        for one in news
        # A warning of what was done meanwhile is no news.
        if one.rung >= BREACHED or one.clock.state is ClockState.RUNNING
        for piece in _pieces(one, cases[one.clock.case_id])
    ]
    tell_many(session, pieces, now=now)
    return len(news)


def _clocks(session: Session, ids: Iterable[int]) -> Mapping[int, SlaClock]:
    rows = session.scalars(
        select(SlaClock)
        .where(SlaClock.id.in_(ids))
        .order_by(SlaClock.id)
        .execution_options(populate_existing=True)
    )
    return {clock.id: clock for clock in rows}


def _cases(session: Session, ids: Iterable[int]) -> Mapping[int, Case]:
    """In the order of their ids, as every rule locks them: an event would lock them as well."""
    rows = session.scalars(
        select(Case)
        .where(Case.id.in_(ids))
        .order_by(Case.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return {case.id: case for case in rows}


def _record(
    session: Session, news: Sequence[Reached], cases: Mapping[int, Case], now: datetime
) -> None:
    """The breach at its due time, once; what came up to whom after it."""
    breaches: dict[Audience, list[_Line]] = {}
    escalated: list[_Line] = []
    for one in news:
        detail = {
            "clock_id": one.clock.id,
            "stage": one.clock.stage.value,
            "due_at": one.due_at.isoformat(),
        }
        if one.before < BREACHED <= one.rung:
            whose = only_dealer(one.clock.dealer_id) if one.clock.dealer_id else BRAND
            breaches.setdefault(whose, []).append((cases[one.clock.case_id], None, detail))
        if one.rung >= SUPERVISOR:
            more = detail | {"rung": one.rung, "board": goes_on_the_board(one)}
            escalated.append((cases[one.clock.case_id], None, more))
    for whose, lines in breaches.items():
        record_many(session, WORKER_ACTOR, lines, EventKind.CLOCK_BREACHED, now=now, audience=whose)
    record_many(session, WORKER_ACTOR, escalated, EventKind.CLOCK_ESCALATED, now=now)


def goes_on_the_board(news: Reached) -> bool:
    """Twice the time to resolve it: the next board looks at it (T6)."""
    return news.clock.stage is Stage.RESOLVE and news.rung == DOUBLED


def _pieces(one: Reached, case: Case) -> list[News]:
    detail: dict[str, Any] = {
        "clock_id": one.clock.id,
        "stage": one.clock.stage.value,
        "severity": case.severity.value,
        "due_at": one.due_at.isoformat(),
        "dealer_id": one.clock.dealer_id,
    }
    # One key for all that was reached at once: whoever is meant twice hears of it once.
    key = f"clock:{one.clock.id}:{one.rung}:{one.due_at:%Y%m%dT%H%M%S}"
    return [
        News(
            told.kind,
            told.to,
            key,
            case.id,
            urgent=case.severity is Severity.URGENT,
            detail=detail,
        )
        for told in who_is_told(one, case.agent_id)
    ]
