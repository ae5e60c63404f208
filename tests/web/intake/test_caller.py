"""A sent call may name what its page offers, and nothing else."""

import pytest
from sqlalchemy import func, select

from models import Case, CaseAccused, Role
from tests.support.queries import counted

URL = "/hotline/cases/new"
NUMBER = "19900001186"


@pytest.fixture
def agent(world, as_user):
    return as_user(world.user(Role.AGENT))


@pytest.fixture
def customer(world):
    return world.customer("Ms Cao", NUMBER)


def send(agent, **answers):
    """As a browser sends the page, with these answers put over it."""
    given = agent.open(f"{URL}?phone={NUMBER}").form("call").filled()
    for name, answer in {"what": "The ceiling drips.", **answers}.items():
        given.setlist(name, [str(answer)])
    return agent.client.post(URL, data=given)


def cases(session) -> int:
    return session.scalar(select(func.count(Case.id)))


@pytest.mark.parametrize("field", ["product", "symptom"])
def test_what_is_no_longer_to_be_had_is_refused(session, world, agent, customer, field):
    gone = getattr(world, field)(active=False)

    answer = send(agent, **{field: gone.id})

    assert answer.status_code == 422
    assert "The ceiling drips." in answer.text
    assert cases(session) == 0


def test_the_purchase_of_somebody_else_is_refused(session, world, agent, customer):
    other = world.purchase(world.customer("Mr Bai", "19900002222"))

    answer = send(agent, purchase=other.id)

    assert answer.status_code == 422
    assert cases(session) == 0


def test_only_who_has_to_do_with_the_purchase_can_be_complained_of(session, world, agent, customer):
    store, elsewhere = world.dealer(), world.dealer()
    world.purchase(customer, serving_dealer_id=store.id)
    stranger, fitter = world.installer(dealer=elsewhere), world.installer(dealer=store)

    refused = send(agent, accused=stranger.id)
    taken = send(agent, accused=fitter.id)

    assert (refused.status_code, taken.status_code) == (422, 302)
    assert session.scalars(select(CaseAccused.installer_id)).all() == [fitter.id]


def test_the_only_purchase_is_meant_where_the_field_was_not_sent(session, world, agent, customer):
    bought = world.purchase(customer)
    given = agent.open(f"{URL}?phone={NUMBER}").form("call").filled()
    given.setlist("what", ["The ceiling drips."])
    given.poplist("purchase")

    answer = agent.client.post(URL, data=given)

    assert answer.status_code == 302
    assert session.scalars(select(Case.purchase_id)).all() == [bought.id]


def test_a_call_that_leads_on_does_not_read_what_its_page_would_show(
    session, world, agent, customer
):
    world.purchase(customer)
    for _time in range(3):
        world.case(customer=customer)

    with counted(session) as statements:
        shown = agent.open(f"{URL}?phone={NUMBER}").form("call").filled()
    page = [one for one in statements if "enquiries" in one or "callbacks" in one]
    shown.setlist("what", ["The ceiling drips."])
    with counted(session) as statements:
        answer = agent.client.post(URL, data=shown)
    sent = [one for one in statements if "enquiries" in one or "callbacks" in one]

    assert answer.status_code == 302
    assert page
    assert sent == []
