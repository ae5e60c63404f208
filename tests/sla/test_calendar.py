"""Business time keeps its promises at every edge: closing, lunch, holidays, pauses, summer time."""

from datetime import date, timedelta

import pytest

from portal.sla.calendar import Calendar, NeverOpenError
from portal.sla.hours import Hours, Window, window
from tests.sla.calendars import ALWAYS, BERLIN, OFFICE, SERVICE, SHANGHAI, at, calendar

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
NIGHT = (window("22:00", "06:00"),)


@pytest.mark.parametrize(
    ("start", "amount", "due"),
    [
        ("2026-11-20 10:00", HOUR, "2026-11-20 11:00"),
        ("2026-11-20 11:30", HOUR, "2026-11-20 13:30"),
        ("2026-11-20 20:00", HOUR, "2026-11-21 10:00"),
        ("2026-11-20 17:30", HOUR, "2026-11-21 09:30"),
        ("2026-11-20 09:00", 8 * HOUR, "2026-11-20 18:00"),
        ("2026-11-20 09:00", 56 * HOUR, "2026-11-26 18:00"),
    ],
)
def test_only_open_time_counts(start, amount, due):
    assert calendar().due(at(start), amount) == at(due)


def test_a_due_time_exactly_on_closing_stays_there():
    assert calendar().due(at("2026-11-20 17:00"), HOUR) == at("2026-11-20 18:00")
    assert calendar().due(at("2026-11-20 11:00"), HOUR) == at("2026-11-20 12:00")


def test_one_second_more_than_closing_is_the_next_opening():
    due = calendar().due(at("2026-11-20 17:00"), HOUR + SECOND)

    assert due == at("2026-11-21 09:00:01")


def test_what_starts_on_closing_starts_at_the_next_opening():
    assert calendar().due(at("2026-11-20 12:00"), SECOND) == at("2026-11-20 13:00:01")
    assert calendar().due(at("2026-11-20 18:00"), timedelta(0)) == at("2026-11-21 09:00")


def test_hours_are_half_open():
    assert calendar().is_working(at("2026-11-20 09:00"))
    assert not calendar().is_working(at("2026-11-20 12:00"))
    assert calendar().next_opening(at("2026-11-20 12:00")) == at("2026-11-20 13:00")
    assert calendar().next_opening(at("2026-11-20 10:00")) == at("2026-11-20 10:00")


def test_seconds_are_the_finest_there_is():
    start = at("2026-11-20 10:00").replace(microsecond=999_999)

    assert calendar().due(start, MINUTE) == at("2026-11-20 10:01")
    assert calendar().elapsed(start, start + 1.5 * SECOND) == 2 * SECOND


def test_a_calendar_counts_in_its_own_zone_whatever_zone_asks():
    asked_in_berlin = at("2026-11-20 10:00").astimezone(BERLIN)

    assert calendar().due(asked_in_berlin, HOUR) == at("2026-11-20 11:00")
    with pytest.raises(ValueError, match="aware"):
        calendar().due(asked_in_berlin.replace(tzinfo=None), HOUR)


def test_holidays_are_closed_and_make_up_days_are_worked():
    office = calendar(OFFICE)

    assert office.due(at("2026-09-30 17:00"), 2 * HOUR) == at("2026-10-08 10:00")
    assert office.is_working(at("2026-10-10 10:00"))
    assert not office.is_working(at("2026-10-11 10:00"))


def test_an_override_beats_a_holiday_and_a_make_up_day():
    morning = (window("09:00", "12:00"),)
    office = calendar(OFFICE, overrides={date(2026, 10, 3): morning, date(2026, 10, 10): ()})

    assert office.is_working(at("2026-10-03 10:00"))
    assert not office.is_working(at("2026-10-03 14:00"))
    assert not office.is_working_day(date(2026, 10, 10))


def test_a_break_is_taken_out_of_an_override():
    day = date(2026, 10, 3)
    office = calendar(
        OFFICE,
        overrides={day: (window("09:00", "17:00"),)},
        breaks={day: (window("10:00", "11:00"), window("16:00", "20:00"))},
    )

    assert office.elapsed(at("2026-10-03 00:00"), at("2026-10-04 00:00")) == 6 * HOUR


