"""`huifang sla check` tells how business time stands to somebody else's facts."""

import json

import pytest
from click.testing import CliRunner

from portal.cli.main import huifang

LUNCH = {
    "id": "lunch",
    "op": "due",
    "calendar": {
        "tz": "Asia/Shanghai",
        "weekly": {"mon": [["09:00", "12:00"], ["13:00", "18:00"]]},
    },
    "start": "2026-11-23T11:30:00",
    "minutes": 60,
    "expected_due": "2026-11-23T13:30:00",
}


def check(path):
    """The command as somebody types it."""
    return CliRunner().invoke(huifang, ["sla", "check", str(path)])


@pytest.fixture
def facts(tmp_path):
    """Writes a file of facts."""

    def write(content):
        path = tmp_path / "facts.json"
        path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
        return path

    return write


def test_facts_that_hold_are_counted_and_end_with_nought(facts):
    answer = check(facts({"cases": [LUNCH, LUNCH]}))

    assert (answer.exit_code, answer.output) == (0, "2 passed, 0 failed\n")


def test_a_difference_is_printed_with_the_convention_meant_and_ends_with_one(facts):
    wrong = LUNCH | {"id": "wrong", "minutes": 30, "expected_due": "2026-11-23T13:00:00"}

    answer = check(facts([LUNCH, wrong]))

    assert answer.exit_code == 1
    first, *meant, last = answer.output.splitlines()
    assert first == ("wrong due: expected 2026-11-23T13:00:00, found 2026-11-23T04:00:00+00:00")
    assert any("exactly on closing stays there" in line for line in meant)
    assert last == "1 passed, 1 failed"


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ({"pauses": [["2026-11-23T11:35:00", "2026-11-23T11:40:00"]]}, "overlapping ones once"),
        ({"minutes": 0}, "no time at all"),
        ({"calendar": LUNCH["calendar"] | {"day_overrides": {"2026-11-23": []}}}, "replaces"),
        ({"calendar": LUNCH["calendar"] | {"breaks": {"2026-11-23": []}}}, "taken out"),
        ({"calendar": LUNCH["calendar"] | {"tz": "Europe/Berlin"}}, "shows twice"),
    ],
)
def test_the_convention_named_is_the_one_the_fact_touches(facts, part, said):
    answer = check(facts([LUNCH | part | {"expected_due": "2020-01-01T00:00:00Z"}]))

    assert answer.exit_code == 1
    assert said in answer.output


@pytest.mark.parametrize("content", ["no json", "{}", "[]", '{"cases": []}', '"text"'])
def test_a_file_without_facts_is_refused_and_not_passed(facts, content):
    answer = check(facts(content))

    assert answer.exit_code == 2
    assert "FILE.json" in answer.output


def test_what_is_no_fact_fails_and_stops_nothing(facts):
    answer = check(facts([3, LUNCH]))

    assert answer.exit_code == 1
    assert answer.output.endswith("1 passed, 1 failed\n")


def test_the_help_shows_a_stranger_the_whole_format(facts):
    answer = CliRunner().invoke(huifang, ["sla", "check", "--help"])

    for word in ("weekly", "holidays", "day_overrides", "breaks", "pauses", "add_working_days"):
        assert word in answer.output
    example = answer.output.split("For instance:")[1].split("Options")[0].split("\n-h")[0]
    assert check(facts(example[: example.rindex("]") + 1])).output == "1 passed, 0 failed\n"
