"""A migrated template for the whole run; each test's writes are rolled back.

The tests' connection logs in as the owner and takes the realms' roles as the portal does, so
that a session in a realm is under its policies and the `World` is under none. Attacks on the
walls themselves use a clone of the template and the application's own login (`clone`).
"""

import gc
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import pytest
from alembic import command
from alembic.config import Config
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.orm import Session, sessionmaker
from xdist.remote import Producer

from models import User
from portal.access.actors import Actor
from portal.accounts.logins import begin_login
from portal.accounts.passwords import STRONG, hashing_with
from portal.app import create_app
from portal.infra import clock
from portal.sla import calendars
from tests.support.compiled import Compiled
from tests.support.database import DatabaseServer, start_test_server
from tests.support.order import ByFile, put_long_ones_first
from tests.support.page import Browser
from tests.support.world import NOON, World

ROOT = Path(__file__).parent.parent
TEMPLATE = "huifang_template"
REALMS = (
    "hotline", "qa", "sales", "board", "admin", "dealer", "installer", "link", "worker", "signin",
)  # fmt: skip

# Some tests put a portal of their own together: its templates are the same.
Flask.jinja_options = {"bytecode_cache": Compiled()}


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByFile:
    return ByFile(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    put_long_ones_first(items)


def pytest_collection_finish() -> None:
    """What is loaded by now stays: whoever looks for garbage need not look there."""
    gc.collect()
    gc.freeze()


def migrate(url: str) -> None:
    """Bring an empty database to head, as its owner."""
    alembic = Config(toml_file=ROOT / "pyproject.toml")
    engine = create_engine(url)
    with engine.begin() as connection:
        alembic.attributes["connection"] = connection
        command.upgrade(alembic, "head")
        for realm in REALMS:  # The tests' login is the owner; it too takes the realms' roles.
            connection.execute(text(f"GRANT hf_{realm} TO hf_owner WITH INHERIT FALSE, SET TRUE"))
    engine.dispose()


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords() -> Iterator[None]:
    """Hundreds sign in: a hash costs them a millisecond. Real processes keep the strong ones."""
    with hashing_with(PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)):
        yield


@pytest.fixture
def strong_passwords() -> Iterator[None]:
    """Production's parameters, for what they are about."""
    with hashing_with(STRONG):
        yield


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DatabaseServer]:
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    server = start_test_server(shared)
    server.create_template(TEMPLATE, migrate)
    yield server
    server.close()


@pytest.fixture(scope="session")
def engine(server: DatabaseServer) -> Iterator[Engine]:
    name = f"run_{uuid4().hex[:12]}"
    server.clone(TEMPLATE, name)
    engine = create_engine(server.owner_url(name))
    yield engine
    engine.dispose()
    server.drop(name)


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    with engine.connect() as connection:
        outer = connection.begin()
        yield connection
        outer.rollback()
    # Elsewhere a version that was read was committed; here the next test makes the same one anew.
    for key in [key for key in calendars._kept if key.version > 1]:
        del calendars._kept[key]


@pytest.fixture
def sessions(connection: Connection) -> sessionmaker[Session]:
    """Sessions that believe they commit, inside one transaction that never does."""
    return sessions_on(connection)


def sessions_on(connection: Connection) -> sessionmaker[Session]:
    """The same for a test file that builds its world once and keeps the connection itself."""
    made = sessionmaker(
        connection,
        join_transaction_mode="create_savepoint",
        expire_on_commit=False,
        info={"identity": None, "now": None},
    )

    @event.listens_for(made, "before_commit")
    def hold_deferred_constraints(session: Session) -> None:
        """A savepoint's release would leave them to the commit that never comes."""
        if session.in_nested_transaction():
            return
        session.flush()
        # In one breath: this stands behind every row that a test makes.
        session.execute(text("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED"))

    @event.listens_for(made, "after_transaction_end")
    def give_the_role_back(session: Session, transaction) -> None:
        """What an inner transaction took would otherwise leak into the outer one (spikes)."""
        if transaction.parent is None and session.info.get("identity") is not None:
            connection.execute(text("SELECT set_config('role', 'none', true)"))

    return made


@pytest.fixture
def session(sessions: sessionmaker[Session]) -> Iterator[Session]:
    """The owner's session: sees everything, builds the world."""
    with sessions() as session:
        session.info = {"identity": None, "now": None}
        yield session


@pytest.fixture
def world(session: Session) -> World:
    return World(session)


@pytest.fixture
def acting(sessions: sessionmaker[Session]) -> Iterator[Callable[..., Session]]:
    """`acting(actor)`: a session in the actor's realm, under its policies, at `now`."""
    opened = []

    def open_session(actor: Actor, now: datetime = NOON) -> Session:
        found = sessions()
        found.info = {"identity": actor.identity, "now": now}
        opened.append(found)
        return found

    yield open_session
    for found in reversed(opened):  # savepoints of one connection end in their order
        found.close()


@pytest.fixture(scope="session")
def shared_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return create_app(
        {
            "SECRET_KEY": "for-tests-only",
            "TESTING": True,
            "DEVELOPMENT": True,
            "BASE_URL": "http://localhost",
            "FILES": str(tmp_path_factory.mktemp("files")),
        }
    )


@pytest.fixture
def app(shared_app: Flask, sessions: sessionmaker[Session]) -> Flask:
    shared_app.extensions["sessions"] = sessions
    return shared_app


@pytest.fixture
def as_user(app: Flask, session: Session) -> Callable[..., Browser]:
    """`as_user(user)`: this person's browser, signed in, in English unless told otherwise."""

    def open_browser(user: User, locale: str = "en") -> Browser:
        client = app.test_client()
        _login, token = begin_login(
            session, user, address="127.0.0.1", agent="pytest", now=clock.now()
        )
        session.commit()
        with client.session_transaction() as cookie:
            cookie["_user_id"] = token
            cookie["_fresh"] = True
        return Browser(client, locale=locale)

    return open_browser


@dataclass(frozen=True)
class Clone:
    """A database of one's own, really committed to: for races, walls and processes."""

    owner_url: str
    app_url: str


@pytest.fixture
def clone(server: DatabaseServer) -> Iterator[Clone]:
    name = f"clone_{uuid4().hex[:12]}"
    server.clone(TEMPLATE, name)
    yield Clone(server.owner_url(name), server.app_url(name))
    server.drop(name)
