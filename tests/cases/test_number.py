"""A case number survives the telephone: spoken, typed, shortened, mistyped."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.cases.number import check_digit, format_number, parse_number

YEARS = st.integers(2000, 2099)
RUNNING = st.integers(1, 99_999_999)


def test_a_number_carries_year_running_number_and_check_digit():
    assert format_number(2026, 4821) == "HF26-004821-4"


def test_the_check_digit_is_that_of_the_standard():
    # The worked example of ISO 7064 for MOD 11,10.
    assert check_digit("0794") == 5


def test_a_running_number_below_one_is_a_mistake_of_ours():
    with pytest.raises(ValueError, match="starts at 1"):
        format_number(2026, 0)


@given(YEARS, RUNNING)
def test_what_was_written_is_read_back(year, running):
    read = parse_number(format_number(year, running))

    assert (read.year, read.running) == (year, running)
    assert read.check_digit_given
    assert read.check_digit_right


@given(YEARS, RUNNING)
def test_the_dashes_may_be_left_out(year, running):
    read = parse_number(format_number(year, running).replace("-", ""))

    # Seven digits that happen to end like a checked six are the one thing that stays open.
    assert read.check_digit_given
    assert read.check_digit_right
    assert read.number.replace("-", "") == format_number(year, running).replace("-", "")


@given(YEARS, st.integers(1, 999_999), st.integers(2, 7), st.integers(1, 9))
def test_any_single_wrong_digit_is_noticed(year, running, place, shift):
    written = list(format_number(year, running).replace("-", ""))
    written[place] = str((int(written[place]) + shift) % 10)

    read = parse_number("".join(written))

    assert read is None or not read.check_digit_right


@pytest.mark.parametrize(
    "typed",
    [
        "HF26-004821-4",
        "hf26-004821-4",
        "HF 26 004821 4",
        " HF26 - 004821 - 4 ",
        "HF260048214",
        "HF26—004821–4",
        "HF２６－００４８２１－４",
        "26-004821-4",
        "260048214",
        "#HF26-004821-4",
        "HF-26-004821-4",
        "HF26-4821-4",
        "HF26_004821_4",
    ],
)
def test_spellings_with_the_check_digit(typed):
    read = parse_number(typed)

    assert read.number == "HF26-004821-4"
    assert read.check_digit_right


@pytest.mark.parametrize("typed", ["HF26-004821", "hf26004821", "26004821", "HF26-4821"])
def test_a_missing_check_digit_is_forgiven_and_said(typed):
    read = parse_number(typed)

    assert read.number == "HF26-004821-4"
    assert not read.check_digit_given
    assert not read.check_digit_right


@pytest.mark.parametrize("typed", ["HF26-004821-7", "hf260048217", "260048217"])
def test_a_wrong_check_digit_is_forgiven_and_said(typed):
    read = parse_number(typed)

    assert read.running == 4821
    assert read.check_digit_given
    assert not read.check_digit_right


def test_the_millionth_case_of_a_year_has_seven_digits():
    number = format_number(2026, 1_234_567)

    assert number.startswith("HF26-1234567-")
    assert parse_number(number).running == 1_234_567


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "HF",
        "13800138000",
        "漏水",
        "HF26-000000-1",
        "HF26",
        "A26-004821-4",
        "2026-11-21",
        "4821",
    ],
)
def test_what_is_no_number_is_none(typed):
    assert parse_number(typed) is None
