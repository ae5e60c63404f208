"""Whoever tries many codes at the same instant gets no more looks than one after the other."""

from threading import Barrier, Thread

import pytest
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import sessionmaker

from models import CaseStatus, RefusedAttempt, Role, Visit
from portal.cases.confirm import TRIES, take_code_try
from portal.cases.links import MOST_FAILURES, take_try
from portal.errors import RefusedError
from portal.infra import db
from portal.infra.identity import SIGNIN, WORKER
from tests.support.world import NOON, World

AT_ONCE = 12


@pytest.fixture
def world(clone):
    """A world that is really committed."""
    owner = create_engine(clone.owner_url)
    with sessionmaker(owner, expire_on_commit=False)() as session:
        session.info = {"identity": None, "now": None}
        yield World(session)
    owner.dispose()


@pytest.fixture
def let_through(clone):
    """`let_through(identity, one)`: of many tries at once, how many were let through."""
    engine = db.make_engine(clone.app_url, pool_size=AT_ONCE)
    sessions = sessionmaker(engine, expire_on_commit=False)

    def race(identity, one_try):
        together, taken = Barrier(AT_ONCE), []

        def go():
            together.wait()
            try:
                with db.aside(sessions, identity) as own:
                    taken.append(one_try(own))
            except RefusedError:
                taken.append(False)

        threads = [Thread(target=go) for _ in range(AT_ONCE)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(taken) == AT_ONCE
        return sum(bool(one) for one in taken)

    yield race
    engine.dispose()


def test_of_many_codes_for_a_visit_at_once_no_more_than_five_are_looked_at(world, let_through):
    visit = world.session.scalar(
        select(Visit.id).where(Visit.case_id == world.case(CaseStatus.VISITED).id)
    )
    installer = world.actor(Role.INSTALLER).label

    through = let_through(WORKER, lambda own: take_code_try(own, installer, visit, now=NOON))

    world.session.rollback()
    noted = world.session.scalar(select(func.count()).select_from(RefusedAttempt))
    assert (through, noted) == (TRIES, TRIES)


def test_of_many_last_digits_on_a_link_at_once_no_more_than_five_are_looked_at(world, let_through):
    link = world.link_actor(world.case(CaseStatus.RESOLVED))

    through = let_through(SIGNIN, lambda own: take_try(own, link.link_id))

    assert through == MOST_FAILURES
