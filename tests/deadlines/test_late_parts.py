"""A part that is late: four tasks with an owner and a day, and word each week until it comes."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.orm import sessionmaker

from models import Bearer, CaseEvent, CaseStatus, EventKind, PartOrder, Role, Task, TaskKind
from portal.access.actors import WORKER_ACTOR, Actor
from portal.cases.parts import note_part_arrived
from portal.cases.tasks import finish_task
from portal.deadlines.parts import ask_for_word, escalate_late_parts
from portal.infra import db
from tests.support.world import NOON, World

DAY = timedelta(days=1)
LATE = NOON + 10 * DAY
K = TaskKind


@pytest.fixture
def agent(world):
    return world.user(Role.AGENT)


@pytest.fixture
def dealer(world):
    return world.dealer()


@pytest.fixture
def case(world, agent, dealer):
    return world.case(CaseStatus.ACCEPTED, dealer, agent_id=agent.id)


@pytest.fixture
def part(world, agent, case):
    return order(world, agent, case)


@pytest.fixture
def run(acting, session):
    def go(now, *, times=1):
        realm = acting(WORKER_ACTOR, now)
        for _ in range(times):
            for sweep in (escalate_late_parts, ask_for_word):
                while sweep(realm, now=now):
                    realm.commit()
        realm.commit()
        session.expire_all()

    return go


@pytest.fixture
def tasks(session):
    def read(**by):
        session.expire_all()
        return session.scalars(select(Task).filter_by(**by).order_by(Task.id)).all()

    return read


def order(world, agent, case):
    return world.add(
        PartOrder(
            case_id=case.id, dealer_id=case.dealer_id, what="Bracket 60", payer=Bearer.BRAND,
            ordered_by_id=agent.id, ordered_at=NOON,
        )
    )  # fmt: skip


def done(acting, world, agent, task, now):
    actor = Actor.of_user(agent)
    realm = acting(actor, now)
    finish_task(realm, actor, task.id, "Rang, they know", now=now)
    realm.commit()


def test_after_ten_days_the_agent_has_four_things_to_do_each_with_its_day(
    session, agent, case, part, run, tasks
):
    run(LATE - timedelta(minutes=1))
    assert tasks() == []

    run(LATE, times=2)

    found = {task.kind: (LATE.date() - task.due_at.date()).days * -1 for task in tasks()}
    assert found == {K.PART_DATE: 1, K.PART_REMEDY: 1, K.HOLDING_LETTER: 2, K.PART_WORD: 7}
    assert {(task.owner_id, task.title, task.part_id) for task in tasks()} == {
        (agent.id, "Bracket 60", part.id)
    }
    kinds = session.scalars(select(CaseEvent.kind).where(CaseEvent.case_id == case.id)).all()
    assert kinds.count(EventKind.TASK_SET) == 4


def test_without_an_agent_they_are_the_teams(world, agent, dealer, run, tasks):
    order(world, agent, world.case(CaseStatus.ACCEPTED, dealer, agent_id=None))

    run(LATE)

    assert {(task.owner_id, task.team) for task in tasks()} == {(None, True)}


def test_each_week_there_is_a_word_to_give_once_the_last_was_given(
    acting, world, agent, part, run, tasks
):
    run(LATE)
    (first,) = tasks(kind=K.PART_WORD)
    run(LATE + 8 * DAY)
    assert len(tasks(kind=K.PART_WORD)) == 1, "the first still waits, overdue"

    done(acting, world, agent, first, LATE + 8 * DAY)
    run(LATE + 8 * DAY, times=3)

    assert [task.done_at is None for task in tasks(kind=K.PART_WORD)] == [False, True]


def test_a_word_given_early_is_not_asked_for_again_within_the_week(
    acting, world, agent, part, run, tasks
):
    run(LATE)
    done(acting, world, agent, tasks(kind=K.PART_WORD)[0], LATE + DAY)

    run(LATE + 6 * DAY)
    assert len(tasks(kind=K.PART_WORD)) == 1
    run(LATE + 7 * DAY)

    assert len(tasks(kind=K.PART_WORD)) == 2


def test_when_the_part_comes_to_the_dealer_nothing_of_it_is_left_to_do(
    acting, world, session, dealer, part, run, tasks
):
    run(LATE)
    desk = world.actor(Role.DEALER_DESK, dealer)
    realm = acting(desk, LATE + DAY)

    note_part_arrived(realm, desk, part.id, version=None, now=LATE + DAY)
    realm.commit()
    run(LATE + 30 * DAY)

    assert [task.done_at for task in tasks()] == [LATE + DAY] * 4


def test_an_ended_case_waits_for_no_word(world, session, agent, dealer, run, tasks):
    case = world.case(CaseStatus.CLOSED, dealer, agent_id=agent.id)
    order(world, agent, case)

    run(LATE)
    run(LATE + 30 * DAY)

    assert tasks() == []


def test_three_workers_at_once_set_each_task_once(clone):
    owner = create_engine(clone.owner_url)
    engine = db.make_engine(clone.app_url)
    sessions = sessionmaker(engine, expire_on_commit=False)
    together = Barrier(3)

    def work():
        together.wait()
        for sweep in (escalate_late_parts, ask_for_word):
            for _ in range(4):
                with db.aside(sessions) as own:
                    sweep(own, now=LATE, batch=5)

    with sessionmaker(owner, expire_on_commit=False)() as session:
        session.info = {"identity": None, "now": None}
        world = World(session)
        agent, dealer = world.user(Role.AGENT), world.dealer()
        for _ in range(10):
            order(world, agent, world.case(CaseStatus.ACCEPTED, dealer, agent_id=agent.id))
        session.commit()
        threads = [Thread(target=work) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        session.rollback()
        found = session.execute(select(Task.part_id, Task.kind)).all()
    engine.dispose()
    owner.dispose()
    assert (len(found), len(set(found))) == (40, 40)
