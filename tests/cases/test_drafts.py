from datetime import timedelta
from uuid import uuid4

import pytest

from models import FormReceipt, Role
from portal.cases.drafts import LARGEST, MOST, delete_draft, drafts_of, load_draft, save_draft
from portal.errors import InvalidError
from tests.support.world import NOON

FIELDS = {"what": ["Water"], "signs": ["water", "spreading"]}


def kept(acting, actor, form_id, fields=FIELDS, now=NOON, title=""):
    session = acting(actor)
    answer = save_draft(session, actor, form_id, fields, title=title, now=now)
    session.commit()
    return answer


def test_a_draft_comes_back_as_it_was_typed_and_is_replaced_by_the_next_save(world, acting):
    agent, form_id = world.actor(), f"new_call.{uuid4()}"
    kept(acting, agent, form_id)

    kept(acting, agent, form_id, {"what": ["Water everywhere"]}, title="Ms Cao")

    assert load_draft(acting(agent), agent, form_id) == {"what": ["Water everywhere"]}
    [listed] = drafts_of(acting(agent), agent)
    assert (listed.form_id, listed.title) == (form_id, "Ms Cao")


def test_the_desk_lists_the_latest_first_and_by_page(world, acting):
    agent = world.actor()
    for minute, page in enumerate(("new_call", "relay", "new_call")):
        kept(acting, agent, f"{page}.{uuid4()}", now=NOON + timedelta(minutes=minute))

    listed = drafts_of(acting(agent), agent)
    calls = drafts_of(acting(agent), agent, page="new_call")

    assert [draft.saved_at for draft in listed] == sorted(
        (draft.saved_at for draft in listed), reverse=True
    )
    assert (len(listed), len(calls)) == (3, 2)


def test_nobody_reads_anothers_draft(world, acting):
    agent, other, form_id = world.actor(), world.actor(), f"new_call.{uuid4()}"
    kept(acting, agent, form_id)

    assert load_draft(acting(other), other, form_id) is None
    assert not delete_draft(acting(other), other, form_id)
    assert load_draft(acting(agent), agent, form_id) == FIELDS


def test_the_last_save_of_a_form_that_was_taken_leaves_no_draft(session, world, acting):
    agent, sent = world.actor(), str(uuid4())
    world.add(FormReceipt(actor=agent.label, form_id=sent, result="/", at=NOON))

    assert not kept(acting, agent, f"new_call.{sent}")
    assert drafts_of(acting(agent), agent) == []


def test_a_draft_is_gone_once_deleted(world, acting):
    seller, form_id = world.actor(Role.SALES), f"relay.{uuid4()}"
    kept(acting, seller, form_id)
    acted = acting(seller)

    assert delete_draft(acted, seller, form_id)
    acted.commit()

    assert load_draft(acting(seller), seller, form_id) is None


def test_too_much_is_refused_and_too_many_are_not_kept(world, acting):
    agent = world.actor()

    with pytest.raises(InvalidError, match="draft_too_large"):
        kept(acting, agent, "new_call.x", {"what": ["x" * LARGEST]})
    answers = [kept(acting, agent, f"new_call.{number}") for number in range(MOST + 1)]

    assert answers == [True] * MOST + [False]
