"""The open intervals of a stretch of years on one line of seconds, summed up for bisecting."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

from portal.sla.hours import Hours, Window

Interval = tuple[int, int]


class Timeline:
    """The open intervals between two years, both included, as sorted whole seconds of UTC."""

    __slots__ = ("closes", "first_year", "last_year", "opens", "summed", "summed_before", "within")

    def __init__(self, hours: Hours, first_year: int, last_year: int) -> None:
        self.first_year, self.last_year = first_year, last_year
        # Zones differ by less than a day, so a margin of two keeps the ends of the line whole.
        day, end = date(first_year, 1, 1) - timedelta(2), date(last_year + 1, 1, 1) + timedelta(2)
        intervals: list[Interval] = []
        while day < end:
            intervals.extend(open_intervals(hours, day))
            day += timedelta(1)
        merged = merge_intervals(intervals)
        self.opens = [opens for opens, _ in merged]
        self.closes = [closes for _, closes in merged]
        self.summed = list(accumulate(closes - opens for opens, closes in merged))
        self.summed_before = [0, *self.summed[:-1]]
        self.within = (
            int(datetime(first_year, 1, 1, tzinfo=UTC).timestamp()),
            int(datetime(last_year + 1, 1, 1, tzinfo=UTC).timestamp()),
        )

    def worked(self, at: int) -> int:
        """Open seconds from the beginning of the line until a second."""
        nearest = bisect_right(self.opens, at) - 1
        if nearest < 0:
            return 0
        return self.summed_before[nearest] + min(at, self.closes[nearest]) - self.opens[nearest]

    def reached(self, start: int, wanted: int) -> int | None:
        """The first second by which so much was worked since a start; None past the line's end."""
        opens, summed = self.opens, self.summed
        nearest = bisect_right(opens, start) - 1
        if nearest < 0:
            nearest, worked = 0, wanted
        else:
            worked = wanted + summed[nearest]
            if start < self.closes[nearest]:
                worked += start - self.closes[nearest]
        end = bisect_left(summed, worked, nearest)
        if end == len(summed):
            return None
        at = self.closes[end] - summed[end] + worked
        return at if at <= self.within[1] else None

    def is_open(self, at: int) -> bool:
        """Whether a second lies in a half-open interval."""
        nearest = bisect_right(self.opens, at) - 1
        return nearest >= 0 and at < self.closes[nearest]

    def next_open(self, at: int) -> int | None:
        """The second itself when open, else the next opening; None when the line is too short."""
        if self.is_open(at):
            return at
        nearest = bisect_right(self.opens, at)
        if nearest == len(self.opens) or self.opens[nearest] > self.within[1]:
            return None
        return self.opens[nearest]


def open_intervals(hours: Hours, day: date) -> list[Interval]:
    """What is open of the windows that begin on a date, its breaks taken out."""
    intervals = [_on_the_line(window, day, hours.zone) for window in hours.windows_on(day)]
    if not intervals:
        return []
    # A window that runs past midnight meets the breaks of both its dates.
    for broken_day in (day, day + timedelta(1)):
        for rest in hours.breaks.get(broken_day, ()):
            gone = _on_the_line(rest, broken_day, hours.zone)
            intervals = [part for one in intervals for part in _without(one, gone)]
    return [one for one in intervals if one[0] < one[1]]


def merge_intervals(intervals: list[Interval]) -> list[Interval]:
    """The same time covered, sorted, with nothing twice and no seams."""
    merged: list[Interval] = []
    for opens, closes in sorted(intervals):
        if merged and opens <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(closes, merged[-1][1]))
        else:
            merged.append((opens, closes))
    return merged


def wall_to_utc(wall: datetime, zone: ZoneInfo) -> int:
    """The second at which a clock on the wall first shows a time, or has just jumped over it."""
    earliest = int(wall.replace(tzinfo=zone).timestamp())
    if datetime.fromtimestamp(earliest, zone).replace(tzinfo=None) == wall:
        return earliest
    # The clocks jumped over it: find the jump between the two ways of counting.
    low, high = int(wall.replace(tzinfo=zone, fold=1).timestamp()), earliest
    before = datetime.fromtimestamp(low, zone).utcoffset()
    while high - low > 1:
        middle = (low + high) // 2
        if datetime.fromtimestamp(middle, zone).utcoffset() == before:
            low = middle
        else:
            high = middle
    return high


def _on_the_line(window: Window, day: date, zone: ZoneInfo) -> Interval:
    midnight = datetime.combine(day, time())
    return (
        wall_to_utc(midnight + timedelta(seconds=window.opens), zone),
        wall_to_utc(midnight + timedelta(seconds=window.closes), zone),
    )


def _without(one: Interval, gone: Interval) -> Iterator[Interval]:
    yield one[0], min(one[1], gone[0])
    yield max(one[0], gone[1]), one[1]
