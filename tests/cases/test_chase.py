from datetime import timedelta

import pytest
from sqlalchemy import select

from models import Case, CaseEvent, CaseStatus, DeclineReason, EventKind, Role
from portal.cases.chase import record_chase
from portal.cases.decline import decline_offer
from portal.cases.hand_back import hand_back_case
from portal.cases.offer import offer_case
from portal.errors import ForbiddenError, RefusedError
from tests.support.world import NOON


def chase(acting, actor, case, *hours):
    for hour in hours:
        now = NOON + timedelta(hours=hour)
        session = acting(actor, now)
        record_chase(session, actor, case.id, said="Still nobody came.", now=now)
        session.commit()


def test_several_within_two_hours_count_once(session, world, acting):
    case = world.case()

    chase(acting, world.actor(), case, 0, 0.5, 1.9)

    session.expire_all()
    assert (case.chases, case.last_chased_at, case.at_supervisor) == (1, NOON, False)
    events = session.scalars(
        select(CaseEvent).filter_by(case_id=case.id, kind=EventKind.CHASED).order_by(CaseEvent.id)
    ).all()
    assert [event.detail["counted"] for event in events] == [True, False, False]


def test_ringing_every_hour_is_heard_every_two(session, world, acting):
    case = world.case()

    chase(acting, world.actor(), case, 0, 1, 2, 3)

    assert session.get(Case, case.id, populate_existing=True).chases == 2


def test_the_third_goes_to_the_supervisor(session, world, acting):
    case = world.case()

    chase(acting, world.actor(), case, 0, 2, 4)

    session.expire_all()
    assert (case.chases, case.at_supervisor) == (3, True)
    last = session.scalars(
        select(CaseEvent).filter_by(case_id=case.id).order_by(CaseEvent.id.desc()).limit(1)
    ).one()
    assert last.detail["to_supervisor"] is True


def test_it_raises_the_case_in_the_queue_until_the_next_step_forward(session, world, acting):
    dealer = world.dealer()
    case = world.case(next_due_at=NOON + timedelta(days=3))
    agent, now = world.actor(), NOON + timedelta(hours=4)
    chase(acting, agent, case, 0, 3)
    session.expire_all()
    assert (case.raised_at, case.queue_at) == (NOON, NOON)

    desk = acting(agent, now)
    offer_case(desk, agent, case.id, dealer.id, version=None, now=now)
    desk.commit()

    session.expire_all()
    assert case.raised_at is None
    assert case.queue_at == case.next_due_at


def test_a_step_back_leaves_it_raised(session, world, acting):
    dealer = world.dealer()
    case = world.case(CaseStatus.OFFERED, dealer)
    chase(acting, world.actor(), case, 0)
    desk = world.actor(Role.DEALER_DESK, dealer)

    now = NOON + timedelta(minutes=5)
    reader = acting(desk, now)
    decline_offer(
        reader, desk, case.id, DeclineReason.NO_CAPACITY, "Full this week", version=None, now=now
    )
    reader.commit()

    session.expire_all()
    assert (case.status, case.raised_at) == (CaseStatus.TRIAGE, NOON)


def test_the_third_stays_with_the_supervisor_when_the_dealer_hands_back(session, world, acting):
    dealer = world.dealer()
    case = world.case(CaseStatus.ACCEPTED, dealer)
    chase(acting, world.actor(), case, 0, 2, 4)
    desk, now = world.actor(Role.DEALER_DESK, dealer), NOON + timedelta(hours=5)

    reader = acting(desk, now)
    hand_back_case(reader, desk, case.id, "No crew is free", version=None, now=now)
    reader.commit()

    session.expire_all()
    assert (case.status, case.at_supervisor) == (CaseStatus.TRIAGE, True)


def test_an_ended_case_is_reopened_and_not_chased(world, acting):
    agent, case = world.actor(), world.case(CaseStatus.CLOSED)

    with pytest.raises(RefusedError, match="ended_case_is_not_chased"):
        record_chase(acting(agent), agent, case.id, now=NOON)


def test_a_dealer_does_not_chase_its_own_case(world, acting):
    dealer = world.dealer()
    desk, case = world.actor(Role.DEALER_DESK, dealer), world.case(CaseStatus.ACCEPTED, dealer)

    with pytest.raises(ForbiddenError):
        record_chase(acting(desk), desk, case.id, now=NOON)
