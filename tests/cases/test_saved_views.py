"""Lists of one's own: kept for one person, and seen by nobody else."""

import pytest

from models import Role
from portal.cases.saved_views import MOST, delete_view, save_view, saved_views
from portal.errors import ForbiddenError, InvalidError, NotFoundError, RefusedError


@pytest.fixture
def agent(world):
    return world.actor(Role.AGENT)


def names(realm, actor):
    return [view.name for view in saved_views(realm, actor)]


def test_each_sees_their_own_by_name(world, acting, agent):
    realm = acting(agent)
    save_view(realm, agent, "Urgent in Xihu", "view=open&severity=urgent")
    save_view(realm, agent, " My   triage ", "view=triage")
    realm.commit()
    colleague = world.actor(Role.QA)

    assert names(acting(agent), agent) == ["My triage", "Urgent in Xihu"]
    assert names(acting(colleague), colleague) == []


def test_a_name_stands_for_one_list(acting, agent):
    realm = acting(agent)
    save_view(realm, agent, "Urgent", "view=open&severity=urgent")

    with pytest.raises(RefusedError) as refused:
        save_view(realm, agent, "Urgent", "view=triage")

    assert (refused.value.code, refused.value.field) == ("view_name_taken", "name")


@pytest.mark.parametrize("name", ["", "  ", "x" * 41])
def test_a_view_has_a_short_name(acting, agent, name):
    with pytest.raises(InvalidError):
        save_view(acting(agent), agent, name, "view=open")


def test_twenty_are_enough(acting, agent):
    realm = acting(agent)
    for number in range(MOST):
        save_view(realm, agent, f"View {number}", "view=open")

    with pytest.raises(RefusedError, match="too_many_views"):
        save_view(realm, agent, "One more", "view=open")


def test_anothers_view_is_not_found(world, acting, agent):
    realm = acting(agent)
    view_id = save_view(realm, agent, "Urgent", "view=open&severity=urgent").id
    realm.commit()
    colleague = world.actor(Role.AGENT)

    with pytest.raises(NotFoundError):
        delete_view(acting(colleague), colleague, view_id)

    realm = acting(agent)
    delete_view(realm, agent, view_id)
    realm.commit()
    assert names(acting(agent), agent) == []


def test_who_reads_no_queue_saves_none(world, acting):
    desk = world.actor(Role.DEALER_DESK)

    with pytest.raises(ForbiddenError):
        save_view(acting(desk), desk, "Mine", "view=open")
