"""Statutory holidays and make-up working days: read from files, or seeded from a package."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import holidays as statutory

# The State Council announces a year in the November before; there is always a day worked for
# a holiday, so a year without one has not been announced, whatever else is known of it.
_LANGUAGE = "zh_CN"


@dataclass(frozen=True, slots=True)
class HolidayYear:
    """One year's file: the days it names (some in the neighbouring years) and whether it is known.

    An empty year is one that nobody has announced yet, never one without holidays (domain T1).
    """

    year: int
    off_days: dict[date, str]
    make_up_days: dict[date, str]

    @property
    def is_known(self) -> bool:
        """Whether the year has been announced."""
        return bool(self.off_days)


@dataclass(frozen=True, slots=True)
class HolidaySet:
    """Several years laid together."""

    off_days: dict[date, str]
    make_up_days: dict[date, str]
    known_years: frozenset[int]


class HolidayFileError(ValueError):
    """The file does not name holidays in the form that is read here."""


def read_holiday_year(text: str | bytes) -> HolidayYear:
    """Read `{"year": …, "days": [{"name", "date", "isOffDay"}, …]}`."""
    try:
        content = json.loads(text)
        named = [
            (date.fromisoformat(day["date"]), str(day["name"]), bool(day["isOffDay"]))
            for day in content["days"]
        ]
        year = int(content["year"])
    except (ValueError, KeyError, TypeError) as error:
        raise HolidayFileError(f"{type(error).__name__}: {error}") from error
    return HolidayYear(
        year=year,
        off_days={day: name for day, name, off in named if off},
        make_up_days={day: name for day, name, off in named if not off},
    )


def join_holiday_years(years: Iterable[HolidayYear]) -> HolidaySet:
    """Lay years together; about a day, its own year's file has the last word."""
    off_days: dict[date, str] = {}
    make_up_days: dict[date, str] = {}
    known: set[int] = set()
    read = list(years)
    # Neighbours first, so that what a year says of its own days replaces what they said.
    for own in (False, True):
        for one in read:
            for days, others, target in (
                (one.off_days, make_up_days, off_days),
                (one.make_up_days, off_days, make_up_days),
            ):
                for day, name in days.items():
                    if (day.year == one.year) is own:
                        others.pop(day, None)
                        target[day] = name
            if one.is_known:
                known.add(one.year)
    return HolidaySet(off_days, make_up_days, frozenset(known))


def seeded_years(first: int, last: int) -> list[HolidayYear]:
    """What the holidays package knows of China's years; unannounced ones come back empty."""
    years = []
    for year in range(first, last + 1):
        named = statutory.country_holidays("CN", years=year, language=_LANGUAGE)
        worked = {day: "" for day in sorted(named.weekend_workdays) if day.year == year}
        off = {day: name for day, name in sorted(named.items()) if day.year == year}
        years.append(HolidayYear(year, off if worked else {}, worked))
    return years
