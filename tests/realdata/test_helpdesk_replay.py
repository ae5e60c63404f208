"""A real help desk's four years, replayed through our clocks and pauses.

Every case gets 40 working hours from its first event to its last resolution; what its people
called "Wait", until their next event, is a pause. The expected figures were counted by others.
"""

import csv
from collections.abc import Iterator
from datetime import datetime

import pytest

from models import ClockState, PauseReason, PauseState, SlaClock, SlaPause, Stage
from portal.sla.calendar import Calendar
from portal.sla.hours import Hours, window
from portal.sla.pauses import cut_at_met, pauses_for
from portal.sla.rungs import rungs
from tests.sla.calendars import SHANGHAI

ALLOWED_MINUTES = 40 * 60
WORKDAY = (window("09:00", "18:00"),)


def histories(path) -> Iterator[list[tuple[datetime, str]]]:
    """The events of each case in their order; the wall's zone does not matter here."""
    found: dict[str, list[tuple[datetime, str]]] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            at = datetime.strptime(row["Complete Timestamp"], "%Y/%m/%d %H:%M:%S.%f").replace(
                tzinfo=SHANGHAI
            )
            found.setdefault(row["Case ID"], []).append((at, row["Activity"]))
    for events in found.values():
        yield sorted(events, key=lambda event: event[0])


def replayed(events) -> tuple[SlaClock, list[SlaPause]] | None:
    """The clock as it ran and the pauses as they were; none where nothing was resolved."""
    resolved = [place for place, (_at, what) in enumerate(events) if what == "Resolve ticket"]
    if not resolved:
        return None
    clock = SlaClock(
        attempt=1,
        stage=Stage.RESOLVE,
        state=ClockState.MET,
        started_at=events[0][0],
        stopped_at=events[resolved[-1]][0],
    )
    pauses = [
        SlaPause(
            attempt=1,
            stage=Stage.RESOLVE,
            reason=PauseReason.CUSTOMER_LATER_DAY,
            state=PauseState.AGREED,
            starts_at=at,
            ends_at=after,
        )
        for (at, what), (after, _next) in zip(events, events[1:], strict=False)
        if what == "Wait"
    ]
    return clock, pauses


@pytest.fixture(scope="module")
def desk(real_data):
    found = (replayed(events) for events in histories(real_data / "eventlogs/helpdesk_italian.csv"))
    return [one for one in found if one is not None]


def in_time(desk, *, paused: bool) -> int:
    """How many were resolved by their due time, with their pauses or as if there were none."""
    calendar = Calendar(Hours(zone=SHANGHAI, weekly=dict.fromkeys(range(5), WORKDAY)))
    met = 0
    for clock, pauses in desk:
        held = pauses_for(cut_at_met(pauses, [clock]), clock.stage) if paused else []
        due_at = rungs(calendar, clock.started_at, ALLOWED_MINUTES, held)["due_at"]
        met += clock.stopped_at <= due_at
    return met


def test_gross_and_net_are_what_others_counted(desk):
    assert len(desk) == 4569
    assert in_time(desk, paused=False) == 2280
    assert in_time(desk, paused=True) == 2682