def test_a_window_past_midnight_belongs_to_the_day_it_opens_on():
    guard = calendar(Hours(zone=SHANGHAI, weekly={4: NIGHT}))

    assert guard.is_working(at("2026-11-21 05:59:59"))
    assert not guard.is_working(at("2026-11-21 06:00"))
    assert guard.due(at("2026-11-20 23:00"), 8 * HOUR) == at("2026-11-27 23:00")


def test_a_break_after_midnight_interrupts_the_night():
    weekly = dict.fromkeys(range(7), NIGHT)
    hours = Hours(SHANGHAI, weekly, breaks={date(2026, 11, 21): (window("02:00", "03:00"),)})

    assert Calendar(hours).due(at("2026-11-20 22:00"), 8 * HOUR) == at("2026-11-21 23:00")


def test_windows_that_overlap_or_touch_count_once():
    weekly = {4: (window("09:00", "13:00"), window("12:00", "14:00"), window("14:00", "15:00"))}
    friday = calendar(Hours(zone=SHANGHAI, weekly=weekly))

    assert friday.elapsed(at("2026-11-20 00:00"), at("2026-11-21 00:00")) == 6 * HOUR
    assert friday.is_working(at("2026-11-20 14:00"))


def test_round_the_clock_has_no_seams():
    assert calendar(ALWAYS).due(at("2026-11-20 23:59"), 72 * HOUR) == at("2026-11-23 23:59")
    assert calendar(ALWAYS).due(at("2026-11-20 23:00"), HOUR) == at("2026-11-21 00:00")


@pytest.mark.parametrize(
    ("pauses", "due"),
    [
        ([("11:00", "11:30")], "2026-11-20 13:30"),
        ([("11:00", "11:30"), ("11:15", "11:45")], "2026-11-20 13:45"),
        ([("12:00", "13:00")], "2026-11-20 14:00"),
        ([("08:00", "10:30")], "2026-11-20 13:30"),
        ([("10:00", "10:00")], "2026-11-20 13:00"),
        ([("16:00", "17:00")], "2026-11-20 13:00"),
        ([("13:00", "14:00")], "2026-11-20 13:00"),
    ],
)
def test_a_pause_moves_what_is_due_by_its_open_time(pauses, due):
    spans = [(at(f"2026-11-20 {a}"), at(f"2026-11-20 {b}")) for a, b in pauses]
    without_lunch = calendar(SERVICE, weekly={4: (window("09:00", "18:00"),)})

    assert without_lunch.due(at("2026-11-20 10:00"), 3 * HOUR, spans) == at(due)


def test_what_is_due_as_a_pause_begins_is_due_then():
    pause = (at("2026-11-20 11:00"), at("2026-11-20 16:00"))

    assert calendar().due(at("2026-11-20 10:00"), HOUR, [pause]) == at("2026-11-20 11:00")


def test_nothing_is_due_inside_a_pause():
    pause = (at("2026-11-20 09:00"), at("2026-11-20 14:00"))

    assert calendar().due(at("2026-11-20 10:00"), timedelta(0), [pause]) == at("2026-11-20 14:00")


def test_a_pause_without_an_end_stops_the_clock_until_further_notice():
    start, pause = at("2026-11-20 10:00"), (at("2026-11-20 11:00"), None)

    assert calendar().elapsed(start, at("2026-11-25 10:00"), [pause]) == HOUR
    assert calendar().due(start, HOUR / 2, [pause]) == at("2026-11-20 10:30")
    with pytest.raises(NeverOpenError):
        calendar().due(start, 2 * HOUR, [pause])


def test_remaining_goes_below_zero_when_it_is_overdue():
    start = at("2026-11-20 10:00")

    assert calendar().remaining(start, 2 * HOUR, at("2026-11-20 11:00")) == HOUR
    assert calendar().remaining(start, 2 * HOUR, at("2026-11-20 15:00")) == -2 * HOUR


def test_time_that_runs_backwards_is_none():
    assert calendar().elapsed(at("2026-11-20 11:00"), at("2026-11-20 10:00")) == timedelta(0)
    with pytest.raises(ValueError, match="negative"):
        calendar().due(at("2026-11-20 10:00"), -HOUR)


