"""The table of T2, and what attempt and night make of it."""

from datetime import timedelta

import pytest

from models.cases import Severity
from models.sla import Stage
from portal.sla.policy import DEFAULT_POLICY, OWNERS, Target, is_night, minutes_allowed
from tests.sla.calendars import SHANGHAI, at

TABLE = {
    Stage.TRIAGE: (10, 30, 120),
    Stage.ACCEPT: (15, 120, 240),
    Stage.FIRST_CONTACT: (60, 240, 480),
    Stage.VISIT: (24 * 60, 16 * 60, 40 * 60),
    Stage.RESOLVE: (72 * 60, 56 * 60, 80 * 60),
    Stage.DECISION: (60, 240, 480),
    Stage.CALLBACK: (24 * 60, 8 * 60, 16 * 60),
}


@pytest.mark.parametrize("stage", Stage)
def test_the_delivered_times_are_those_of_the_table(stage):
    assert tuple(DEFAULT_POLICY[stage, severity].minutes for severity in Severity) == TABLE[stage]


@pytest.mark.parametrize("stage", Stage)
def test_urgent_runs_round_the_clock_and_the_rest_in_its_hours(stage):
    hours = "office" if stage is Stage.DECISION else "service"

    codes = [DEFAULT_POLICY[stage, severity].calendar_code for severity in Severity]

    assert codes == ["always", hours, hours]
    assert stage in OWNERS


@pytest.mark.parametrize(
    ("wall", "night"),
    [("07:59:59", True), ("08:00", False), ("21:59:59", False), ("22:00", True), ("00:00", True)],
)
def test_night_is_from_22_to_08_on_the_wall(wall, night):
    assert is_night(at(f"2026-11-20 {wall}"), SHANGHAI) is night


@pytest.mark.parametrize(("wall", "minutes"), [("12:00", 15), ("23:00", 30), ("07:55", 30)])
def test_an_urgent_offer_at_night_has_its_own_time(wall, minutes):
    target = DEFAULT_POLICY[Stage.ACCEPT, Severity.URGENT]
    started_at = at(f"2026-11-20 {wall}")

    allowed = minutes_allowed(target, Stage.ACCEPT, attempt=1, started_at=started_at, zone=SHANGHAI)

    assert allowed == minutes


def test_a_second_attempt_has_half_the_time_to_resolve_and_no_less_for_the_rest():
    target, now = Target("service", 3360), at("2026-11-20 10:00")

    def allowed(stage, attempt):
        return minutes_allowed(target, stage, attempt=attempt, started_at=now, zone=SHANGHAI)

    assert allowed(Stage.RESOLVE, 1) == 3360
    assert allowed(Stage.RESOLVE, 2) == 1680
    assert allowed(Stage.RESOLVE, 3) == 1680
    assert allowed(Stage.VISIT, 2) == 3360
    assert timedelta(minutes=allowed(Stage.RESOLVE, 2)) * 2 == timedelta(hours=56)
