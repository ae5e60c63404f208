from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError

from models import Case, CaseEvent, CaseStatus, EventKind, Role
from portal.access.actors import WORKER_ACTOR
from portal.cases.accept import accept_offer
from portal.cases.chase import record_chase
from portal.cases.comment import comment_on_case
from portal.cases.offer import offer_case
from portal.cases.withdraw_offer import withdraw_offer
from portal.deadlines.stalls import sweep_stalls
from tests.support.world import NOON

DAY = timedelta(days=1)


@pytest.fixture
def agent(world):
    return world.actor(Role.AGENT)


@pytest.fixture
def touch(acting, agent):
    """Comments, one a minute."""

    def comments(case, times, since=NOON):
        for minute in range(1, times + 1):
            at = since + timedelta(minutes=minute)
            session = acting(agent, at)
            comment_on_case(session, agent, case.id, "Rang again, nobody there.", now=at)
            session.commit()

    return comments


@pytest.fixture
def swept(acting, session):
    def sweep(now):
        worker = acting(WORKER_ACTOR, now)
        found = sweep_stalls(worker, now=now)
        worker.commit()
        session.expire_all()
        return found

    return sweep


def reasons(session, case):
    events = select(CaseEvent).filter_by(case_id=case.id, kind=EventKind.STALLED)
    return [event.detail for event in session.scalars(events.order_by(CaseEvent.id))]


def test_five_touches_without_a_step_further_stall_a_case(session, world, touch, swept):
    case = world.case()
    touch(case, 4)

    assert swept(NOON + timedelta(hours=1)) == 0
    touch(case, 1, NOON + timedelta(hours=1))
    assert swept(NOON + timedelta(hours=2)) == 1

    assert case.stalled_at == NOON + timedelta(hours=2)
    (reason,) = reasons(session, case)
    assert reason["touches"] == 5


def test_so_do_five_working_days_and_a_weekend_is_none(session, world, swept):
    case = world.case()

    assert swept(NOON + 6 * DAY) == 0
    assert swept(NOON + 7 * DAY) == 1

    (reason,) = reasons(session, case)
    assert reason["working_days"] == 5


def test_it_is_put_on_record_once(session, world, touch, swept):
    case = world.case()
    touch(case, 7)
    swept(NOON + DAY)
    touch(case, 3, NOON + DAY)

    assert swept(NOON + 2 * DAY) == 0
    assert len(reasons(session, case)) == 1


def test_a_step_further_ends_it(session, world, acting, agent, touch, swept):
    case = world.case()
    touch(case, 5)
    swept(NOON + DAY)
    hotline = acting(agent, NOON + DAY)

    offer_case(hotline, agent, case.id, world.dealer().id, version=None, now=NOON + DAY)
    hotline.commit()

    session.expire_all()
    assert (case.furthest, case.touches, case.stalled_at) == (1, 0, None)
    assert case.furthest_at == NOON + DAY


def test_going_where_it_has_been_is_no_step_further(session, world, acting, agent, swept):
    case = world.case()
    dealer = world.dealer()
    at = NOON
    for _ in range(3):
        hotline = acting(agent, at)
        offer = offer_case(hotline, agent, case.id, dealer.id, version=None, now=at)
        hotline.commit()
        hotline = acting(agent, at + timedelta(minutes=5))
        withdraw_offer(
            hotline, agent, case.id, "no answer", version=None, now=at + timedelta(minutes=5)
        )
        hotline.commit()
        at += timedelta(minutes=10)
        assert offer

    session.expire_all()
    assert (case.furthest, case.touches) == (1, 5)
    assert swept(at) == 1


def test_each_call_of_the_customers_touches_it_though_a_chase_counts_once_in_two_hours(
    session, world, acting, agent
):
    case = world.case()

    for hours in (0, 1, 2):
        at = NOON + timedelta(hours=hours)
        hotline = acting(agent, at)
        record_chase(hotline, agent, case.id, now=at)
        hotline.commit()

    session.expire_all()
    assert case.chases == 2
    assert case.touches == 3


def test_what_has_ended_does_not_stall(world, swept):
    world.case(CaseStatus.CLOSED)

    assert swept(NOON + 60 * DAY) == 0


def test_the_dealers_steps_move_it_as_well(session, world, acting):
    dealer = world.dealer()
    case = world.case(CaseStatus.OFFERED, dealer)
    manager = world.actor(Role.DEALER_MANAGER, dealer)

    desk = acting(manager, NOON)
    accept_offer(desk, manager, case.id, version=None, now=NOON)
    desk.commit()

    session.expire_all()
    assert (case.furthest, case.touches) == (2, 0)


@pytest.mark.parametrize("role", [Role.DEALER_MANAGER, Role.INSTALLER])
@pytest.mark.parametrize("change", ["touches = 0", "stalled_at = NULL", "furthest = 7"])
def test_nobody_beside_the_brand_writes_it_off(world, acting, role, change):
    session = acting(world.actor(role), NOON)

    with pytest.raises(ProgrammingError, match="permission denied"):
        session.execute(text(f"UPDATE cases SET {change}"))


def test_nor_does_a_statement_of_the_hotlines(session, world, acting, agent, touch, swept):
    case = world.case()
    touch(case, 5)
    swept(NOON + DAY)

    hotline = acting(agent, NOON + DAY)
    hotline.execute(text("UPDATE cases SET touches = 0, furthest = 7, stalled_at = NULL"))
    hotline.commit()

    session.expire_all()
    assert (case.touches, case.furthest, case.stalled_at) == (5, 0, NOON + DAY)


def test_a_statement_that_touches_nothing_counts_for_nothing(session, world):
    case = world.case()
    session.execute(text("UPDATE cases SET district = 'Xihu' WHERE id = :id"), {"id": case.id})

    session.expire_all()
    assert session.get(Case, case.id).touches == 0
