"""Tries are counted in the database, so that no process and no rollback loses one."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from portal.accounts.throttle import (
    FOR_A_NAME,
    FOR_AN_ADDRESS,
    WINDOW,
    count_attempt,
    forgive_attempts,
)
from portal.errors import ThrottledError
from portal.infra import db
from portal.infra.identity import SIGNIN
from tests.support.world import NOON


@pytest.fixture
def door(sessions):
    with sessions() as session:
        session.info = {"identity": SIGNIN, "now": NOON}
        yield session


def attempt(door: Session, name="lin@example.com", address="192.0.2.7", now=NOON) -> bool:
    try:
        count_attempt(door, name=name, address=address, now=now)
    except ThrottledError:
        return False
    return True


def test_a_name_has_so_many_tries_from_wherever(door):
    tries = [attempt(door, address=f"192.0.2.{n}") for n in range(FOR_A_NAME + 2)]

    assert tries == [True] * FOR_A_NAME + [False] * 2


def test_an_address_has_so_many_tries_for_whomever(door):
    tries = [attempt(door, name=f"nobody{n}@example.com") for n in range(FOR_AN_ADDRESS + 1)]

    assert tries.count(False) == 1


def test_a_name_is_the_same_in_capitals(door):
    for _ in range(FOR_A_NAME):
        attempt(door)

    assert not attempt(door, name=" LIN@example.com")


def test_after_the_window_one_may_try_again(door):
    for _ in range(FOR_A_NAME):
        attempt(door)

    assert not attempt(door, now=NOON + WINDOW - timedelta(seconds=1))
    assert attempt(door, now=NOON + WINDOW)


def test_who_signed_in_starts_anew(door):
    for _ in range(FOR_A_NAME):
        attempt(door)

    forgive_attempts(door, "lin@example.com")

    assert attempt(door)


def test_the_wait_is_said_in_minutes(door):
    for _ in range(FOR_A_NAME):
        attempt(door)

    with pytest.raises(ThrottledError) as refused:
        count_attempt(
            door, name="lin@example.com", address="x", now=NOON + timedelta(minutes=5, seconds=30)
        )

    assert refused.value.values == {"minutes": 10}


@pytest.mark.processes
def test_tries_sent_all_at_once_get_no_further_than_one_by_one(clone):
    engine = create_engine(clone.app_url, pool_size=20)
    sessions = db.make_sessions(engine)

    def race(number: int) -> bool:
        try:
            with db.aside(sessions, SIGNIN) as own:
                return attempt_or_raise(own, number)
        except ThrottledError:
            return False

    def attempt_or_raise(own: Session, number: int) -> bool:
        count_attempt(own, name="lin@example.com", address=f"192.0.2.{number}", now=NOON)
        return True

    with ThreadPoolExecutor(20) as crowd:
        through = list(crowd.map(race, range(40)))
    engine.dispose()

    assert through.count(True) == FOR_A_NAME
