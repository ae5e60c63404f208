"""Shift handover: promises, callbacks and half-written drafts pass in one step (domain I6)."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from models import (
    Case,
    CaseEvent,
    CaseStatus,
    Draft,
    EventKind,
    Notice,
    NoticeKind,
    Promise,
    Role,
    StoredFile,
    Task,
    TaskKind,
)
from portal.access.actors import Actor
from portal.cases.bear import bring_photos
from portal.cases.drafts import load_draft, save_draft
from portal.cases.hand_over import Picked, hand_over
from portal.cases.mine import in_hand
from portal.errors import ForbiddenError, InvalidError, NotFoundError
from tests.support.world import NOON

HOUR = timedelta(hours=1)
FORM = "call.5f0c4ba0-0000-4000-8000-000000000001"


@pytest.fixture
def giver(world):
    return world.user(Role.AGENT, name="Going Home")


@pytest.fixture
def taker(world):
    return world.user(Role.AGENT, name="Coming In")


def furnish(world, session, giver):
    """One of each kind, all of the giver's."""
    case = world.case(CaseStatus.RESOLVED, world.dealer(), agent_id=giver.id)
    promise = world.add(
        Promise(
            case_id=case.id, body="We ring", due_at=NOON + HOUR, made_by_id=giver.id,
            made_at=NOON, owner_id=giver.id,
        )
    )  # fmt: skip
    fields = {"name": ["Cao"], "what": ["Ceiling\nleaks"], "sign": ["water", "spreading"]}
    draft = world.add(
        Draft(user_id=giver.id, form_id=FORM, title="Cao", fields=json.dumps(fields), saved_at=NOON)
    )
    task = world.add(
        Task(
            case_id=case.id, kind=TaskKind.OTHER, title="Send the spare key", owner_id=giver.id,
            due_at=NOON + HOUR, made_by_id=giver.id, made_at=NOON,
        )
    )  # fmt: skip
    session.commit()
    return Picked([promise.id], [case.id], [draft.id], [task.id]), fields


def hand(acting, user, to, picked, *, from_id=None):
    realm = acting(actor := Actor.of_user(user))
    count = hand_over(realm, actor, to.id, picked, from_id=from_id, now=NOON)
    realm.commit()
    return count


def test_everything_passes_at_once_and_no_field_is_lost(world, session, acting, giver, taker):
    picked, fields = furnish(world, session, giver)

    assert hand(acting, giver, taker, picked) == 4

    session.expire_all()
    assert session.get(Promise, picked.promises[0]).owner_id == taker.id
    assert session.get(Case, picked.cases[0]).agent_id == taker.id
    actor = Actor.of_user(taker)
    realm = acting(actor)
    assert load_draft(realm, actor, FORM) == fields
    found = in_hand(realm, actor, taker)
    kinds = (found.promises, found.cases, found.drafts, found.tasks)
    assert [len(kind) for kind in kinds] == [1, 1, 1, 1]


def test_the_case_says_so_and_the_colleague_is_told_once(world, session, acting, giver, taker):
    picked, _fields = furnish(world, session, giver)

    hand(acting, giver, taker, picked)

    session.expire_all()
    event = session.scalars(select(CaseEvent).where(CaseEvent.kind == EventKind.PASSED_ON)).one()
    assert (event.case_id, event.detail["to"], event.for_customer) == (
        picked.cases[0], "Coming In", False,
    )  # fmt: skip
    notice = session.scalars(select(Notice).where(Notice.kind == NoticeKind.HANDED_OVER)).one()
    assert (notice.user_id, notice.detail["count"]) == (taker.id, 4)


def test_a_draft_of_the_same_form_keeps_its_place_beside_the_other(
    world, session, acting, giver, taker
):
    picked, _fields = furnish(world, session, giver)
    realm = acting(actor := Actor.of_user(taker))
    save_draft(realm, actor, FORM, {"name": ["Other"]}, now=NOON)
    realm.commit()

    hand(acting, giver, taker, Picked(drafts=picked.drafts))

    session.expire_all()
    drafts = session.scalars(select(Draft).where(Draft.user_id == taker.id)).all()
    assert {json.loads(one.fields)["name"][0] for one in drafts} == {"Cao", "Other"}
    assert all(one.form_id.startswith("call.") for one in drafts)


