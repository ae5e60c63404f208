"""What users of other systems asked for about calendars: hours, zones, edges (asks 2.2, 12–14)."""

from datetime import timedelta

from portal.sla.rungs import rungs
from tests.sla.calendars import BERLIN, DAYTIME, at, calendar


def test_ask_12_a_reminder_comes_within_the_hours_of_its_own_zone():
    berlin = calendar(zone=BERLIN, weekly=dict.fromkeys(range(7), DAYTIME))

    times = rungs(berlin, at("2026-05-20 17:30", BERLIN), 120)

    for moment in times.values():
        assert 9 <= moment.astimezone(BERLIN).hour < 18


def test_ask_13_the_warning_before_the_due_time_is_never_at_midnight():
    times = rungs(calendar(), at("2026-05-20 17:00"), 240)

    assert times["warn_at"] == at("2026-05-21 11:00")
    assert times["due_at"] == at("2026-05-21 12:00")


def test_ask_14_what_falls_exactly_on_closing_stays_there_and_a_second_more_does_not():
    service, start = calendar(), at("2026-05-20 09:00")

    on_closing = service.due(start, timedelta(hours=8))
    after = service.due(start, timedelta(hours=8, seconds=1))

    assert on_closing == at("2026-05-20 18:00")
    assert after == at("2026-05-21 09:00:01")
