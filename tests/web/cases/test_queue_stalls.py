import pytest
from sqlalchemy import text

from models import CaseStatus, Role
from tests.support.world import NOON


@pytest.fixture
def agent(world):
    return world.user(Role.AGENT)


def stalled(session, world, **given):
    case = world.case(**given)
    session.execute(
        text("UPDATE cases SET stalled_at = :at WHERE id = :id"), {"at": NOON, "id": case.id}
    )
    session.commit()
    return case


def test_what_stalls_has_a_view_of_its_own_and_says_why(session, world, agent, as_user):
    case, other = stalled(session, world), world.case()

    html = as_user(agent).open("/cases?view=stalled").html

    assert case.number in html
    assert other.number not in html
    assert "Stalls: nobody at it" in html
    assert "No step further since" in html
    assert "Offer it to a dealer, or ask a supervisor." in html


def test_the_view_says_why_it_stalls_also_where_the_customer_has_asked_again(
    session, world, agent, as_user
):
    stalled(session, world)
    session.execute(text("UPDATE cases SET raised_at = :at, chases = 1"), {"at": NOON})
    session.commit()

    assert "Stalls: nobody at it" in as_user(agent).open("/cases?view=stalled").html
    assert "Asked again" in as_user(agent).open("/cases?view=open").html


def test_what_stalls_narrows_any_list(session, world, agent, as_user):
    case, other = stalled(session, world, agent_id=agent.id), world.case(agent_id=agent.id)

    html = as_user(agent).open("/cases?view=mine&stalled=1").html

    assert case.number in html
    assert other.number not in html
    assert "The case stalls" in html


@pytest.mark.parametrize(
    ("status", "to_do", "door"),
    [
        (CaseStatus.TRIAGE, "Offer it to a dealer, or ask a supervisor.", "offer"),
        (CaseStatus.OFFERED, "Ring the dealer for an answer", "withdraw-offer"),
        (CaseStatus.CONTACTED, "Ring the dealer and agree a day", "take-away"),
        (CaseStatus.RESOLVED, "Call the customer back.", "call-back"),
    ],
)
def test_the_page_of_the_case_says_why_and_what_to_do(
    session, world, agent, as_user, status, to_do, door
):
    dealer = None if status is CaseStatus.TRIAGE else world.dealer()
    case = stalled(session, world, status=status, dealer=dealer)

    page = as_user(agent).open(f"/cases/{case.number}")

    assert "0 touches and no step further since" in page.text
    assert to_do in page.text
    assert f"/cases/{case.number}/{door}" in page.links


def test_a_dealer_is_not_told_that_it_drags(session, world, as_user):
    dealer = world.dealer()
    case = stalled(session, world, status=CaseStatus.CONTACTED, dealer=dealer)

    page = as_user(world.user(Role.DEALER_DESK, dealer)).open(f"/cases/{case.number}")

    assert "The case stalls" not in page.text