def test_the_photos_of_a_draft_go_into_the_colleagues_case(world, session, acting, giver, taker):
    case = world.case(CaseStatus.TRIAGE)
    photo = world.photo(case, key="draft-photo", case_id=None, added_by_id=giver.id)
    dealers = world.user(Role.DEALER_DESK, world.dealer())
    other = world.photo(case, key="others-photo", case_id=None, added_by_id=dealers.id)
    session.commit()
    realm = acting(actor := Actor.of_user(taker))

    bring_photos(realm, actor, realm.get(Case, case.id), [photo.id])
    with pytest.raises(InvalidError, match="photo_is_gone"):
        bring_photos(realm, actor, realm.get(Case, case.id), [other.id])
    realm.commit()

    session.expire_all()
    assert session.get(StoredFile, photo.id).case_id == case.id
    assert session.get(StoredFile, other.id).case_id is None


@pytest.mark.parametrize("kind", ["promises", "cases", "drafts"])
def test_what_is_anothers_cannot_be_taken_and_nothing_passes(
    world, session, acting, giver, taker, kind
):
    picked, _fields = furnish(world, session, giver)
    thief = world.user(Role.AGENT)

    with pytest.raises(NotFoundError):
        hand(acting, thief, taker, Picked(**{kind: getattr(picked, kind)}))
    with pytest.raises(ForbiddenError):
        hand(acting, thief, taker, picked, from_id=giver.id)


def test_a_second_time_there_is_nothing_left_to_pass(world, session, acting, giver, taker):
    picked, _fields = furnish(world, session, giver)
    hand(acting, giver, taker, picked)

    with pytest.raises(NotFoundError):
        hand(acting, giver, taker, picked)


def test_a_supervisor_hands_over_for_somebody_who_is_away(world, session, acting, giver, taker):
    picked, _fields = furnish(world, session, giver)

    boss = world.user(Role.SUPERVISOR)

    assert hand(acting, boss, taker, picked, from_id=giver.id) == 4


@pytest.mark.parametrize("role", [Role.QA, Role.DEALER_DESK, Role.ADMIN])
def test_it_goes_to_somebody_at_the_desk_who_is_there(world, session, acting, giver, role):
    picked, _fields = furnish(world, session, giver)
    dealer = world.dealer() if role is Role.DEALER_DESK else None

    with pytest.raises(InvalidError, match="handover_to_whom"):
        hand(acting, giver, world.user(role, dealer), picked)
    with pytest.raises(InvalidError, match="handover_to_whom"):
        hand(acting, giver, giver, picked)


def test_nobody_else_has_anything_to_hand_over(world, session, acting, giver, taker):
    picked, _fields = furnish(world, session, giver)

    with pytest.raises(ForbiddenError):
        hand(acting, world.user(Role.DEALER_DESK, world.dealer()), taker, picked)


def test_the_page_passes_what_is_ticked_and_a_second_click_nothing_more(
    world, session, as_user, giver, taker
):
    picked, _fields = furnish(world, session, giver)
    browser = as_user(giver)
    page = browser.open("/hotline/handover")
    data = page.form("handover").filled()
    data["to_id"] = str(taker.id)
    data.poplist("draft")

    answers = [browser.client.post("/hotline/handover", data=data) for _click in range(2)]

    assert [one.location for one in answers] == ["/hotline", "/hotline"]
    session.expire_all()
    assert session.get(Promise, picked.promises[0]).owner_id == taker.id
    assert session.get(Draft, picked.drafts[0]).user_id == giver.id
    assert len(session.scalars(select(Notice).where(Notice.user_id == taker.id)).all()) == 1


def test_an_agent_does_not_open_a_colleagues_page(world, session, as_user, giver, taker):
    furnish(world, session, giver)

    assert as_user(taker).get(f"/hotline/handover?from={giver.id}").status_code == 403
    boss = as_user(world.user(Role.SUPERVISOR))
    assert "We ring" in boss.open(f"/hotline/handover?from={giver.id}").text
