"""What users of other systems complained of about pausing: each must hold here (asks 2.1)."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from models import (
    CaseStatus,
    ClockState,
    Dealer,
    PauseReason,
    PauseState,
    Role,
    Severity,
    SlaClock,
    SlaPause,
    Stage,
)
from portal.cases.resolve import resolve_case
from portal.sla.clocks import (
    drop_clocks,
    recompute_clocks,
    start_clock,
    start_first_clocks,
    stop_clock,
)
from portal.sla.pauses import read_times
from tests.cases.endings import account
from tests.sla.conftest import NOON

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def at(text):
    """A time on the wall in Shanghai."""
    return datetime.fromisoformat(f"{text}+08:00")


@pytest.fixture
def case(time_session, world):
    return world.case(CaseStatus.CONTACTED, first_heard_at=NOON)


@pytest.fixture
def pause(time_session, case, world):
    """Let a stage of the case stand still between two moments."""
    agent = world.user(Role.AGENT)

    def make(starts_at, ends_at, stage=Stage.VISIT, reason=PauseReason.CUSTOMER_LATER_DAY):
        row = SlaPause(
            case_id=case.id,
            attempt=case.attempt,
            stage=stage,
            reason=reason,
            starts_at=starts_at,
            ends_at=ends_at,
            state=PauseState.AGREED,
            asked_by_id=agent.id,
            asked_at=starts_at,
            decided_by_id=agent.id,
            decided_at=starts_at,
        )
        time_session.add(row)
        time_session.flush()
        recompute_clocks(time_session, case)
        time_session.flush()
        return row

    return make


def running(session, case):
    return {
        clock.stage: clock
        for clock in session.scalars(
            select(SlaClock).where(
                SlaClock.case_id == case.id, SlaClock.state == ClockState.RUNNING
            )
        )
    }


def test_ask_1_a_reply_while_it_stands_still_fulfils_its_own_clock_and_no_other(
    time_session, case, pause
):
    start_clock(time_session, case, Stage.FIRST_CONTACT, now=NOON)
    start_clock(time_session, case, Stage.VISIT, now=NOON)
    pause(NOON, NOON + 3 * DAY)

    stop_clock(time_session, case, Stage.FIRST_CONTACT, now=NOON + HOUR)

    clocks = running(time_session, case)
    assert set(clocks) == {Stage.VISIT}
    assert clocks[Stage.VISIT].due_at > NOON + 3 * DAY


def test_ask_2_a_pause_stops_the_clock(time_session, case, pause):
    clock = start_clock(time_session, case, Stage.VISIT, now=at("2026-11-23T10:00"))
    row = pause(at("2026-11-23T11:00"), at("2026-11-25T11:00"))

    times = read_times(time_session, [clock], [row], now=at("2026-11-25T12:00"))[clock.id]

    assert (times.gross, times.net) == (18 * HOUR, 2 * HOUR)


def test_ask_3_the_time_it_stood_still_moves_the_due_time_and_not_the_start(
    time_session, case, pause
):
    clock = start_clock(time_session, case, Stage.VISIT, now=at("2026-11-23T10:00"))
    before = clock.due_at

    pause(at("2026-11-24T09:00"), at("2026-11-24T12:00"))

    assert clock.started_at == at("2026-11-23T10:00")
    assert before == at("2026-11-25T10:00")
    assert clock.due_at == at("2026-11-25T14:00")


@pytest.mark.parametrize("severity", [Severity.URGENT, Severity.MINOR])
def test_ask_4_the_time_it_stood_still_is_not_lost_when_the_times_change(
    time_session, case, pause, severity
):
    clock = start_clock(time_session, case, Stage.VISIT, now=at("2026-11-23T10:00"))
    pause(at("2026-11-24T09:00"), at("2026-11-26T09:00"))

    case.severity = severity
    recompute_clocks(time_session, case)

    assert (
        clock.due_at
        == {
            Severity.URGENT: at("2026-11-26T10:00"),
            Severity.MINOR: at("2026-11-30T10:00"),
        }[severity]
    )


def test_ask_5_a_pause_over_the_weekend_takes_working_time_alone(time_session, case, pause):
    case.severity = Severity.MINOR
    clock = start_clock(time_session, case, Stage.DECISION, now=at("2026-11-20T14:00"))
    before = clock.due_at

    pause(at("2026-11-20T17:00"), at("2026-11-23T10:00"), Stage.RESOLVE)
    visit = start_clock(time_session, case, Stage.VISIT, now=at("2026-11-20T16:00"))
    pause(at("2026-11-21T12:00"), at("2026-11-21T13:00"))

    # A pause of one stage leaves an earlier one alone; the lunch of a Saturday costs nothing.
    assert clock.due_at == before
    assert visit.due_at == at("2026-11-25T16:00")


def test_ask_6_the_time_between_solved_and_reopened_is_no_pause(time_session, case, pause):
    start_first_clocks(time_session, case)
    pause(NOON, NOON + 7 * DAY, Stage.RESOLVE)
    solved, reopened = NOON + HOUR, NOON + DAY
    stop_clock(time_session, case, Stage.RESOLVE, now=solved)
    drop_clocks(time_session, case, now=reopened)

    case.attempt = 2
    clock = start_clock(time_session, case, Stage.RESOLVE, now=reopened)
    recompute_clocks(time_session, case)

    # Half of 56 hours from the reopening on, as if nobody had ever waited for anything.
    assert clock.started_at == reopened
    assert clock.due_at == reopened + 3 * DAY + 5 * HOUR


def test_ask_7_no_clock_of_what_is_done_runs_on_after_the_resolution(
    world, acting, time_session, case
):
    for stage in (Stage.RESOLVE, Stage.FIRST_CONTACT, Stage.VISIT):
        start_clock(time_session, case, stage, now=NOON)
    time_session.commit()
    actor = world.actor(Role.DEALER_MANAGER, time_session.get(Dealer, case.dealer_id))
    realm = acting(actor, NOON)

    resolve_case(realm, actor, case.id, account(), version=None, now=NOON)
    realm.commit()

    assert set(running(time_session, case)) == {Stage.CALLBACK}
