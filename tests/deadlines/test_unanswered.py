"""What the hotline has not answered within two hours comes up to the supervisor (T8)."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from models import CaseStatus, DealerClosure, Notice, PauseReason, Role, SlaPause, Stage
from portal.access.actors import WORKER_ACTOR
from portal.cases.agree_pause import agree_pause
from portal.cases.ask_pause import ask_pause
from portal.cases.pauses_asked import gone_unanswered, pauses_asked
from portal.deadlines.unanswered import move_closures_up, move_pauses_up
from portal.dealers.ask_closure import ask_closure
from tests.support.world import NOON

HOUR = timedelta(hours=1)


@pytest.fixture
def run(acting, session):
    """What the worker does each minute."""

    def at(now):
        realm = acting(WORKER_ACTOR, now)
        for step in (move_pauses_up, move_closures_up):
            while step(realm, now=now, batch=1):
                realm.commit()
        realm.commit()
        session.expire_all()

    return at


@pytest.fixture
def desk(world, dealer):
    return world.actor(Role.DEALER_DESK, dealer)


@pytest.fixture
def asked(timed, acting, desk):
    """A pause of the visit that the dealer has asked for at noon."""
    case, _clock = timed(CaseStatus.CONTACTED, Stage.VISIT, NOON)
    realm = acting(desk)
    pause = ask_pause(
        realm,
        desk,
        case.id,
        Stage.VISIT,
        PauseReason.CUSTOMER_LATER_DAY,
        NOON + timedelta(days=2),
        "Not before Friday",
        version=None,
        now=NOON,
    )
    realm.commit()
    return case, pause.id


@pytest.fixture
def closing(acting, desk):
    """A closure that the dealer has asked for at noon."""
    realm = acting(desk)
    closure = ask_closure(realm, desk, date(2026, 5, 25), date(2026, 5, 26), "Paint", now=NOON)
    realm.commit()
    return closure.id


def told_up(session, person):
    """The keys of what this person was told."""
    return session.scalars(
        select(Notice.key).where(Notice.user_id == person.id).order_by(Notice.id)
    ).all()


def test_after_two_hours_the_supervisor_hears_of_both_once(session, people, asked, closing, run):
    _case, pause_id = asked

    run(NOON + 2 * HOUR - timedelta(minutes=1))
    before = told_up(session, people.supervisor)
    for minutes in (0, 1, 90):
        run(NOON + 2 * HOUR + timedelta(minutes=minutes))

    assert before == []
    assert sorted(told_up(session, people.supervisor)) == [
        f"closure:{closing}:up",
        f"pause:{pause_id}:up",
    ]
    assert session.get(SlaPause, pause_id).moved_up_at == NOON + 2 * HOUR
    assert session.get(DealerClosure, closing).moved_up_at == NOON + 2 * HOUR


def test_what_was_answered_in_time_does_not_come_up(session, world, acting, people, asked, run):
    _case, pause_id = asked
    agent = world.actor(Role.AGENT)
    realm = acting(agent, NOON + HOUR)
    agree_pause(realm, agent, pause_id, version=None, now=NOON + HOUR)
    realm.commit()

    run(NOON + 3 * HOUR)

    assert told_up(session, people.supervisor) == []


def test_the_hotline_reads_what_waits_and_the_supervisor_what_came_up(
    world, acting, asked, closing, run
):
    case, pause_id = asked
    agent, supervisor = world.actor(Role.AGENT), world.actor(Role.SUPERVISOR)

    with acting(agent) as realm:
        lines = [(one.number, one.pause.id) for one in pauses_asked(realm, agent)]
    with acting(supervisor) as realm:
        early = gone_unanswered(realm, supervisor)
    run(NOON + 2 * HOUR)
    with acting(supervisor) as realm:
        late = gone_unanswered(realm, supervisor)

    assert lines == [(case.number, pause_id)]
    assert (early, late) == ((0, 0), (1, 1))
