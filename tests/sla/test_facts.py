"""Facts from elsewhere are read in every shape of their format, and differences are told."""

import json

import pytest

from portal.sla.facts import check_facts, read_facts

WEEK = {
    "tz": "Asia/Shanghai",
    "weekly": {"mon": [["09:00", "12:00"], ["13:00", "18:00"]], "tue": [["22:00", "06:00"]]},
}


def facts_file(folder, *facts):
    """A file of facts; those without an id get their number."""
    path = folder / "facts.json"
    numbered = [{"id": str(number)} | fact for number, fact in enumerate(facts)]
    path.write_text(json.dumps({"cases": numbered}), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "fact",
    [
        {"op": "due", "start": "2026-11-23T11:30:00", "minutes": 60}
        | {"expected_due": "2026-11-23T05:30:00Z"},
        {"op": "due", "start": "2026-11-23T03:30:00Z", "minutes": 0.5}
        | {"expected_due": "2026-11-23T11:30:30+08:00"},
        {"op": "due", "start": "2026-11-23T10:00:00", "minutes": 60, "expected_due": None}
        | {"pauses": [["2026-11-23T10:30:00", None]]},
        {"op": "elapsed", "start": "2026-11-24T21:00:00", "stop": "2026-11-25T12:00:00"}
        | {"expected_seconds": 28_800, "pauses": None},
        {"op": "is_working", "at": "2026-11-25T05:59:59", "expected": True},
        {"op": "is_working", "at": "2026-11-25T06:00:00", "expected": False},
        {"op": "add_working_days", "start": "2026-11-23T10:00:00", "days": 2}
        | {"expected_due": "2026-11-30T10:00:00"},
    ],
)
def test_a_true_fact_holds(tmp_path, fact):
    assert check_facts(facts_file(tmp_path, {"calendar": WEEK} | fact)) == []


def test_every_part_of_a_calendar_is_heeded(tmp_path):
    parts = WEEK | {
        "weekly": {"Monday": [["00:00", "24:00"]]},
        "holidays": ["2026-11-23", "2026-11-30"],
        "day_overrides": {"2026-11-30": [["09:00", "12:00"]], "2026-12-07": []},
        "breaks": {"2026-11-30": [["10:00", "11:00"]]},
    }
    fact = {"op": "elapsed", "start": "2026-11-20T00:00:00", "stop": "2026-12-14T00:00:00"}

    path = facts_file(tmp_path, fact | {"calendar": parts, "expected_seconds": 7200})

    assert check_facts(path) == []


def test_a_difference_names_the_fact_and_both_values(tmp_path):
    fact = {"op": "is_working", "at": "2026-11-23T10:00:00", "expected": False, "note": "odd"}

    differences = check_facts(facts_file(tmp_path, fact | {"calendar": WEEK, "id": "f-1"}))

    assert [str(one) for one in differences] == ["f-1 is_working: expected False, found True (odd)"]


@pytest.mark.parametrize(
    "broken",
    [
        {"op": "rewind"},
        {"op": "due", "start": "2026-11-23T10:00:00", "minutes": 1},
        {"op": "due", "start": "soon", "minutes": 1, "expected_due": "2026-11-23T10:00:00"},
        {"op": "is_working", "at": None, "expected": True},
        {},
    ],
)
def test_a_fact_that_cannot_be_read_does_not_hold_and_stops_nothing(tmp_path, broken):
    good = {"op": "is_working", "at": "2026-11-23T10:00:00", "expected": True, "calendar": WEEK}
    path = facts_file(tmp_path, {"calendar": WEEK} | broken, good)

    assert len(read_facts(path)) == 2
    assert [one.fact for one in check_facts(path)] == ["0"]
