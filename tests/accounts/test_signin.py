"""Signing in by mail and password, and what a login is worth."""

from datetime import timedelta
from time import perf_counter

import pytest
from argon2 import PasswordHasher

from models import Credential, Login, Role
from portal.access.actors import Actor
from portal.accounts.logins import IDLE, LONGEST, end_login, find_login, touch_login
from portal.accounts.passwords import hash_password
from portal.accounts.signin import sign_in
from portal.errors import InvalidError, NotFoundError
from portal.infra.identity import SIGNIN
from tests.support.world import NOON

PASSWORD = "a kettle on the roof"


@pytest.fixture
def door(sessions):
    """A session in the sign-in realm, as the sign-in page has."""
    with sessions() as session:
        session.info = {"identity": SIGNIN, "now": NOON}
        yield session


@pytest.fixture
def email_of(session):
    def set_password(user, password=PASSWORD, hashed=None):
        credential = session.get(Credential, user.id)
        credential.password_hash = hashed or hash_password(password)
        session.commit()
        return credential.email

    return set_password


def enter(door, email, password=PASSWORD, now=NOON):
    return sign_in(
        door, email=email, password=password, address="192.0.2.7", agent="Firefox", now=now
    )


@pytest.mark.parametrize("role", Role)
def test_every_role_signs_in_with_mail_and_password(door, world, email_of, role):
    person = world.user(role)

    user, _login, token = enter(door, email_of(person))

    assert user.id == person.id
    assert find_login(door, token, now=NOON).actor.user_id == person.id


def test_a_mail_is_the_same_in_capitals_and_with_spaces(door, world, email_of):
    email = email_of(world.user())

    user, *_rest = enter(door, f"  {email.upper()} ")

    assert user is not None


def test_the_table_holds_no_token(door, world, email_of, session):
    _user, login, token = enter(door, email_of(world.user()))
    door.commit()

    stored = session.get(Login, login.id)

    assert token not in (stored.token_digest, stored.agent, stored.address)


def test_a_wrong_password_an_unknown_mail_and_an_ended_person_get_one_answer(
    door, world, email_of, session
):
    known, ended, invited = world.user(), world.user(ended_at=NOON), world.user()
    tries = [
        (email_of(known), "not this one"),
        ("nobody@example.com", PASSWORD),
        (email_of(ended), PASSWORD),
        (session.get(Credential, invited.id).email, PASSWORD),
    ]
    session.commit()

    answers = []
    for email, password in tries:
        with pytest.raises(InvalidError) as refused:
            enter(door, email, password)
        answers.append((refused.value.code, refused.value.field, refused.value.values))

    assert len({str(answer) for answer in answers}) == 1


@pytest.mark.usefixtures("strong_passwords")
def test_an_unknown_mail_takes_as_long_as_a_wrong_password(door, world, email_of):
    email = email_of(world.user())

    def shortest(mail):
        times = []
        for _ in range(4):
            begun = perf_counter()
            with pytest.raises(InvalidError):
                enter(door, mail, "not this one")
            times.append(perf_counter() - begun)
        return min(times)

    shortest("nobody@example.com")  # the first one makes nobody's hash
    known, unknown = shortest(email), shortest("nobody@example.com")

    assert 0.5 < unknown / known < 2


@pytest.mark.usefixtures("strong_passwords")
def test_a_hash_of_weaker_days_is_renewed_on_signing_in(door, world, email_of, session):
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    person = world.user()

    enter(door, email_of(person, hashed=weak))
    door.commit()

    session.expire_all()
    assert session.get(Credential, person.id).password_hash != weak


@pytest.mark.parametrize(
    ("role", "idle", "goes_on"),
    [
        (Role.AGENT, IDLE - timedelta(minutes=1), True),
        (Role.AGENT, IDLE + timedelta(minutes=1), False),
        (Role.INSTALLER, LONGEST - timedelta(minutes=1), True),
        (Role.INSTALLER, LONGEST + timedelta(minutes=1), False),
    ],
)
def test_a_login_ends_when_it_is_left_alone(door, world, email_of, role, idle, goes_on):
    _user, _login, token = enter(door, email_of(world.user(role)))

    assert (find_login(door, token, now=NOON + idle) is not None) is goes_on


def test_a_login_in_daily_use_ends_after_thirty_days(door, world, email_of):
    _user, login, token = enter(door, email_of(world.user()))
    touch_login(door, login.id, now=NOON + LONGEST - timedelta(hours=1))

    assert find_login(door, token, now=NOON + LONGEST - timedelta(minutes=1)) is not None
    assert find_login(door, token, now=NOON + LONGEST) is None


@pytest.mark.parametrize("role", [Role.AGENT, Role.BOARD_MEMBER, Role.DEALER_DESK, Role.INSTALLER])
def test_a_person_ends_their_own_login_and_nobody_elses(door, world, email_of, acting, role):
    mine, others = world.user(role), world.user(role)
    _user, my_login, my_token = enter(door, email_of(mine))
    _user, other_login, _token = enter(door, email_of(others))
    door.commit()
    me = Actor.of_user(mine)
    own = acting(me)

    end_login(own, me, my_login.id, now=NOON)
    with pytest.raises(NotFoundError):
        end_login(own, me, other_login.id, now=NOON)
    own.commit()

    assert find_login(door, my_token, now=NOON) is None


def test_an_administrator_ends_anybodys_login(door, world, email_of, acting):
    _user, login, token = enter(door, email_of(world.user(Role.INSTALLER)))
    door.commit()
    admin = world.actor(Role.ADMIN)
    office = acting(admin)

    end_login(office, admin, login.id, now=NOON)
    office.commit()

    assert find_login(door, token, now=NOON) is None


def test_an_ended_person_is_out_at_once(door, world, email_of, session):
    person = world.user()
    _user, _login, token = enter(door, email_of(person))
    door.commit()

    person.ended_at = NOON
    session.commit()

    assert find_login(door, token, now=NOON) is None
