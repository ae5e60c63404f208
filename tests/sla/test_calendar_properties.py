"""What holds of business time whatever the calendar, the start and the pauses."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from portal.sla.calendar import Calendar
from portal.sla.hours import DAY, Hours, Window

ZONES = ("Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC")
FIRST, LAST = datetime(2025, 10, 1, tzinfo=UTC), datetime(2026, 12, 31, tzinfo=UTC)
MOMENTS = st.integers(0, int((LAST - FIRST).total_seconds())).map(
    lambda second: FIRST + timedelta(seconds=second)
)
AMOUNTS = st.integers(1, 60 * 3600).map(lambda seconds: timedelta(seconds=seconds))
SPANS = st.tuples(MOMENTS, st.integers(0, 5 * DAY)).map(
    lambda span: (span[0], span[0] + timedelta(seconds=span[1]))
)
PAUSES = st.lists(SPANS, max_size=4)
WINDOWS = st.tuples(st.integers(0, DAY - 1), st.integers(60, DAY)).map(
    lambda span: Window(span[0], span[0] + span[1])
)


@st.composite
def calendars(draw):
    """Any calendar that is open at least on Wednesdays."""
    days = st.lists(WINDOWS, max_size=3).map(tuple)
    weekly = {day: draw(days) for day in range(7)}
    weekly[2] = (*weekly[2], draw(WINDOWS))
    dates = st.dates(FIRST.date(), LAST.date())
    return Calendar(
        Hours(
            zone=ZoneInfo(draw(st.sampled_from(ZONES))),
            weekly=weekly,
            holidays=frozenset(draw(st.sets(dates, max_size=5))),
            overrides=draw(st.dictionaries(dates, days, max_size=5)),
            breaks=draw(st.dictionaries(dates, days, max_size=5)),
        )
    )


@given(calendars(), MOMENTS, AMOUNTS, PAUSES)
@settings(max_examples=150, deadline=None)
def test_due_and_elapsed_are_inverse(calendar, start, amount, pauses):
    due = calendar.due(start, amount, pauses)

    assert calendar.elapsed(start, due, pauses) == amount
    assert calendar.elapsed(start, due - timedelta(seconds=1), pauses) == amount - timedelta(
        seconds=1
    )
    assert calendar.remaining(start, amount, due, pauses) == timedelta(0)


@given(calendars(), MOMENTS, AMOUNTS, st.integers(0, DAY), PAUSES)
@settings(max_examples=80, deadline=None)
def test_later_or_longer_is_never_due_earlier(calendar, start, amount, more, pauses):
    later = timedelta(seconds=more)
    due = calendar.due(start, amount, pauses)

    assert calendar.due(start, amount + later, pauses) >= due
    assert calendar.due(start + later, amount, pauses) >= due
    assert due <= calendar.due(start, amount, [*pauses, (start, start + later)])


@given(calendars(), MOMENTS, AMOUNTS, PAUSES, st.floats(0, 1))
@settings(max_examples=80, deadline=None)
def test_splitting_repeating_or_reordering_a_pause_changes_nothing(
    calendar, start, amount, pauses, share
):
    split = []
    for begins, ends in pauses:
        middle = begins + timedelta(seconds=int((ends - begins).total_seconds() * share))
        split += [(middle, ends), (begins, middle), (middle, middle)]
    split += pauses[:1]

    due = calendar.due(start, amount, pauses)

    assert calendar.due(start, amount, split) == due
    assert calendar.elapsed(start, due, split) == calendar.elapsed(start, due, pauses)


@given(calendars(), MOMENTS, MOMENTS, MOMENTS)
@settings(max_examples=80, deadline=None)
def test_time_elapsed_adds_up(calendar, one, two, three):
    first, second, third = sorted((one, two, three))

    whole = calendar.elapsed(first, third)

    assert whole == calendar.elapsed(first, second) + calendar.elapsed(second, third)


@given(calendars(), MOMENTS)
@settings(max_examples=80, deadline=None)
def test_the_next_opening_is_open_and_nothing_before_it_is(calendar, moment):
    opening = calendar.next_opening(moment)

    assert calendar.is_working(opening)
    assert calendar.elapsed(moment, opening) == timedelta(0)
    assert calendar.due(moment, timedelta(0)) == opening
