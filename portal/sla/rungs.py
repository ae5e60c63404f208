"""When a clock's ladder is climbed: warned, due, a supervisor told, twice the time (domain T6)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from portal.sla.calendar import Calendar, Pause

WARNED, BREACHED, SUPERVISOR, DOUBLED = 1, 2, 3, 4

# Shares of the stage's time, business time like the time itself.
SHARES: Final = (("warn_at", 75), ("due_at", 100), ("supervisor_at", 125), ("double_at", 200))


def rungs(
    calendar: Calendar, started_at: datetime, minutes: int, pauses: Sequence[Pause] = ()
) -> dict[str, datetime]:
    """The times of a clock's rungs by their columns."""
    return {
        column: calendar.due(started_at, timedelta(seconds=minutes * 60 * share // 100), pauses)
        for column, share in SHARES
    }
