from datetime import timedelta

import pytest
from sqlalchemy import select

from models import Case, CaseEvent, EventKind, Role, Task
from portal.cases.abuse import record_threat, warn_caller
from portal.errors import ForbiddenError
from tests.support.world import NOON

MINUTE = timedelta(minutes=1)


def warn(acting, actor, case, now):
    session = acting(actor, now)
    which = warn_caller(session, actor, case.id, said="He swears.", ring_back="Ring", now=now)
    session.commit()
    return which


def test_after_two_warnings_the_call_ends_and_a_supervisor_rings_back(session, world, acting):
    agent, case = world.actor(), world.case()

    which = [warn(acting, agent, case, NOON + minute * MINUTE) for minute in range(3)]

    assert which == [1, 2, 3]
    task = session.scalars(select(Task).filter_by(case_id=case.id)).one()
    assert (task.team, task.due_at) == (True, NOON + 122 * MINUTE)
    events = session.scalars(select(CaseEvent).filter_by(case_id=case.id).order_by(CaseEvent.id))
    assert [event.detail["ended"] for event in events] == [False, False, True]


def test_the_next_call_begins_with_the_first_warning_again(world, acting):
    agent, case = world.actor(), world.case()
    for minute in range(3):
        warn(acting, agent, case, NOON + minute * MINUTE)

    assert warn(acting, agent, case, NOON + 62 * MINUTE) == 1


def test_who_rings_again_soon_after_an_ended_call_is_warned_twice_again(world, acting):
    agent, case = world.actor(), world.case()
    for minute in range(3):
        warn(acting, agent, case, NOON + minute * MINUTE)

    which = [warn(acting, agent, case, NOON + minute * MINUTE) for minute in (20, 21, 22)]

    assert which == [1, 2, 3]


def test_the_case_is_not_affected(session, world, acting):
    agent, case = world.actor(), world.case()
    before = (case.status, case.version, case.severity, case.at_supervisor)

    for minute in range(3):
        warn(acting, agent, case, NOON + minute * MINUTE)

    found = session.get(Case, case.id, populate_existing=True)
    assert (found.status, found.version, found.severity, found.at_supervisor) == before


def test_a_threat_is_an_event_for_the_brand_alone(session, world, acting):
    agent, case = world.actor(), world.case()
    acted = acting(agent)

    record_threat(acted, agent, case.id, words="I know where you live.", now=NOON)
    acted.commit()

    event = session.scalars(select(CaseEvent).filter_by(case_id=case.id)).one()
    assert (event.kind, event.for_dealer) == (EventKind.THREATENED, False)


def test_only_the_hotline_records_it(world, acting):
    seller, case = world.actor(Role.SALES), world.case()

    with pytest.raises(ForbiddenError):
        record_threat(acting(seller), seller, case.id, words="x", now=NOON)
