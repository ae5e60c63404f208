"""The sign-in page, signing out, and what a lost login does to an open page."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from models import Credential, Login, Role, SigninAttempt
from portal.accounts.passwords import hash_password
from portal.accounts.throttle import FOR_A_NAME
from portal.infra import clock
from tests.support.page import Browser, checked

PASSWORD = "a kettle on the roof"


@pytest.fixture
def browser(app):
    return Browser(app.test_client(), locale="en")


@pytest.fixture
def person(world, session):
    user = world.user(Role.AGENT)
    session.get(Credential, user.id).password_hash = hash_password(PASSWORD)
    session.commit()
    return user


@pytest.fixture
def email(person, session):
    found = session.get(Credential, person.id).email
    session.commit()
    return found


def test_a_stranger_is_asked_to_sign_in_and_led_back(browser, email):
    asked = browser.get("/account?tab=logins")
    signed_in = browser.submit(asked.location, email=email, password=PASSWORD)

    assert asked.location == "/sign-in?next=%2Faccount%3Ftab%3Dlogins"
    assert signed_in.location == "/account?tab=logins"


@pytest.mark.parametrize(
    "wanted",
    ["//evil.example", "https://evil.example/", "/\\evil.example", "/\t/evil.example",
     "javascript:alert(1)", "http:evil.example", "\\\\evil.example", "/%09/ok"],
)  # fmt: skip
def test_nobody_is_led_out_of_the_portal(browser, email, wanted):
    answer = browser.submit("/sign-in", email=email, password=PASSWORD, next=wanted)

    assert answer.location in {"/", "/%09/ok"}


def test_a_wrong_password_keeps_the_mail_and_not_the_password(browser, email):
    answer = browser.submit("/sign-in?next=/x", email=email, password="not this one at all")

    page = checked(answer)
    assert answer.status_code == 422
    assert page.form().controls["email"].values == [email]
    assert page.form().controls["password"].values == [""]
    assert page.form().controls["next"].values == ["/x"]


def test_the_address_is_told_to_wait_after_too_many_tries(browser, email):
    for _ in range(FOR_A_NAME):
        browser.submit("/sign-in", email=email, password="not this one at all")

    answer = browser.submit("/sign-in", email=email, password=PASSWORD)

    assert answer.status_code == 429
    assert "Wait 15 minutes" in checked(answer).text


def test_a_rollback_forgets_no_try(browser, session):
    browser.submit("/sign-in", email="nobody@example.com", password="not this one at all")

    assert session.scalar(select(func.count()).select_from(SigninAttempt)) == 2


def test_without_a_token_nobody_is_signed_in(app, email):
    answer = app.test_client().post("/sign-in", data={"email": email, "password": PASSWORD})

    assert answer.status_code == 400


def test_signing_in_gives_the_browser_another_session(browser, email):
    browser.open("/sign-in")
    with browser.client.session_transaction() as cookie:
        before = dict(cookie)

    browser.submit("/sign-in", email=email, password=PASSWORD)

    with browser.client.session_transaction() as cookie:
        assert cookie.get("csrf_token") != before["csrf_token"]


def test_signing_out_ends_the_login_in_the_table(as_user, person, session):
    browser = as_user(person)

    answer = browser.submit("/account", form="/sign-out")

    session.expire_all()
    assert answer.location == "/sign-in"
    assert session.scalars(select(Login.ended_at)).one() is not None


def test_a_stolen_cookie_is_worth_nothing_after_signing_out(as_user, person, app):
    browser = as_user(person)
    with browser.client.session_transaction() as cookie:
        stolen = dict(cookie)
    browser.submit("/account", form="/sign-out")
    thief = app.test_client()
    with thief.session_transaction() as cookie:
        cookie.update(stolen)

    assert thief.get("/account").status_code == 302


def test_a_login_ended_elsewhere_stops_at_the_next_request(as_user, person, session):
    here = as_user(person)
    here.open("/account")

    session.execute(update(Login).values(ended_at=clock.now()))
    session.commit()

    assert here.get("/account").status_code == 302


def test_a_form_sent_after_the_login_ended_leads_back_to_its_page(as_user, person, session):
    browser = as_user(person)
    form = browser.open("/account").form("/account/language").filled()
    session.execute(update(Login).values(ended_at=clock.now()))
    session.commit()

    answer = browser.client.post(
        "/account/language", data=form, headers={"Referer": "http://localhost/account"}
    )

    assert answer.status_code == 401
    assert "/sign-in?next=%2Faccount" in checked(answer).links
    assert "kept as a draft" in answer.text


def test_a_page_notes_when_the_browser_was_seen(as_user, person, session):
    browser = as_user(person)
    earlier = clock.now() - timedelta(hours=2)
    session.execute(update(Login).values(last_seen_at=earlier))
    session.commit()

    browser.open("/account")

    session.expire_all()
    assert session.scalars(select(Login.last_seen_at)).one() > earlier
