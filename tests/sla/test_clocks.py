"""A case's clocks run in its calendar's time, once, and leave their result behind."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models.base import NEVER
from models.cases import Severity
from models.sla import (
    BusinessCalendar,
    CalendarDay,
    ClockOwner,
    ClockState,
    DayKind,
    SlaClock,
    SlaPolicy,
    SlaPolicyRow,
    Stage,
)
from portal.infra.once import forget
from portal.sla.calendars import NoCalendarError, load_calendar
from portal.sla.clocks import (
    drop_clocks,
    next_deadline,
    note_next_deadline,
    open_clocks,
    recompute_clocks,
    start_clock,
    start_first_clocks,
    stop_clock,
)
from tests.sla.calendars import at
from tests.sla.conftest import NOON

HOUR = timedelta(hours=1)


def test_triage_and_resolve_run_from_first_heard(time_session, make_case):
    case = make_case(first_heard_at=at("2026-11-20 17:50"))

    triage, resolve = start_first_clocks(time_session, case)

    assert triage.started_at == resolve.started_at == at("2026-11-20 17:50")
    assert triage.due_at == at("2026-11-21 09:20")
    assert resolve.due_at == at("2026-11-27 17:50")
    assert (triage.owner, resolve.owner) == (ClockOwner.HOTLINE, ClockOwner.BRAND)
    assert triage.dealer_id is None


def test_urgent_runs_through_the_night(time_session, make_case):
    case = make_case(severity=Severity.URGENT, first_heard_at=at("2026-11-20 23:00"))

    triage, resolve = start_first_clocks(time_session, case)

    assert triage.due_at == at("2026-11-20 23:10")
    assert resolve.due_at == at("2026-11-23 23:00")


@pytest.mark.parametrize(
    ("offered", "due"), [("12:00", "12:15"), ("22:30", "23:00"), ("07:55", "08:25")]
)
def test_an_urgent_offer_at_night_is_due_later(time_session, make_case, make_dealer, offered, due):
    case = make_case(severity=Severity.URGENT, dealer=make_dealer())

    clock = start_clock(time_session, case, Stage.ACCEPT, now=at(f"2026-11-20 {offered}"))

    assert clock.due_at == at(f"2026-11-20 {due}")


def test_a_dealers_clock_names_the_dealer(time_session, make_case, make_dealer):
    dealer = make_dealer()
    case = make_case(dealer=dealer)

    clock = start_clock(time_session, case, Stage.ACCEPT, now=NOON)

    assert (clock.owner, clock.dealer_id) == (ClockOwner.DEALER, dealer.id)


def test_a_running_clock_is_not_started_again(time_session, make_case):
    case = make_case()
    first = start_clock(time_session, case, Stage.TRIAGE, now=NOON)

    again = start_clock(time_session, case, Stage.TRIAGE, now=NOON + HOUR)

    assert again is first
    assert again.started_at == NOON


def test_triage_starts_anew_on_every_return(time_session, make_case):
    case = make_case()
    start_clock(time_session, case, Stage.TRIAGE, now=NOON)
    stop_clock(time_session, case, Stage.TRIAGE, now=NOON + HOUR)

    returned = start_clock(time_session, case, Stage.TRIAGE, now=NOON + 2 * HOUR)

    assert returned.started_at == NOON + 2 * HOUR
    assert [clock.id for clock in open_clocks(time_session, case.id)] == [returned.id]


def test_the_brands_clock_never_restarts_within_an_attempt(time_session, make_case):
    case = make_case()
    _, resolve = start_first_clocks(time_session, case)
    stop_clock(time_session, case, Stage.RESOLVE, now=NOON + HOUR)

    again = start_clock(time_session, case, Stage.RESOLVE, now=NOON + 2 * HOUR)

    assert again.id == resolve.id
    assert again.state is ClockState.MET


def test_a_second_attempt_has_half_the_time(time_session, make_case):
    case = make_case()
    start_first_clocks(time_session, case)
    stop_clock(time_session, case, Stage.RESOLVE, now=NOON + HOUR)
    case.attempt = 2

    second = start_clock(time_session, case, Stage.RESOLVE, now=at("2026-11-20 13:00"))

    assert second.minutes == 28 * 60
    assert second.due_at == at("2026-11-23 17:00")


def test_a_stage_met_in_time_is_no_breach(time_session, make_case):
    case = make_case()
    clock = start_clock(time_session, case, Stage.TRIAGE, now=NOON)

    was_running = stop_clock(time_session, case, Stage.TRIAGE, now=clock.due_at)

    assert was_running
    assert clock.state is ClockState.MET
    assert clock.stopped_at == clock.due_at
    assert clock.breached_at is None


@pytest.mark.parametrize("end", [stop_clock, drop_clocks])
def test_what_ends_late_was_breached_at_its_due_time(time_session, make_case, end):
    case = make_case()
    clock = start_clock(time_session, case, Stage.TRIAGE, now=NOON)
    due_at = clock.due_at

    if end is stop_clock:
        stop_clock(time_session, case, Stage.TRIAGE, now=due_at + HOUR)
    else:
        drop_clocks(time_session, case, now=due_at + HOUR)

    assert clock.breached_at == due_at


def test_a_stage_can_be_met_at_an_earlier_moment(time_session, make_case):
    case = make_case()
    clock = start_clock(time_session, case, Stage.TRIAGE, now=NOON)
    spoken_at = NOON + timedelta(minutes=5)

    stop_clock(time_session, case, Stage.TRIAGE, now=NOON + 5 * HOUR, at=spoken_at)

    assert clock.stopped_at == spoken_at
    assert clock.breached_at is None


def test_stopping_what_does_not_run_says_so(time_session, make_case):
    assert not stop_clock(time_session, make_case(), Stage.VISIT, now=NOON)


def test_a_dealers_clocks_are_dropped_and_the_brands_go_on(time_session, make_case, make_dealer):
    case = make_case(dealer=make_dealer())
    start_first_clocks(time_session, case)
    for stage in (Stage.ACCEPT, Stage.FIRST_CONTACT):
        start_clock(time_session, case, stage, now=NOON)

    dropped = drop_clocks(
        time_session, case, now=NOON, stages={Stage.ACCEPT, Stage.FIRST_CONTACT, Stage.VISIT}
    )

    assert dropped == 2
    running = {clock.stage for clock in open_clocks(time_session, case.id)}
    assert running == {Stage.TRIAGE, Stage.RESOLVE}


def test_the_case_carries_what_runs_out_next(time_session, make_case):
    case = make_case()
    triage, resolve = start_first_clocks(time_session, case)

    note_next_deadline(time_session, case)
    assert (case.next_stage, case.next_due_at) == (Stage.TRIAGE, triage.due_at)

    stop_clock(time_session, case, Stage.TRIAGE, now=NOON)
    note_next_deadline(time_session, case)
    assert (case.next_stage, case.next_due_at) == (Stage.RESOLVE, resolve.due_at)

    drop_clocks(time_session, case, now=NOON)
    note_next_deadline(time_session, case)
    assert (case.next_stage, case.next_due_at) == (None, NEVER)


def test_nothing_runs_out_next_where_no_clock_runs():
    assert next_deadline([]) == (None, NEVER)


def test_a_case_keeps_the_policy_that_it_began_with(time_session, make_case):
    case = make_case()
    start_first_clocks(time_session, case)
    begun_with = time_session.scalars(select(SlaClock.policy_id).distinct()).one()
    newer = SlaPolicy(version=2, made_at=NOON)
    time_session.add(newer)
    time_session.flush()
    time_session.add(
        SlaPolicyRow(
            policy_id=newer.id,
            stage=Stage.TRIAGE,
            severity=Severity.NORMAL,
            calendar_code="service",
            minutes=5,
        )
    )
    time_session.flush()
    stop_clock(time_session, case, Stage.TRIAGE, now=NOON)

    old_case = start_clock(time_session, case, Stage.TRIAGE, now=NOON)
    new_case = start_clock(time_session, make_case(), Stage.TRIAGE, now=NOON)

    assert (old_case.policy_id, old_case.minutes) == (begun_with, 30)
    assert (new_case.policy_id, new_case.minutes) == (newer.id, 5)


def test_another_severity_recomputes_the_running_clocks_from_their_start(time_session, make_case):
    case = make_case()
    triage, resolve = start_first_clocks(time_session, case)
    stop_clock(time_session, case, Stage.TRIAGE, now=NOON)
    case.severity = Severity.URGENT

    moved = recompute_clocks(time_session, case)

    assert moved == [resolve]
    assert resolve.due_at == NOON + 72 * HOUR
    assert triage.severity is Severity.NORMAL


def test_a_dealers_own_hours_stand_for_the_service_hours_only(time_session, make_case, make_dealer):
    dealer = make_dealer()
    time_session.add(
        BusinessCalendar(
            code=f"dealer:{dealer.id}",
            dealer_id=dealer.id,
            tz="Asia/Shanghai",
            weekly={"sat": [["14:00", "18:00"]]},
        )
    )
    time_session.flush()

    normal = start_clock(time_session, make_case(dealer=dealer), Stage.ACCEPT, now=NOON)
    urgent_case = make_case(dealer=dealer, severity=Severity.URGENT)
    urgent = start_clock(time_session, urgent_case, Stage.ACCEPT, now=NOON)

    assert normal.due_at == at("2026-11-21 16:00")
    assert urgent.due_at == NOON + timedelta(minutes=15)


def test_a_calendar_is_read_again_when_its_version_rises(time_session):
    before = load_calendar(time_session, "service")
    row = time_session.scalars(
        select(BusinessCalendar).where(BusinessCalendar.code == "service")
    ).one()

    assert load_calendar(time_session, "service") is before

    day = NOON.date()
    time_session.add(
        CalendarDay(calendar_id=row.id, day=day, kind=DayKind.OVERRIDE, windows=[], name="stock")
    )
    row.version += 1
    time_session.flush()
    forget(time_session)

    assert not load_calendar(time_session, "service").is_working_day(day)
    assert before.is_working_day(day)


def test_an_unknown_calendar_is_named(time_session):
    with pytest.raises(NoCalendarError, match="moon"):
        load_calendar(time_session, "moon")
