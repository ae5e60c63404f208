"""What one has to do: a list of its own, a place in the handover, and a way there."""

from datetime import timedelta

import pytest

from models import CaseStatus, Role, Task, TaskKind
from tests.support.world import NOON


@pytest.fixture
def agent(world):
    return world.user(Role.AGENT)


@pytest.fixture
def browser(as_user, agent):
    return as_user(agent)


@pytest.fixture
def put(world):
    def make(title, *, owner=None):
        case = world.case(CaseStatus.TRIAGE, customer=world.customer(f"Customer of {title}"))
        return world.add(
            Task(
                case_id=case.id, kind=TaskKind.OTHER, title=title, team=owner is None,
                owner_id=owner and owner.id, due_at=NOON + timedelta(days=1),
                made_by_id=world.user(Role.AGENT).id, made_at=NOON,
            )
        )  # fmt: skip

    return make


def test_the_list_holds_ones_own_and_the_teams_and_no_colleagues(world, agent, browser, put):
    put("Mine", owner=agent)
    put("Anybody’s")
    put("Hers", owner=world.user(Role.AGENT))

    page = browser.open("/hotline/tasks")

    assert "Mine" in page.text
    assert "Anybody’s" in page.text
    assert "Hers" not in page.text
    assert "/tasks" in page.html


def test_the_desks_lane_leads_to_the_list(agent, browser, put):
    put("Mine", owner=agent)

    assert 'href="/hotline/tasks"' in browser.open("/hotline").html


def test_a_task_alone_can_be_handed_over_and_the_desk_shows_the_way(
    world, session, agent, browser, put
):
    assert "/hotline/handover" not in browser.open("/hotline").html
    task, taker = put("Mine", owner=agent), world.user(Role.AGENT)
    assert "/hotline/handover" in browser.open("/hotline").html

    browser.submit("/hotline/handover", form="handover", to_id=taker.id)

    session.expire_all()
    assert session.get(Task, task.id).owner_id == taker.id


def test_a_dealers_person_has_no_such_list(world, as_user):
    as_user(world.user(Role.DEALER_DESK)).open("/hotline/tasks", status=403)
