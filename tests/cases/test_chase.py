from datetime import timedelta

import pytest
from sqlalchemy import select

from models import Case, CaseEvent, CaseStatus, EventKind, Role
from portal.cases.chase import record_chase
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


def test_an_ended_case_is_reopened_and_not_chased(world, acting):
    agent, case = world.actor(), world.case(CaseStatus.CLOSED)

    with pytest.raises(RefusedError, match="ended_case_is_not_chased"):
        record_chase(acting(agent), agent, case.id, now=NOON)


def test_a_dealer_does_not_chase_its_own_case(world, acting):
    dealer = world.dealer()
    desk, case = world.actor(Role.DEALER_DESK, dealer), world.case(CaseStatus.ACCEPTED, dealer)

    with pytest.raises(ForbiddenError):
        record_chase(acting(desk), desk, case.id, now=NOON)
