"""The ladder of T6: who is told when, the breach once, and nothing twice (asks 2.3)."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from models import (
    Case,
    CaseEvent,
    CaseStatus,
    Dealer,
    EventKind,
    Notice,
    OfferState,
    Role,
    Severity,
    SlaClock,
    Stage,
)
from portal.access.actors import WORKER_ACTOR, Actor
from portal.cases.details import change_severity
from portal.cases.hand_back import hand_back_case
from portal.cases.reopen import reopen_case
from portal.deadlines.sweep import sweep
from portal.deadlines.tell_news import tell_news
from portal.sla.clocks import start_clock, start_first_clocks, stop_clock
from tests.support.world import NOON

S = CaseStatus


def at(text):
    """A time on the wall in Shanghai."""
    return datetime.fromisoformat(f"2026-05-{text}+08:00")


# Four service hours from here: warned at 12:00, due at 14:00, supervisor 15:00, twice 18:00.
NINE = at("20T09:00")


def events(session, case):
    return session.scalars(
        select(CaseEvent.kind).where(CaseEvent.case_id == case.id).order_by(CaseEvent.seq)
    ).all()


def test_the_rungs_are_business_time_like_the_time_itself(timed):
    _case, clock = timed(S.ACCEPTED, Stage.FIRST_CONTACT, NINE)

    assert [clock.warn_at, clock.due_at, clock.supervisor_at, clock.double_at] == [
        at("20T12:00"), at("20T14:00"), at("20T15:00"), at("20T18:00"),
    ]  # fmt: skip


def test_each_rung_reaches_its_people_once_and_no_other(timed, run_sweep, told, session):
    case, clock = timed(S.ACCEPTED, Stage.FIRST_CONTACT, NINE)

    heard = {}
    for hour in ("11:59", "12:00", "12:01", "13:59", "14:00", "14:30", "15:00", "17:59", "18:00"):
        before = len(told(case))
        run_sweep(at(f"20T{hour}"))
        heard[hour] = told(case)[before:]

    assert heard == {
        "11:59": [],
        "12:00": [("Desk", "clock_warning")],
        "12:01": [],
        "13:59": [],
        "14:00": [("Agent", "clock_breached"), ("Manager", "clock_breached")],
        "14:30": [],
        "15:00": [("Supervisor", "clock_supervisor")],
        "17:59": [],
        "18:00": [("Agent", "clock_doubled")],
    }
    assert events(session, case) == [
        EventKind.CLOCK_BREACHED, EventKind.CLOCK_ESCALATED, EventKind.CLOCK_ESCALATED,
    ]  # fmt: skip
    assert clock.breached_at == clock.due_at


def test_the_owner_of_the_hotlines_clock_is_its_agent_and_the_team_where_there_is_none(
    world, session, people, run_sweep, told
):
    mine = world.case(agent_id=people.agent.id)
    nobodys = world.case()
    for case in (mine, nobodys):
        start_clock(session, case, Stage.TRIAGE, now=NINE)
    session.commit()
    world.user(Role.AGENT, name="Colleague")

    run_sweep(at("20T09:25"))

    assert told(mine) == [("Agent", "clock_warning")]
    assert ("Colleague", "clock_warning") in told(nobodys)


def test_after_an_hour_without_a_worker_each_person_is_told_once(timed, run_sweep, told, session):
    cases = [timed(S.ACCEPTED, Stage.FIRST_CONTACT, NINE)[0] for _ in range(3)]

    for minute in range(5):
        run_sweep(at(f"20T15:3{minute}"))

    for case in cases:
        assert told(case) == [
            ("Agent", "clock_breached"),
            ("Manager", "clock_breached"),
            ("Supervisor", "clock_supervisor"),
        ]
        assert events(session, case).count(EventKind.CLOCK_BREACHED) == 1
    assert session.scalar(select(func.count()).select_from(Notice)) == 9


def test_whoever_was_twice_the_time_late_hears_of_the_highest_rung_alone(timed, run_sweep, told):
    case, _clock = timed(S.ACCEPTED, Stage.FIRST_CONTACT, NINE)

    run_sweep(at("21T09:00"))

    assert told(case) == [
        ("Agent", "clock_doubled"),
        ("Manager", "clock_breached"),
        ("Supervisor", "clock_supervisor"),
    ]


def test_twice_the_time_to_resolve_goes_on_the_next_board(world, session, people, run_sweep):
    case = world.case(S.ACCEPTED, first_heard_at=NINE, agent_id=people.agent.id)
    start_first_clocks(session, case)
    session.commit()

    run_sweep(at("20T09:00") + timedelta(days=30))

    last = session.scalars(
        select(CaseEvent).where(CaseEvent.kind == EventKind.CLOCK_ESCALATED)
    ).all()
    assert {one.detail["stage"]: one.detail["board"] for one in last} == {
        "triage": False,
        "resolve": True,
    }


def test_an_offer_that_nobody_answers_returns_to_triage_instead(timed, run_sweep, told, session):
    case, clock = timed(S.OFFERED, Stage.ACCEPT, NINE)

    run_sweep(at("20T10:30"))
    run_sweep(at("20T11:00"))
    run_sweep(at("20T19:00"))

    assert told(case)[:1] == [("Desk", "clock_warning")]
    assert sorted(told(case)[1:]) == [
        ("Agent", "clock_doubled"),
        ("Agent", "offer_expired"),
        ("Desk", "offer_expired"),
        ("Manager", "offer_expired"),
        ("Supervisor", "clock_supervisor"),
    ]
    assert case.status is S.TRIAGE
    assert clock.breached_at == at("20T11:00")
    assert events(session, case)[:2] == [EventKind.CLOCK_BREACHED, EventKind.OFFER_EXPIRED]


def test_an_offer_answered_in_the_last_minute_stands(timed, run_sweep, session, told):
    case, _clock = timed(S.ACCEPTED, Stage.ACCEPT, NINE)
    stop_clock(session, case, Stage.ACCEPT, now=at("20T10:59"))
    session.commit()

    run_sweep(at("20T11:00"))

    assert case.status is S.ACCEPTED
    assert OfferState.EXPIRED.value not in str(events(session, case))
    assert told(case) == []


def test_a_warning_of_what_was_done_meanwhile_is_not_sent(timed, acting, session, told, world):
    case, _clock = timed(S.ACCEPTED, Stage.FIRST_CONTACT, NINE)
    world.contacted(case, session.get(Dealer, case.dealer_id))
    realm = acting(WORKER_ACTOR, at("20T12:00"))
    sweep(realm, now=at("20T12:00"))
    stop_clock(realm, session.merge(case), Stage.FIRST_CONTACT, now=at("20T12:00"))

    tell_news(realm, now=at("20T12:00"))
    realm.commit()

    assert told(case) == []


def test_what_was_done_late_before_any_sweep_came_is_a_breach_and_told(
    timed, acting, session, told, world, people
):
    case, clock = timed(S.ACCEPTED, Stage.FIRST_CONTACT, NINE)
    world.contacted(case, session.get(Dealer, case.dealer_id))
    agent = Actor.of_user(people.agent)
    realm = acting(agent, at("20T14:30"))
    stop_clock(realm, realm.get(Case, case.id), Stage.FIRST_CONTACT, now=at("20T14:30"))
    realm.commit()

    realm = acting(WORKER_ACTOR, at("20T14:31"))
    assert sweep(realm, now=at("20T14:31")) == 0
    tell_news(realm, now=at("20T14:31"))
    realm.commit()

    session.expire_all()
    assert clock.breached_at == at("20T14:00")
    assert events(session, case) == [EventKind.CLOCK_BREACHED]
    assert told(case) == [("Agent", "clock_breached"), ("Manager", "clock_breached")]


def test_urgent_news_does_not_wait_for_the_morning(timed, run_sweep, session):
    case, _clock = timed(S.ACCEPTED, Stage.FIRST_CONTACT, NINE, severity=Severity.URGENT)

    run_sweep(at("20T10:00"))

    urgent = session.scalars(select(Notice.urgent).where(Notice.case_id == case.id)).all()
    assert urgent
    assert all(urgent)


# --- what users of other systems complained of (asks 2.3) ---


def test_ask_15_the_times_of_the_dealer_before_do_not_stay_after_the_change(
    timed, acting, world, run_sweep, told, session, dealer
):
    case, _clock = timed(S.ACCEPTED, Stage.FIRST_CONTACT, NINE)
    start_first_clocks(session, case)
    session.commit()
    manager = world.actor(Role.DEALER_MANAGER, dealer)
    realm = acting(manager, at("20T10:00"))
    hand_back_case(realm, manager, case.id, "Too far", version=None, now=at("20T10:00"))
    realm.commit()

    run_sweep(at("20T14:00"))

    assert all(name not in ("Desk", "Manager") for name, _kind in told(case))
    assert case.next_stage == "triage"


def test_ask_16_a_clock_that_was_dropped_escalates_no_more(timed, run_sweep, session, told):
    case, clock = timed(S.ACCEPTED, Stage.FIRST_CONTACT, NINE)
    clock.state, clock.stopped_at = "dropped", at("20T10:00")
    session.commit()

    run_sweep(at("25T10:00"))

    assert told(case) == []
    assert clock.breached_at is None


@pytest.mark.parametrize(
    ("severity", "told_at"), [(Severity.MINOR, "20T18:00"), (Severity.URGENT, "20T11:00")]
)
def test_ask_17_after_a_change_the_right_escalation_comes_and_no_wrong_one(
    timed, acting, world, run_sweep, told, severity, told_at
):
    case, _clock = timed(S.ACCEPTED, Stage.FIRST_CONTACT, NINE)
    agent = world.actor(Role.AGENT)
    realm = acting(agent, at("20T09:30"))
    change_severity(realm, agent, case.id, severity, "!", version=None, now=at("20T09:30"))
    realm.commit()
    due = at(told_at) if severity is Severity.MINOR else at("20T10:00")

    run_sweep(due - timedelta(minutes=1))
    before = [kind for _name, kind in told(case)]
    run_sweep(due)

    assert "clock_breached" not in before
    assert ("Manager", "clock_breached") in told(case)


def test_ask_17_more_time_takes_back_a_breach_and_the_ladder_begins_anew(
    timed, acting, world, run_sweep, told, session
):
    case, clock = timed(S.ACCEPTED, Stage.FIRST_CONTACT, NINE)
    run_sweep(at("20T14:00"))
    agent = world.actor(Role.AGENT)
    realm = acting(agent, at("20T14:10"))

    change_severity(realm, agent, case.id, Severity.MINOR, "!", version=None, now=at("20T14:10"))
    realm.commit()
    session.expire_all()

    assert (clock.breached_at, clock.rung) == (None, 0)
    run_sweep(at("20T18:00"))
    assert clock.breached_at == at("20T18:00")
    assert told(case).count(("Manager", "clock_breached")) == 2


def test_ask_19_a_forgotten_case_comes_to_the_supervisor(world, session, run_sweep, told, people):
    case = world.case(first_heard_at=NOON)
    start_first_clocks(session, case)
    session.commit()

    run_sweep(NOON + timedelta(days=3))

    assert (people.supervisor.name, "clock_supervisor") in told(case)


def test_ask_20_the_second_reopening_goes_to_the_supervisor(world, session, acting):
    case = world.case(S.RESOLVED, attempt=2)
    agent = world.actor(Role.AGENT)
    realm = acting(agent)

    reopen_case(realm, agent, case.id, "It leaks again", version=None, now=NOON)
    realm.commit()

    session.expire_all()
    assert (case.attempt, case.at_supervisor) == (3, True)


def test_ask_22_no_flood_and_no_double_mail_however_often_it_is_swept(timed, run_sweep, told):
    case, _clock = timed(S.ACCEPTED, Stage.FIRST_CONTACT, NINE)

    for minute in range(0, 60, 5):
        run_sweep(at(f"20T14:{minute:02}"))

    assert len(told(case)) == len(set(told(case))) == 2


def test_ask_13_no_rung_before_the_due_time_is_at_midnight(timed):
    _case, clock = timed(S.ACCEPTED, Stage.FIRST_CONTACT, at("20T17:00"))

    assert clock.warn_at == at("21T11:00")
    assert isinstance(clock, SlaClock)
