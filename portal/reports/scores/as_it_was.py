"""How things stood at the end of a window, whatever has become of them since (domain B3)."""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, false, func, not_, or_, select
from sqlalchemy import true as always
from sqlalchemy.orm import aliased

from models import (
    Case,
    CaseEnding,
    CaseEvent,
    ClockOwner,
    ClockState,
    EventKind,
    Merge,
    Offer,
    SlaClock,
    Stage,
)
from portal.reports.scores.window import Window


def judged_clocks(clocks: Select[Any], at: Any, window: Window) -> Select[Any]:
    """The clocks as they stood at the window's end by the columns of `at`."""
    ended = and_(
        at.state != ClockState.RUNNING.value,
        func.coalesce(at.noted_at, at.stopped_at) < window.until_at,
    )
    in_time = and_(ended, at.stopped_at <= at.due_at)
    good = and_(in_time, at.state == ClockState.MET.value)
    when = case((good, at.stopped_at), else_=at.due_at)
    counted = case(
        (and_(in_time, at.state == ClockState.DROPPED.value), false()),
        (good, always()),
        else_=at.due_at < window.until_at,
    )
    return clocks.where(
        SlaClock.owner == ClockOwner.DEALER,
        SlaClock.started_at < window.until_at,
        counted,
        when >= window.from_at,
        when < window.until_at,
        not_(and_(not_(good), _rightly_declined(window))),
    ).with_only_columns(
        SlaClock.dealer_id,
        SlaClock.id.label("source_id"),
        SlaClock.case_id,
        when.label("at"),
        good.label("good"),
        SlaClock.stage.label("about"),
    )


def _rightly_declined(window: Window) -> ColumnElement[bool]:
    """The offer that this clock was for was not the dealer's to take (O2)."""
    judged = select(CaseEvent.id).where(
        CaseEvent.case_id == Offer.case_id,
        CaseEvent.kind == EventKind.NOT_OURS_JUDGED,
        CaseEvent.detail["offer_id"].as_integer() == Offer.id,
        CaseEvent.at < window.until_at,
    )
    return and_(
        SlaClock.stage == Stage.ACCEPT,
        select(Offer.id)
        .where(
            Offer.case_id == SlaClock.case_id,
            Offer.dealer_id == SlaClock.dealer_id,
            Offer.made_at == SlaClock.started_at,
            Offer.not_ours_upheld.is_(True),
            judged.exists(),
        )
        .exists(),
    )


def cleared_only_later(window: Window) -> ColumnElement[bool]:
    """When the window ended somebody was named of whom the case says no more now."""
    cleared, named = aliased(CaseEvent), aliased(CaseEvent)
    named_in_between = select(named.id).where(
        named.case_id == cleared.case_id,
        named.kind == EventKind.ACCUSED_NAMED,
        named.at >= window.until_at,
        named.seq < cleared.seq,
        named.detail["installer_id"].as_integer() == cleared.detail["installer_id"].as_integer(),
    )
    return (
        select(cleared.id)
        .where(
            cleared.case_id == Case.id,
            cleared.kind == EventKind.ACCUSED_CLEARED,
            cleared.at >= window.until_at,
            ~named_in_between.exists(),
        )
        .exists()
    )


def was_merged(which: Any, window: Window) -> ColumnElement[bool]:
    """At the window's end it was a part of another case (K7)."""
    return (
        select(Merge.id)
        .join(CaseEnding, CaseEnding.merge_id == Merge.id)
        .where(
            Merge.case_id == which.id,
            Merge.made_at < window.until_at,
            or_(CaseEnding.undone_at.is_(None), CaseEnding.undone_at >= window.until_at),
        )
        .exists()
    )


def either_in(window: Window, first: Any, later: Any) -> ColumnElement[bool]:
    """The fact, or what made it another one, became true within the window."""
    when = func.coalesce(later, first)
    return and_(when >= window.from_at, when < window.until_at)