def test_an_hour_skipped_by_summer_time_is_not_worked():
    # 29 March 2026 in Berlin: 02:00 becomes 03:00.
    night = calendar(Hours(zone=BERLIN, weekly={6: (window("01:00", "05:00"),)}))

    assert night.elapsed(at("2026-03-29 00:00", BERLIN), at("2026-03-29 12:00", BERLIN)) == 3 * HOUR
    assert night.due(at("2026-03-29 01:30", BERLIN), HOUR) == at("2026-03-29 03:30", BERLIN)


def test_a_window_that_opens_in_the_skipped_hour_opens_at_the_jump():
    early = calendar(Hours(zone=BERLIN, weekly={6: (window("02:30", "04:00"),)}))

    assert early.next_opening(at("2026-03-29 00:00", BERLIN)) == at("2026-03-29 03:00", BERLIN)


def test_an_hour_repeated_by_winter_time_is_worked_twice():
    # 25 October 2026 in Berlin: 03:00 becomes 02:00.
    night = calendar(Hours(zone=BERLIN, weekly={6: (window("01:00", "05:00"),)}))

    assert night.elapsed(at("2026-10-25 00:00", BERLIN), at("2026-10-25 12:00", BERLIN)) == 5 * HOUR


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        ("2026-11-20 10:00", 1, "2026-11-23 10:00"),
        ("2026-11-20 10:00", 0, "2026-11-20 10:00"),
        ("2026-11-20 08:00", 1, "2026-11-23 09:00"),
        ("2026-11-20 12:30", 1, "2026-11-23 13:00"),
        ("2026-11-20 18:00", 1, "2026-11-23 18:00"),
        ("2026-11-20 19:00", 1, "2026-11-24 09:00"),
        ("2026-11-21 10:00", 1, "2026-11-23 10:00"),
        ("2026-09-30 10:00", 3, "2026-10-10 10:00"),
    ],
)
def test_working_days_on_at_the_same_time_on_the_wall(start, days, due):
    assert calendar(OFFICE).add_working_days(at(start), days) == at(due)


def test_working_days_keep_the_wall_clock_over_summer_time():
    week = calendar(Hours(zone=BERLIN, weekly=dict.fromkeys(range(5), (window("09:00", "17:00"),))))

    later = week.add_working_days(at("2026-03-27 10:00", BERLIN), 1)

    assert later == at("2026-03-30 10:00", BERLIN)
    assert later - at("2026-03-27 10:00", BERLIN) == timedelta(days=3) - HOUR


def test_a_year_whose_holidays_are_not_loaded_is_said_to_be_unknown():
    office = calendar(OFFICE)
    start = at("2026-12-31 10:00")

    due = office.due(start, 16 * HOUR)

    assert due == at("2027-01-04 10:00")
    assert office.unknown_years(start, due) == (2027,)
    assert office.is_confirmed(date(2026, 12, 31))
    assert not office.is_confirmed(date(2027, 1, 1))


def test_a_calendar_without_holidays_is_certain_of_every_year():
    assert calendar(SERVICE).unknown_years(at("2026-01-01 00:00"), at("2031-01-01 00:00")) == ()


def test_a_calendar_that_never_opens_says_so():
    closed = calendar(Hours(zone=SHANGHAI, weekly={}))

    with pytest.raises(NeverOpenError):
        closed.due(at("2026-11-20 10:00"), HOUR)
    with pytest.raises(NeverOpenError):
        closed.next_opening(at("2026-11-20 10:00"))
    with pytest.raises(NeverOpenError):
        closed.add_working_days(at("2026-11-20 10:00"), 1)
    assert closed.elapsed(at("2026-11-20 10:00"), at("2026-11-21 10:00")) == timedelta(0)


def test_a_calendar_that_opens_once_in_a_long_while_is_waited_for():
    once = calendar(Hours(SHANGHAI, {}, overrides={date(2040, 2, 29): (window("09:00", "12:00"),)}))

    assert once.due(at("2026-11-20 10:00"), HOUR) == at("2040-02-29 10:00")


@pytest.mark.parametrize("wrong", [(-1, 5), (5, 5), (9, 3), (0, 86_401), (86_400, 86_500)])
def test_a_window_that_cannot_be_is_refused(wrong):
    with pytest.raises(ValueError, match="no window"):
        Window(*wrong)


@pytest.mark.parametrize("wrong", ["25:00", "09:60", "24:01", "nine"])
def test_a_time_that_cannot_be_is_refused(wrong):
    with pytest.raises(ValueError, match="no time of day"):
        window(wrong, "12:00")
