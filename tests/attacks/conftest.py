"""One world for all walks: everything in it that somebody can have typed is an attack."""

from collections.abc import Iterator
from dataclasses import replace
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import create_engine, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from models import Case, CaseStatus, ScorecardQuestion
from tests.attacks.typed import mark_of, typed_columns, typing_attacks
from tests.attacks.walk import Place, build_place
from tests.conftest import TEMPLATE, sessions_on
from tests.support.signed_in import sign_in
from tests.support.world import World


@pytest.fixture(scope="package")
def ground(server, shared_app) -> Iterator[tuple[Connection, Place, World]]:
    """Built once, in a database of its own: whoever walks there rolls back what they did."""
    name = f"walk_{uuid4().hex[:12]}"
    server.clone(TEMPLATE, name)
    engine = create_engine(server.owner_url(name))
    with engine.connect() as connection:
        outer = connection.begin()
        with sessions_on(connection)() as session:
            session.info = {"identity": None, "now": None}
            with typing_attacks():
                world = World(session)
                place = build_place(shared_app, world)
            columns = sorted(typed_columns()["scorecard_questions"])
            values = {name: mark_of("scorecard_questions", name) for name in columns}
            session.execute(update(ScorecardQuestion).values(values))
            session.commit()
        yield connection, place, world
        outer.rollback()
    engine.dispose()
    server.drop(name)


@pytest.fixture
def walked(ground, shared_app: Flask) -> Iterator[tuple[Place, Session]]:
    """The place, and its owner's session, as if nobody had been there before."""
    connection, place, _world = ground
    before = dict(shared_app.extensions), dict(shared_app.config)
    made = sessions_on(connection)
    shared_app.extensions["sessions"] = made
    shared_app.config["WTF_CSRF_ENABLED"] = False  # it has a walk of its own
    within = connection.begin_nested()
    with made() as session:
        session.info = {"identity": None, "now": None}
        people = place.people
        yield (
            replace(place, client_of=lambda role: sign_in(shared_app, session, people[role])),
            session,
        )
    within.rollback()
    shared_app.extensions.clear()
    shared_app.extensions.update(before[0])
    shared_app.config.clear()
    shared_app.config.update(before[1])


def number_in(session: Session, place: Place, status: CaseStatus) -> str:
    """The number of the place's case in this status."""
    wanted = select(Case.number).where(Case.status == status, Case.number.in_(place.numbers))
    return session.scalars(wanted).one()
