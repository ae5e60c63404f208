"""Holidays are read from files and seeded, and a year not yet announced stays unknown."""

import json
from datetime import date

import pytest

from portal.sla.holidays import (
    HolidayFileError,
    join_holiday_years,
    read_holiday_year,
    seeded_years,
)


def year_file(year, *days):
    """The text of one year's file; a day is (date, off or worked)."""
    named = [{"name": "节", "date": day, "isOffDay": off} for day, off in days]
    return json.dumps({"year": year, "papers": [], "days": named})


def test_days_off_and_make_up_days_are_told_apart():
    read = read_holiday_year(year_file(2026, ("2026-10-01", True), ("2026-10-10", False)))

    assert read.off_days == {date(2026, 10, 1): "节"}
    assert read.make_up_days == {date(2026, 10, 10): "节"}
    assert read.is_known


def test_an_empty_year_is_unknown():
    years = [read_holiday_year(year_file(2026, ("2026-10-01", True)))]
    years.append(read_holiday_year(year_file(2027)))

    assert join_holiday_years(years).known_years == {2026}


def test_about_a_day_its_own_years_file_has_the_last_word():
    own = read_holiday_year(year_file(2027, ("2027-01-02", False)))
    neighbour = read_holiday_year(year_file(2026, ("2027-01-01", True), ("2027-01-02", True)))

    for order in ([own, neighbour], [neighbour, own]):
        joined = join_holiday_years(order)

        assert set(joined.off_days) == {date(2027, 1, 1)}
        assert set(joined.make_up_days) == {date(2027, 1, 2)}


@pytest.mark.parametrize(
    "text", ["", "[]", '{"year": 2026}', '{"year": 2026, "days": [{"date": "soon"}]}']
)
def test_another_kind_of_file_is_refused(text):
    with pytest.raises(HolidayFileError):
        read_holiday_year(text)


def test_the_seed_knows_the_make_up_days_of_2026_and_not_2027():
    seeded = join_holiday_years(seeded_years(2026, 2027))

    assert seeded.known_years == {2026}
    assert sorted(seeded.make_up_days) == [
        *(date(2026, 1, 4), date(2026, 2, 14), date(2026, 2, 28)),
        *(date(2026, 5, 9), date(2026, 9, 20), date(2026, 10, 10)),
    ]
    assert max(seeded.off_days) < date(2027, 1, 1)
