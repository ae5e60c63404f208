"""Business time as seven other systems tested it, and the working days that China really had."""

from datetime import date

import pytest

from portal.sla.calendar import Calendar
from portal.sla.facts import check_facts, read_facts
from portal.sla.holidays import join_holiday_years, read_holiday_year, seeded_years
from portal.sla.hours import Hours
from tests.sla.calendars import DAYTIME, SHANGHAI

WORKING_DAYS = {2020: 249, 2021: 250, 2022: 249, 2023: 249, 2024: 251, 2025: 248, 2026: 248}


def test_every_fact_about_business_time_holds(real_data):
    path = real_data / "sla_cases_dev.json"

    assert len(read_facts(path)) == 118
    assert [str(difference) for difference in check_facts(path)] == []


@pytest.fixture
def announced(real_data):
    """All years of the files."""
    files = sorted((real_data / "cn_holidays").glob("*.json"))
    return join_holiday_years(read_holiday_year(file.read_bytes()) for file in files)


def office(holidays):
    """The office calendar of those years."""
    return Calendar(
        Hours(
            zone=SHANGHAI,
            weekly=dict.fromkeys(range(5), DAYTIME),
            holidays=frozenset(holidays.off_days),
            make_up_days=frozenset(holidays.make_up_days),
            known_years=holidays.known_years,
        )
    )


@pytest.mark.parametrize("year", WORKING_DAYS)
def test_the_files_give_the_working_days_of_the_year(announced, year):
    days = office(announced).working_days(date(year, 1, 1), date(year, 12, 31))

    assert days == WORKING_DAYS[year]


@pytest.mark.parametrize("year", WORKING_DAYS)
def test_the_seed_gives_the_same(year):
    seeded = office(join_holiday_years(seeded_years(2020, 2027)))

    assert seeded.working_days(date(year, 1, 1), date(year, 12, 31)) == WORKING_DAYS[year]


def test_the_year_that_is_not_announced_is_not_confirmed(announced):
    assert office(announced).is_confirmed(date(2026, 12, 31))
    assert not office(announced).is_confirmed(date(2027, 1, 1))
