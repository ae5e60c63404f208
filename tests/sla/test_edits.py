"""What can be changed about a calendar, and what is refused."""

from datetime import date

import pytest

from models.sla import DayKind
from portal.errors import InvalidError
from portal.sla.calendar import Calendar
from portal.sla.edits import (
    put_holidays,
    read_spans,
    set_day,
    set_days,
    set_hours,
    set_year,
    spell_spans,
)
from portal.sla.holidays import HolidaySet
from portal.sla.plan import Plan, Special
from tests.sla.calendars import at

SHIFT = [["09:00", "12:00"], ["13:00", "18:00"]]
OFFICE = Plan(
    tz="Asia/Shanghai",
    weekly=dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), SHIFT),
    observes_holidays=True,
    known_years=frozenset({2026}),
    days={date(2026, 10, 1): Special(DayKind.HOLIDAY, (), "国庆节")},
)


@pytest.mark.parametrize(
    ("given", "spans"),
    [
        ("09:00-12:00, 13:00-18:00", (("09:00", "12:00"), ("13:00", "18:00"))),
        ("13-18，9–12", (("09:00", "12:00"), ("13:00", "18:00"))),
        ("09：00～12：00、13：00-18：00", (("09:00", "12:00"), ("13:00", "18:00"))),
        ("22:00-02:00", (("22:00", "02:00"),)),
        ("0-24", (("00:00", "24:00"),)),
        ("  ", ()),
    ],
)
def test_windows_are_read_as_people_write_them(given, spans):
    assert read_spans(given, field="hours") == spans


@pytest.mark.parametrize("given", ["9", "25:00-26:00", "a-b", "09:00-12:00-13:00", "09:99-12:00"])
def test_what_is_no_window_is_refused(given):
    with pytest.raises(InvalidError) as refused:
        read_spans(given, field="hours")

    assert (refused.value.code, refused.value.field) == ("windows_unreadable", "hours")


def test_windows_that_reach_into_each_other_are_refused():
    with pytest.raises(InvalidError) as refused:
        read_spans("09:00-13:00, 12:00-18:00", field="hours")

    assert refused.value.code == "windows_overlap"


def test_spelled_and_read_again_windows_are_the_same():
    assert read_spans(spell_spans(SHIFT), field="") == (("09:00", "12:00"), ("13:00", "18:00"))


def test_ask_8_a_lunch_break_is_taken_out_of_any_days_hours():
    half = read_spans("09:00-11:30, 14:00-16:00", field="hours")

    changed = set_day(date(2026, 5, 20), Special(DayKind.OVERRIDE, half))(OFFICE)

    office = Calendar(changed.hours)
    assert office.is_working(at("2026-05-20 11:00"))
    assert not office.is_working(at("2026-05-20 13:00"))


def test_ask_9_a_day_becomes_a_holiday_and_one_like_any_other_again():
    day = date(2026, 5, 20)

    closed = set_day(day, Special(DayKind.HOLIDAY, (), "Founding day"))(OFFICE)
    again = set_day(day, None)(closed)

    assert not Calendar(closed.hours).is_working_day(day)
    assert again == OFFICE


def test_ask_10_a_saturday_is_worked_for_a_holiday():
    saturday = date(2026, 10, 10)

    changed = set_day(saturday, Special(DayKind.MAKE_UP))(OFFICE)

    assert Calendar(changed.hours).is_working(at("2026-10-10 10:00"))
    assert not Calendar(OFFICE.hours).is_working(at("2026-10-10 10:00"))


def test_an_override_beats_a_holiday():
    changed = set_day(date(2026, 10, 1), Special(DayKind.OVERRIDE, (("10:00", "12:00"),)))(OFFICE)

    assert Calendar(changed.hours).is_working(at("2026-10-01 10:30"))


def test_ask_12_another_zone_moves_the_hours_with_it():
    weekly = {day: read_spans("09:00-18:00", field=day) for day in ("mon", "tue", "wed")}

    changed = set_hours("Europe/Berlin", weekly)(OFFICE)

    assert not Calendar(changed.hours).is_working(at("2026-05-20 10:00"))
    assert Calendar(changed.hours).is_working(at("2026-05-20 16:00"))


def test_a_week_without_hours_and_a_zone_that_is_none_are_refused():
    with pytest.raises(InvalidError):
        set_hours("Asia/Shanghai", {"mon": ()})
    with pytest.raises(InvalidError):
        set_hours("Mars/Olympus", {"mon": (("09:00", "12:00"),)})


def test_a_year_is_confirmed_and_taken_back():
    confirmed = set_year(2027, known=True)(OFFICE)

    assert confirmed.hours.is_confirmed(date(2027, 6, 1))
    assert set_year(2027, known=False)(confirmed) == OFFICE


def test_announced_years_replace_their_days_and_leave_overrides_and_known_neighbours():
    stocktaking, eve = date(2027, 3, 1), date(2026, 12, 31)
    before = set_day(stocktaking, Special(DayKind.OVERRIDE, (("09:00", "10:00"),)))(OFFICE)
    before = set_day(date(2027, 5, 1), Special(DayKind.HOLIDAY, (), "old"))(before)
    found = HolidaySet(
        {date(2027, 1, 1): "元旦", stocktaking: "节", eve: "元旦"},
        {date(2027, 1, 3): "元旦"},
        frozenset({2027}),
    )

    after = put_holidays(found)(before)

    assert after.days[stocktaking].kind is DayKind.OVERRIDE
    assert date(2027, 5, 1) not in after.days
    assert eve not in after.days
    assert after.days[date(2027, 1, 3)] == Special(DayKind.MAKE_UP, (), "元旦")
    assert after.known_years == {2026, 2027}


def test_several_days_become_the_same_at_once():
    golden_week = set_days(
        date(2027, 10, 1), date(2027, 10, 7), Special(DayKind.HOLIDAY, (), "国庆")
    )

    made = golden_week(OFFICE)
    again = set_days(date(2027, 10, 2), date(2027, 10, 7), None)(made)

    week = [date(2027, 10, number) for number in range(1, 8)]
    assert sorted(made.days.keys() - OFFICE.days.keys()) == week
    assert {made.days[day].name for day in week} == {"国庆"}
    assert sorted(again.days.keys() - OFFICE.days.keys()) == [date(2027, 10, 1)]


@pytest.mark.parametrize(
    ("last", "code"),
    [
        (date(2026, 9, 30), "days_end_before_they_begin"),
        (date(2026, 12, 2), "days_too_many"),
    ],
)
def test_days_that_are_no_stretch_are_refused(last, code):
    with pytest.raises(InvalidError, match=code):
        set_days(date(2026, 10, 1), last, None)
