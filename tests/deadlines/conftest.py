"""A case with a clock, swept as the worker would."""

from dataclasses import dataclass
from datetime import datetime

import pytest
from sqlalchemy import select

from models import Case, Dealer, Notice, Role, SlaClock, Stage, User
from portal.access.actors import WORKER_ACTOR
from portal.deadlines.expiry import expire_offers
from portal.deadlines.sweep import sweep
from portal.deadlines.tell_news import tell_news
from portal.sla.clocks import start_clock


@pytest.fixture
def run_sweep(acting, session):
    """What the worker does each minute, at this moment."""

    def run(now: datetime) -> None:
        realm = acting(WORKER_ACTOR, now)
        for step in (sweep, tell_news, expire_offers):
            while step(realm, now=now):
                realm.commit()
        realm.commit()
        session.expire_all()

    return run


@dataclass(frozen=True)
class People:
    """Everybody whom a ladder can reach."""

    agent: User
    supervisor: User
    director: User
    manager: User
    desk: User


@pytest.fixture
def dealer(world) -> Dealer:
    return world.dealer()


@pytest.fixture
def people(world, dealer) -> People:
    return People(
        agent=world.user(Role.AGENT, name="Agent"),
        supervisor=world.user(Role.SUPERVISOR, name="Supervisor"),
        director=world.user(Role.DIRECTOR, name="Director"),
        manager=world.user(Role.DEALER_MANAGER, dealer, name="Manager"),
        desk=world.user(Role.DEALER_DESK, dealer, name="Desk"),
    )


@pytest.fixture
def timed(world, session, dealer, people):
    """`timed(status, stage, since)`: a case of the agent's at the dealer, with this clock."""

    def make(status, stage: Stage, since: datetime, **given) -> tuple[Case, SlaClock]:
        case = world.case(status, dealer, agent_id=people.agent.id, first_heard_at=since, **given)
        clock = start_clock(session, case, stage, now=since, dealer_id=dealer.id)
        session.commit()
        return case, clock

    return make


@pytest.fixture
def told(session):
    """Who was told what of a case: names and kinds, in order."""

    def read(case: Case | None = None) -> list[tuple[str, str]]:
        rows = select(User.name, Notice.kind).join(User, User.id == Notice.user_id)
        if case is not None:
            rows = rows.where(Notice.case_id == case.id)
        return [
            (name, kind.value)
            for name, kind in session.execute(rows.order_by(Notice.created_at, User.name))
        ]

    return read
