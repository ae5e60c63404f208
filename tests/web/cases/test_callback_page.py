"""The page of the call to the customer: its hours, what was said to be done, its rows of tasks."""

import re
from datetime import timedelta

import pytest

from models import CaseStatus, Role, Setting
from portal.infra import clock
from portal.settings.known import CALLBACK_UNTIL
from tests.support.page import checked
from tests.support.queries import counted
from tests.support.world import NOON


@pytest.fixture(autouse=True)
def in_the_afternoon(monkeypatch):
    """Customers are rung by day only."""
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(hours=2))


@pytest.fixture
def agent(world, as_user):
    return as_user(world.user(Role.AGENT))


@pytest.fixture
def url(world):
    return f"/cases/{world.case(CaseStatus.RESOLVED, world.dealer()).number}/call-back"


def test_the_page_of_the_call_says_the_hours_that_are_set(session, agent, url):
    session.merge(Setting(key=CALLBACK_UNTIL.key, value=18, changed_at=NOON))
    session.commit()

    page = agent.open(url)

    assert "Between 09:00 and 18:00" in page.text


def test_a_second_task_is_folded_until_something_stands_in_it(agent, url):
    page = agent.open(url)
    answer = agent.submit(
        url,
        outcome="settled_with_reservation",
        **{"reservations-2-title": "Bring the cover."},
    )

    assert answer.status_code == 422
    assert 'class="hf-more" open' not in page.html
    assert 'class="hf-more" open' in checked(answer).html


def test_who_can_do_a_task_is_asked_once_for_all_its_rows(session, agent, url):
    agent.open(url)

    with counted(session) as statements:
        agent.open(url)

    asked = [one for one in statements if "FROM users" in one and "users.ended_at IS NULL" in one]
    assert len(asked) == 1


def test_what_is_said_to_be_done_begins_without_an_empty_line(agent, url):
    html = agent.open(url).html

    assert re.search(r'<blockquote class="hf-entry__quote">\S', html)
