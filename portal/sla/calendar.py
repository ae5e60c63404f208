"""Business time: when something is due and how long it took, by a calendar's hours (domain T1).

Everything is counted in whole seconds. A due time that falls exactly on closing stays there; what
starts outside the hours starts at the next opening. Where the clocks are set back, the first of
the two equal times on the wall is meant; where they are set forward, the jump itself.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from math import floor

from portal.sla.hours import DAY, Hours
from portal.sla.timeline import Interval, Timeline, merge_intervals, open_intervals, wall_to_utc

# An interval of a clock that does not count; one without an end lasts until further notice.
Pause = tuple[datetime, datetime | None]

_FOREVER = 1 << 40
# A calendar that is not open once in so many years will not be.
_HORIZON_YEARS = 30
_HORIZON = _HORIZON_YEARS * 365 * DAY
_FIRST_YEAR, _LAST_YEAR = 2, 9990


class NeverOpenError(ValueError):
    """The calendar has no hours left in which this could come due."""


class Calendar:
    """Hours with a memory of the years that were asked about; safe to share between threads."""

    __slots__ = ("_line", "hours")

    def __init__(self, hours: Hours) -> None:
        self.hours = hours
        self._line: Timeline | None = None

    def due(self, start: datetime, amount: timedelta, pauses: Sequence[Pause] = ()) -> datetime:
        """When that much open time outside the pauses will have passed.

        Nothing at all is due at the first open moment.
        """
        at, wanted = _seconds(start), _length(amount)
        for begins, ends in _merged(pauses, since=at) if pauses else ():
            if begins > at:
                until = self._worked_between(at, begins)
                if until >= wanted > 0 or (wanted == 0 and self._next_open(at) < begins):
                    break
                wanted -= until
            at = max(at, ends)
            if at >= _FOREVER:
                raise NeverOpenError("it is paused until further notice")
        return datetime.fromtimestamp(self._reached(at, wanted), UTC)

    def elapsed(self, start: datetime, stop: datetime, pauses: Sequence[Pause] = ()) -> timedelta:
        """The open time between two moments outside the pauses; none if they are reversed."""
        first, last = _seconds(start), _seconds(stop)
        if last <= first:
            return timedelta(0)
        worked = self._worked_between(first, last)
        for begins, ends in _merged(pauses, since=first) if pauses else ():
            if begins < last:
                worked -= self._worked_between(max(begins, first), min(ends, last))
        return timedelta(seconds=worked)

    def remaining(
        self, start: datetime, amount: timedelta, now: datetime, pauses: Sequence[Pause] = ()
    ) -> timedelta:
        """The open time still left of an amount; below zero once it is overdue."""
        return timedelta(seconds=_length(amount)) - self.elapsed(start, now, pauses)

    def is_working(self, at: datetime) -> bool:
        """Whether it is open at a moment; at the closing second it is not."""
        second = _seconds(at)
        return self._line_over(second, second).is_open(second)

    def next_opening(self, at: datetime) -> datetime:
        """The moment itself when it is open, else when it opens next."""
        return datetime.fromtimestamp(self._next_open(_seconds(at)), UTC)

    def is_working_day(self, day: date) -> bool:
        """Whether it opens at all on a date."""
        return bool(open_intervals(self.hours, day))

    def working_days(self, first: date, last: date) -> int:
        """How many working days lie between two dates, both included."""
        days = (last - first).days + 1
        return sum(self.is_working_day(first + timedelta(day)) for day in range(days))

    def add_working_days(self, start: datetime, days: int) -> datetime:
        """The same time on the wall so many working days on, or the next opening after it.

        A time that is exactly that day's closing stays there, as a due time does.
        """
        if days < 0:
            raise ValueError(f"working days are counted onward, not {days}")
        wall = start.astimezone(self.hours.zone).replace(tzinfo=None, microsecond=0)
        patience = _HORIZON_YEARS * 366
        for _ in range(days):
            wall += timedelta(1)
            while not self.is_working_day(wall.date()):
                wall += timedelta(1)
                patience -= 1
                if patience < 0:
                    raise NeverOpenError("the calendar has no working day ahead")
        second = wall_to_utc(wall, self.hours.zone) if days else _seconds(start)
        if self._is_closing(second):
            return datetime.fromtimestamp(second, UTC)
        return datetime.fromtimestamp(self._next_open(second), UTC)

    def is_confirmed(self, day: date) -> bool:
        """Whether the holidays of a date's year are known, or do not matter here."""
        return self.hours.is_confirmed(day)

    def unknown_years(self, start: datetime, stop: datetime) -> tuple[int, ...]:
        """The years between two moments that were counted by the weekly hours alone.

        Whoever shows a due time says so beside it: an unknown year is not one without holidays.
        """
        first, last = (moment.astimezone(self.hours.zone).year for moment in (start, stop))
        years = range(first, last + 1)
        return tuple(year for year in years if not self.is_confirmed(date(year, 1, 1)))

    def _is_closing(self, second: int) -> bool:
        line = self._line_over(second - 1, second)
        return line.is_open(second - 1) and not line.is_open(second)

    def _worked_between(self, first: int, last: int) -> int:
        line = self._line_over(first, last)
        return line.worked(last) - line.worked(first)

    def _reached(self, start: int, wanted: int) -> int:
        if wanted == 0:
            return self._next_open(start)
        line = self._line_over(start, start)
        reached = line.reached(start, wanted)
        while reached is None:
            line = self._longer_line(line, start)
            reached = line.reached(start, wanted)
        return reached

    def _next_open(self, second: int) -> int:
        line = self._line_over(second, second)
        opening = line.next_open(second)
        while opening is None:
            line = self._longer_line(line, second)
            opening = line.next_open(second)
        return opening

    def _line_over(self, first: int, last: int) -> Timeline:
        line = self._line
        if line is not None and line.within[0] <= first and last < line.within[1]:
            return line
        first_year = datetime.fromtimestamp(first, UTC).year
        last_year = datetime.fromtimestamp(last, UTC).year + 1
        if line is not None:
            first_year = min(first_year, line.first_year)
            last_year = max(last_year, line.last_year)
        return self._draw(first_year, last_year)

    def _longer_line(self, line: Timeline, since: int) -> Timeline:
        """The line with more years at its end; years without a single opening are given up on."""
        waited = line.last_year - datetime.fromtimestamp(since, UTC).year
        if waited > _HORIZON_YEARS and line.next_open(line.within[1] - _HORIZON) is None:
            raise NeverOpenError("the calendar has no open hours ahead")
        if line.last_year >= _LAST_YEAR:
            raise NeverOpenError("it would be due after the end of all calendars")
        return self._draw(line.first_year, line.last_year + max(1, waited))

    def _draw(self, first_year: int, last_year: int) -> Timeline:
        # Two threads may draw it twice; each has a whole one, and the later is kept.
        line = Timeline(self.hours, max(first_year, _FIRST_YEAR), min(last_year, _LAST_YEAR))
        self._line = line
        return line


def _seconds(moment: datetime) -> int:
    if moment.tzinfo is None:
        raise ValueError("business time needs an aware moment")
    return floor(moment.timestamp())


def _length(amount: timedelta) -> int:
    if amount.days < 0:
        raise ValueError("an amount of time cannot be negative")
    return amount.days * DAY + amount.seconds


def _merged(pauses: Sequence[Pause], *, since: int) -> list[Interval]:
    """The pauses in order, each moment once, from a second on."""
    intervals = [
        (max(_seconds(begins), since), _FOREVER if ends is None else _seconds(ends))
        for begins, ends in pauses
    ]
    return merge_intervals([one for one in intervals if one[0] < one[1]])
