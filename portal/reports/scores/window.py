"""The stretch of time that a day's scores look at, and what was known at its end."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from models import ScoreRun
from portal.settings.known import SCORE_DAYS
from portal.settings.read import setting
from portal.sla.zone import portal_zone


@dataclass(frozen=True, slots=True)
class Window:
    """`[from_at, until_at)`; of what lies in it only what was on record by its end counts.

    So whoever counts a day anew, however much later, sees what the night saw.
    """

    from_at: datetime
    until_at: datetime

    @classmethod
    def of(cls, run: ScoreRun) -> "Window":
        return cls(run.from_at, run.until_at)


def window_of_day(session: Session, day: date) -> Window:
    """The days before this one, whole days of the portal's zone."""
    until = datetime.combine(day, time(), portal_zone(session))
    first = day - timedelta(days=setting(session, SCORE_DAYS))
    return Window(datetime.combine(first, time(), until.tzinfo), until)
