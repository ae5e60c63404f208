"""The customer's page: what it shows, what it never shows, and who may press its buttons (K9)."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from models import CaseStatus, CustomerLink, FormReceipt, Role, SentBy, Withdrawal
from portal.cases.links import issue_link, revoke_link
from portal.infra import clock
from tests.support.page import Browser
from tests.support.world import NOON

S = CaseStatus
PHONE = "13900004417"


@pytest.fixture(autouse=True)
def at_noon(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)


@pytest.fixture
def case(world):
    return world.case(S.SCHEDULED, world.dealer("Riverside"), customer=world.customer(phone=PHONE))


@pytest.fixture
def issued(world, acting, case):
    realm = acting(actor := world.actor(Role.AGENT))
    link = issue_link(realm, actor, case.id, SentBy.SMS, now=NOON)
    realm.commit()
    realm.close()
    return link


@pytest.fixture
def phone(app):
    """Somebody's browser, with nobody signed in."""
    return Browser(app.test_client(), locale="en")


def test_the_page_says_what_happens_next_by_when_and_who(phone, issued, case):
    page = phone.open(f"/t/{issued.token}")

    assert "Somebody comes to you" in page.text
    assert "Riverside" in page.text
    assert issued.link.code in page.text
    assert case.number in page.text


def test_a_time_that_has_passed_is_said_to_have_passed(phone, issued, case, monkeypatch):
    early = phone.open(f"/t/{issued.token}").text

    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(days=5))
    late = phone.open(f"/t/{issued.token}").text

    assert "By when" in early
    assert "That is late" not in early
    assert "Was to be by" in late
    assert "That is late; we have been told and are after it." in late


def test_the_page_tells_nobody_what_only_the_customer_knows(phone, world, issued, session, case):
    page = phone.open(f"/t/{issued.token}")
    answer = phone.get(f"/t/{issued.token}")

    assert PHONE not in page.html
    # The visit's code may hold the same four digits.
    assert PHONE[-4:] not in re.findall(r"\d+", page.text)
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in answer.headers["X-Robots-Tag"]


def test_a_wrong_an_expired_and_a_revoked_token_look_the_same(
    phone, world, acting, issued, monkeypatch
):
    wrong = phone.get("/t/nobody-ever-had-this")
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(days=61))
    expired = phone.get(f"/t/{issued.token}")
    monkeypatch.setattr(clock, "now", lambda: NOON)
    realm = acting(actor := world.actor(Role.AGENT))
    revoke_link(realm, actor, issued.link.id, now=NOON)
    realm.commit()
    realm.close()
    revoked = phone.get(f"/t/{issued.token}")

    assert {answer.status_code for answer in (wrong, expired, revoked)} == {404}
    bodies = {
        re.sub(
            r'name="csrf_token" value="[^"]*"|[A-Z][a-z]{2} \d+ [A-Z][a-z]{2}[^<]*', "", answer.text
        )
        .replace("nobody-ever-had-this", "")
        .replace(issued.token, "")
        for answer in (wrong, expired, revoked)
    }
    assert len(bodies) == 1
    assert revoked.headers["Referrer-Policy"] == "no-referrer"


def test_opening_the_page_changes_nothing(phone, session, issued):
    phone.open(f"/t/{issued.token}")

    session.expire_all()
    link = session.get(CustomerLink, issued.link.id)
    assert link.failures == 0
    assert session.scalars(select(FormReceipt)).all() == []


def test_the_customer_withdraws_and_takes_it_back(phone, session, issued, case):
    here = f"/t/{issued.token}"

    answer = phone.submit(
        here,
        form="withdraw-form",
        **{"withdraw-reason": "Sold the house.", "withdraw-last_four": PHONE[-4:]},
    )
    assert answer.status_code == 302
    row = session.scalars(select(Withdrawal).where(Withdrawal.case_id == case.id)).one()
    assert row.link_id == issued.link.id
    phone.submit(here, form="not-me-form", **{"notme-last_four": PHONE[-4:]})

    session.expire_all()
    assert row.objected_at == NOON
    assert session.get(CustomerLink, issued.link.id).failures == 0


def test_five_wrong_tries_are_all_that_anybody_has(phone, session, issued, case):
    here = f"/t/{issued.token}"

    def press(digits):
        return phone.submit(
            here,
            form="withdraw-form",
            **{"withdraw-reason": "Enough.", "withdraw-last_four": digits},
        )

    wrong = [press(f"000{n}") for n in range(5)]
    right_but_late = press(PHONE[-4:])

    assert [answer.status_code for answer in wrong] == [422] * 5
    assert right_but_late.status_code == 409
    assert "Too many wrong digits" in right_but_late.text
    session.expire_all()
    assert session.get(CustomerLink, issued.link.id).failures == 5
    assert session.scalars(select(Withdrawal).where(Withdrawal.case_id == case.id)).all() == []


def test_the_address_is_shown_once_to_whoever_made_the_link(world, session, as_user, case):
    browser = as_user(world.user(Role.AGENT))
    here = f"/cases/{case.number}/links"

    browser.submit(here, form="verb", sent_by="sms")
    first, second = browser.open(here), browser.open(here)

    assert "/t/" in first.html
    assert "/t/" not in second.html
    receipts = session.scalars(select(FormReceipt.result)).all()
    assert receipts
    assert not any("/t/" in result for result in receipts)
