"""The customer's clock, requests that wait for a word, and parts that do not come (T5, T8, T4)."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from models import (
    Bearer,
    CaseEvent,
    CaseStatus,
    EventKind,
    PartOrder,
    PauseReason,
    RequestKind,
    Role,
    Stage,
    SupervisorRequest,
)
from portal.access.actors import WORKER_ACTOR
from portal.cases.ask_pause import ask_pause
from portal.deadlines.customer_days import sweep_customer_days
from portal.deadlines.parts import escalate_late_parts
from portal.deadlines.requests import move_requests_up
from tests.support.world import NOON

DAY = timedelta(days=1)


def at(text):
    return datetime.fromisoformat(f"2026-{text}+08:00")


@pytest.fixture
def run(acting, session):
    """One step of the worker's, until nothing is left."""

    def step(rule, now):
        realm = acting(WORKER_ACTOR, now)
        while rule(realm, now=now):
            realm.commit()
        realm.commit()
        session.expire_all()

    return step


def test_day_12_is_the_supervisors_and_day_15_the_directors_each_once(
    world, people, run, told, session
):
    case = world.case(first_heard_at=at("05-20T23:30"), agent_id=people.agent.id)

    heard = {}
    for when in ("05-31T23:59", "06-01T00:00", "06-01T00:01", "06-03T23:59", "06-04T00:00"):
        before = len(told(case))
        run(sweep_customer_days, at(when))
        heard[when] = told(case)[before:]

    assert heard == {
        "05-31T23:59": [],
        "06-01T00:00": [("Supervisor", "customer_day_12")],
        "06-01T00:01": [],
        "06-03T23:59": [],
        "06-04T00:00": [("Director", "customer_day_15")],
    }
    days = session.scalars(select(CaseEvent.detail["day"]).order_by(CaseEvent.seq)).all()
    assert days == [12, 15]


def test_after_a_long_outage_both_hear_of_it_at_once(world, people, run, told):
    case = world.case(first_heard_at=NOON)

    run(sweep_customer_days, NOON + 40 * DAY)

    assert sorted(told(case)) == [
        ("Director", "customer_day_15"),
        ("Supervisor", "customer_day_12"),
    ]


def test_nothing_pauses_the_customers_clock(world, people, run, told, acting):
    case = world.case(CaseStatus.CONTACTED, first_heard_at=NOON)
    agent = world.actor(Role.AGENT)
    realm = acting(agent)
    ask_pause(
        realm, agent, case.id, Stage.VISIT, PauseReason.CUSTOMER_LATER_DAY, NOON + 9 * DAY, "Away",
        version=None, now=NOON,
    )  # fmt: skip
    realm.commit()

    run(sweep_customer_days, NOON + 12 * DAY)

    assert ("Supervisor", "customer_day_12") in told(case)


def test_an_ended_case_waits_no_more(world, people, run, told):
    case = world.case(CaseStatus.CLOSED, first_heard_at=NOON)

    run(sweep_customer_days, NOON + 40 * DAY)

    assert told(case) == []


def test_a_request_without_a_word_moves_up_after_two_hours_once(world, people, run, told, session):
    case = world.case()
    request = SupervisorRequest(
        case_id=case.id,
        kind=RequestKind.OFFER_WITHOUT_CONTACT,
        asked_by_id=people.agent.id,
        asked_at=NOON,
        reason="Nobody answers",
        due_at=NOON + timedelta(hours=2),
    )
    session.add(request)
    session.commit()

    run(move_requests_up, NOON + timedelta(minutes=119))
    assert told(case) == []
    run(move_requests_up, NOON + timedelta(hours=2))
    run(move_requests_up, NOON + timedelta(hours=3))

    assert told(case) == [("Director", "request_moved_up")]
    assert request.moved_up_at == NOON + timedelta(hours=2)
    kinds = session.scalars(select(CaseEvent.kind).where(CaseEvent.case_id == case.id)).all()
    assert kinds == [EventKind.REQUEST_MOVED_UP]


@pytest.mark.parametrize(("arrived", "told_kinds"), [(False, ["part_late"]), (True, [])])
def test_ten_days_without_a_part_go_to_the_supervisor(
    world, people, run, told, session, arrived, told_kinds
):
    case = world.case(CaseStatus.ACCEPTED)
    part = PartOrder(
        case_id=case.id,
        dealer_id=case.dealer_id,
        what="A bracket",
        payer=Bearer.DEALER,
        ordered_by_id=people.agent.id,
        ordered_at=NOON,
        arrived_at=NOON + DAY if arrived else None,
    )
    session.add(part)
    session.commit()

    run(escalate_late_parts, NOON + 10 * DAY - timedelta(minutes=1))
    assert told(case) == []
    run(escalate_late_parts, NOON + 10 * DAY)
    run(escalate_late_parts, NOON + 11 * DAY)

    assert [kind for name, kind in told(case) if name == "Supervisor"] == told_kinds
    assert len(told(case)) == len(told_kinds)
