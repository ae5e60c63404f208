"""Endings really committed: the keys that are checked at once want their order of statements."""

from datetime import timedelta

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session, sessionmaker

from models import Case, CaseStatus, Outcome, Role
from portal.access.actors import WORKER_ACTOR, Actor
from portal.cases.call_back import call_back
from portal.cases.callbacks import Call
from portal.cases.close import close_case
from portal.cases.merge import merge_case, unmerge_case
from portal.cases.recheck import recheck_case, set_recheck
from portal.cases.reopen import reopen_case
from portal.cases.withdraw import end_withdrawn, record_withdrawal
from portal.infra.db import make_engine, make_sessions
from tests.cases.endings import LATER, not_settled, settled
from tests.support.world import NOON, World

pytestmark = pytest.mark.processes
S = CaseStatus
DAY = timedelta(days=1)


class Portal:
    """Each call of a rule in a transaction of its own, as the application's login."""

    def __init__(self, app_url: str) -> None:
        self.engine = make_engine(app_url, pool_size=2)
        self.sessions = make_sessions(self.engine)

    def does(self, actor: Actor, rule, *given, now, **named):
        with self.sessions() as session:
            session.info = {"identity": actor.identity, "now": now}
            done = rule(session, actor, *given, now=now, **named)
            session.commit()
            return done

    def status(self, case: Case) -> CaseStatus:
        with self.sessions() as session:
            session.info = {"identity": WORKER_ACTOR.identity, "now": NOON}
            return session.get_one(Case, case.id).status


@pytest.fixture
def portal(clone):
    made = Portal(clone.app_url)
    yield made
    made.engine.dispose()


@pytest.fixture
def ground(clone):
    engine = create_engine(clone.owner_url)
    with sessionmaker(engine, class_=Session, expire_on_commit=False)() as session:
        session.info = {"identity": None, "now": None}
        yield World(session)
    engine.dispose()


def test_a_case_closes_reopens_and_closes_again(ground, portal):
    case, agent = ground.case(S.RESOLVED, ground.dealer()), ground.actor(Role.AGENT)

    portal.does(agent, call_back, case.id, settled(), version=None, now=LATER)
    portal.does(agent, close_case, case.id, version=None, now=LATER)
    assert portal.status(case) is S.CLOSED
    task = portal.does(
        agent, set_recheck, case.id, "After the frost.", due_at=LATER + 40 * DAY, now=LATER
    )
    portal.does(agent, recheck_case, task.id, not_settled(), now=LATER + 40 * DAY)

    assert portal.status(case) is S.TRIAGE


def test_a_closed_case_reopens_and_an_unsettled_one_goes_back(ground, portal):
    dealer, agent = ground.dealer(), ground.actor(Role.AGENT)
    closed, open_one = ground.case(S.CLOSED, dealer), ground.case(S.RESOLVED, dealer)

    portal.does(agent, reopen_case, closed.id, "It drips.", version=None, now=LATER)
    portal.does(agent, call_back, open_one.id, Call(Outcome.NO_ANSWER), version=None, now=LATER)
    portal.does(
        agent, call_back, open_one.id, not_settled(), version=None, now=LATER, same_dealer=True
    )

    assert (portal.status(closed), portal.status(open_one)) == (S.TRIAGE, S.OFFERED)


def test_a_merge_comes_and_goes(ground, portal):
    customer, agent = ground.customer(), ground.actor(Role.AGENT)
    one = ground.case(S.CONTACTED, ground.dealer(), customer=customer)
    two = ground.case(customer=customer)

    portal.does(agent, merge_case, one.id, two.id, version=None, now=LATER)
    assert portal.status(one) is S.MERGED
    portal.does(agent, unmerge_case, one.id, version=None, now=LATER + DAY)

    assert portal.status(one) is S.CONTACTED


def test_a_withdrawal_is_ended_by_the_worker_and_comes_back(ground, portal):
    case, agent = ground.case(S.SCHEDULED, ground.dealer()), ground.actor(Role.AGENT)

    row = portal.does(agent, record_withdrawal, case.id, "Enough.", version=None, now=NOON)
    portal.does(WORKER_ACTOR, end_withdrawn, row.id, now=NOON + 7 * DAY)
    assert portal.status(case) is S.WITHDRAWN
    portal.does(agent, reopen_case, case.id, "Not I.", version=None, now=NOON + 8 * DAY)

    assert portal.status(case) is S.TRIAGE
