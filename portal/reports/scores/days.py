"""Which day's scores are shown, and by which rules they were counted (domain B3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import ScoreRun
from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.infra.reading import read_rows
from portal.reports.scores.window import Window

# A dealer reads these and no more: what all of them come to is not for it.
_COLUMNS: Final = (
    ScoreRun.day,
    ScoreRun.from_at,
    ScoreRun.until_at,
    ScoreRun.least,
    ScoreRun.least_cases,
    ScoreRun.weights,
    ScoreRun.ranked,
)


@dataclass(frozen=True, slots=True)
class Counted:
    """A day that was counted, and its rules."""

    day: date
    from_at: datetime
    until_at: datetime
    least: int
    least_cases: int
    weights: Mapping[str, int]
    ranked: int

    @property
    def window(self) -> Window:
        return Window(self.from_at, self.until_at)


def counted_day(session: Session, actor: Actor, day: date | None = None) -> Counted | None:
    """The last day that was counted, or the last one up to that day; none before the first."""
    check_reads_scores(actor)
    days: Any = select(*_COLUMNS).where(ScoreRun.done_at.is_not(None))
    if day is not None:
        days = days.where(ScoreRun.day <= day)
    rows = read_rows(session, days.order_by(ScoreRun.day.desc()).limit(1))
    return Counted(*rows[0]) if rows else None


def check_reads_scores(actor: Actor) -> None:
    """The brand's people read everybody's, a dealer its own; which rows, scope says."""
    if not actor.may(Permission.SCORES_OWN):
        actor.require(Permission.SCORES_READ)
