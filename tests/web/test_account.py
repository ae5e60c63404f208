"""One's own account page, and the one-time link."""

import pytest
from sqlalchemy import select

from models import Credential, Login, Role, User
from portal.accounts.invite import invite_user
from portal.accounts.passwords import hash_password, matches
from portal.infra import clock
from tests.support.page import Browser, checked

PASSWORD = "a kettle on the roof"


@pytest.fixture
def person(world, session):
    user = world.user(Role.AGENT)
    session.get(Credential, user.id).password_hash = hash_password(PASSWORD)
    session.commit()
    return user


@pytest.fixture
def link(world, acting):
    admin = world.actor(Role.ADMIN)
    office = acting(admin, clock.now())
    token = invite_user(
        office,
        admin,
        name="Lin Wen",
        email="lin.wen@example.com",
        role=Role.AGENT,
        now=clock.now(),
    )
    office.commit()
    return f"/invitations/{token}"


@pytest.mark.parametrize("role", Role)
def test_everybody_has_an_account_page(world, as_user, role):
    person = world.user(role)

    page = as_user(person).open("/account")

    assert person.name in page.text


def test_a_language_holds_for_the_person_and_this_browser(as_user, person, session):
    browser = as_user(person)

    browser.submit("/account", form="/account/language", locale="zh_Hant")

    session.expire_all()
    assert session.get(User, person.id).locale == "zh_Hant"
    session.commit()
    assert browser.open("/account").lang == "zh-Hant"


def test_the_language_is_kept_as_safely_as_any_other_choice(app, as_user, person, monkeypatch):
    monkeypatch.setitem(app.config, "SESSION_COOKIE_SECURE", True)
    browser = as_user(person)

    answer = browser.submit("/account", form="/account/language", locale="zh_Hant")

    kept = [line for line in answer.headers.getlist("Set-Cookie") if line.startswith("locale=")]
    assert len(kept) == 1
    assert "Secure" in kept[0]


@pytest.mark.parametrize("role, reads", [(Role.AGENT, True), (Role.SALES, False)])
def test_an_agent_finds_the_audits_of_their_cases_from_their_account(world, as_user, role, reads):
    page = as_user(world.user(role)).open("/account")

    assert ("/account/audits" in page.links) is reads


def test_a_password_is_changed_and_other_browsers_are_out(as_user, person, session):
    here, there = as_user(person), as_user(person)

    answer = here.submit(
        "/account",
        form="/account/password",
        current=PASSWORD,
        password="a lamp in the yard",
        again="a lamp in the yard",
    )

    assert answer.status_code == 302
    assert here.get("/account").status_code == 200
    assert there.get("/account").status_code == 302
    session.expire_all()
    assert matches(session.get(Credential, person.id).password_hash, "a lamp in the yard")


@pytest.mark.parametrize(
    ("answers", "status", "sentence"),
    [
        ({"current": "wrong"}, 422, "not your present password"),
        ({"again": "another one"}, 422, "two passwords differ"),
        ({"password": "short", "again": "short"}, 422, "at least 10"),
        ({"password": "1234567890", "again": "1234567890"}, 422, "first guess"),
    ],
)
def test_a_refused_password_says_why(as_user, person, answers, status, sentence):
    good = {"current": PASSWORD, "password": "a lamp in the yard", "again": "a lamp in the yard"}

    answer = as_user(person).submit("/account", form="/account/password", **{**good, **answers})

    assert answer.status_code == status
    assert sentence in checked(answer).text


def test_one_of_ones_browsers_is_signed_out_from_another(as_user, person, session):
    here, there = as_user(person), as_user(person)
    logins = session.scalars(select(Login.id).order_by(Login.id)).all()
    session.commit()

    here.submit("/account", form=f"/account/logins/{logins[1]}/end")

    assert there.get("/account").status_code == 302
    assert here.get("/account").status_code == 200


def test_an_invited_person_sets_a_password_and_signs_in(app, link):
    browser = Browser(app.test_client(), locale="en")

    answer = browser.submit(link, password=PASSWORD, again=PASSWORD)
    signed_in = browser.submit("/sign-in", email="lin.wen@example.com", password=PASSWORD)

    assert answer.location == "/sign-in"
    assert signed_in.location == "/"
    assert browser.get("/account").status_code == 200


def test_an_invitation_opens_once(app, link):
    browser = Browser(app.test_client(), locale="en")
    browser.submit(link, password=PASSWORD, again=PASSWORD)

    page = browser.open(link, status=409)

    assert "used already" in page.text


def test_the_secret_address_is_told_to_nobody(app, link):
    answer = app.test_client().get(link)

    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_two_different_passwords_use_nothing_up(app, link):
    browser = Browser(app.test_client(), locale="en")

    answer = browser.submit(link, password=PASSWORD, again="something else")

    assert answer.status_code == 422
    assert "two passwords differ" in checked(answer).text
    browser.open(link)
