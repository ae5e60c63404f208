"""When a clock's ladder is climbed: warned, due, a supervisor told, twice the time (domain T6)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from sqlalchemy.orm import Session

from portal.settings.known import LADDER_SUPERVISOR, LADDER_TWICE, LADDER_WARNING
from portal.settings.read import some_settings
from portal.sla.calendar import Calendar, Pause

WARNED, BREACHED, SUPERVISOR, DOUBLED = 1, 2, 3, 4


class Shares(NamedTuple):
    """In percent of the stage's time, business time like the time itself."""

    warn_at: int = LADDER_WARNING.default
    due_at: int = 100
    supervisor_at: int = LADDER_SUPERVISOR.default
    double_at: int = LADDER_TWICE.default


DELIVERED: Final = Shares()


def shares_set(session: Session) -> Shares:
    """As administrators have set them."""
    wanted = (LADDER_WARNING, LADDER_SUPERVISOR, LADDER_TWICE)
    warned, supervisor, twice = some_settings(session, *wanted)
    return Shares(warn_at=warned, supervisor_at=supervisor, double_at=twice)


def rungs(
    calendar: Calendar,
    started_at: datetime,
    minutes: int,
    pauses: Sequence[Pause] = (),
    shares: Shares = DELIVERED,
) -> dict[str, datetime]:
    """The times of a clock's rungs by their columns."""
    return {
        column: calendar.due(started_at, timedelta(seconds=minutes * 60 * share // 100), pauses)
        for column, share in shares._asdict().items()
    }
