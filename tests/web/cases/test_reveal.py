"""The customer's number on the page of a case: masked, until its reveal is on record (L3, D4)."""

import pytest
from sqlalchemy import select

from models import CaseEvent, CaseStatus, EventKind, Role


@pytest.fixture
def agent(world):
    return world.user(Role.AGENT, name="Lin Wen")


def test_qa_reads_without_a_number_in_full_and_without_anything_to_do(as_user, world):
    case = world.case(CaseStatus.CLOSED, customer=world.customer("Ms Shen", phone="19900002207"))

    page = as_user(world.user(Role.QA)).open(f"/cases/{case.number}")

    assert "…2207" in page.text
    assert "19900002207" not in page.html
    assert "199 0000 2207" not in page.text
    assert "Show the number" not in page.text


def test_the_number_is_masked_until_its_reveal_is_on_record(as_user, world, agent, session):
    case = world.case(customer=world.customer("Ms Shen", phone="19900002207"))
    browser = as_user(agent)
    url = f"/cases/{case.number}"
    before = browser.open(url)

    answer = browser.submit(url, form=f"{url}/reveal-phone")

    assert "199****2207" in before.text
    assert "199 0000 2207" not in before.text
    assert "199 0000 2207" in browser.open(answer.location).text
    session.expire_all()
    revealed = session.scalars(
        select(CaseEvent).where(CaseEvent.kind == EventKind.PHONE_REVEALED)
    ).one()
    assert revealed.user_id == agent.id


def test_an_address_alone_reveals_nothing(as_user, world, agent):
    case = world.case(customer=world.customer("Ms Shen", phone="19900002207"))

    page = as_user(agent).open(f"/cases/{case.number}?revealed=1")

    assert "199 0000 2207" not in page.text


def test_a_dealer_that_was_only_offered_the_case_gets_no_number(as_user, world):
    dealer = world.dealer()
    case = world.case(CaseStatus.OFFERED, dealer, customer=world.customer(phone="19900002207"))
    clerk = as_user(world.user(Role.DEALER_DESK, dealer))

    page = clerk.open(f"/cases/{case.number}")

    assert "2207" not in page.text
    assert "Show the number" not in page.text


def test_a_dealer_that_holds_the_case_can_have_the_number_shown(as_user, world):
    dealer = world.dealer()
    case = world.case(CaseStatus.ACCEPTED, dealer, customer=world.customer(phone="19900002207"))
    clerk = as_user(world.user(Role.DEALER_DESK, dealer))
    url = f"/cases/{case.number}"

    answer = clerk.submit(url, form=f"{url}/reveal-phone")

    assert "199 0000 2207" in clerk.open(answer.location).text
