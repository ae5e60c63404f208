"""Lists of one's own, on the pages with a queue."""

import html

import pytest
from sqlalchemy import select

from models import Role, SavedView, Severity
from tests.support.page import checked

SAVE = "/cases/views"
URGENT = "/cases?severity=urgent&sort=-heard&status=lost&after="


@pytest.fixture
def agent(world, as_user):
    return as_user(world.user(Role.AGENT))


def test_what_is_shown_is_saved_as_a_tab_and_given_up_again(session, world, agent):
    urgent = world.case(severity=Severity.URGENT)
    world.case()

    answer = agent.submit(URGENT, form=SAVE, name="Urgent first")

    view = session.scalars(select(SavedView)).one()
    assert (view.name, view.query) == ("Urgent first", "view=open&sort=-heard&severity=urgent")
    assert answer.location == f"/cases?{view.query}"
    page = agent.open(answer.location)
    assert f"/cases/{urgent.number}" in page.links
    assert "Urgent first" in agent.open("/cases").text
    assert f'<a href="{html.escape(answer.location)}" aria-current="page">Urgent first' in page.html
    agent.submit(answer.location, form=f"{SAVE}/{view.id}/delete")
    assert "Urgent first" not in agent.open("/cases").text


def test_the_desk_shows_them_too(world, agent):
    agent.submit("/hotline?view=triage&chased=1", form=SAVE, name="Chased")

    page = agent.open("/hotline")

    assert "/hotline?view=triage&chased=1" in page.links


def test_a_standing_view_needs_no_saving(world, agent):
    assert "Save this view" not in agent.open("/cases?view=triage").text


def test_a_name_that_is_taken_is_asked_for_again_with_the_list_kept(session, world, agent):
    agent.submit("/cases?overdue=1", form=SAVE, name="Late")

    answer = agent.submit("/cases?chased=1", form=SAVE, name="Late")

    assert answer.status_code == 409
    page = checked(answer)
    assert "You have a view called “Late” already" in page.text
    assert page.form(SAVE).controls["query"].values == ["view=open&chased=1"]


def test_only_what_a_list_understands_is_kept(session, world, agent):
    agent.submit("/cases?chased=1", form=SAVE, name="Odd", query="view=none&next=//evil")

    assert session.scalars(select(SavedView.query)).all() == ["view=mine"]
