import pytest
from sqlalchemy import text

from models import Role
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


def test_what_stalls_narrows_any_list(session, world, agent, as_user):
    case, other = stalled(session, world, agent_id=agent.id), world.case(agent_id=agent.id)

    html = as_user(agent).open("/cases?view=mine&stalled=1").html

    assert case.number in html
    assert other.number not in html
    assert "The case stalls" in html


def test_the_page_of_the_case_says_why_it_stalls(session, world, agent, as_user):
    case = stalled(session, world)

    assert (
        "0 touches and no step further since" in as_user(agent).open(f"/cases/{case.number}").text
    )
