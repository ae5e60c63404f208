"""After thirty days a new case is made and linked (domain K3)."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models import Case, CaseEvent, CaseStatus, EventKind, Role
from portal.cases.linked_cases import read_linked_cases
from portal.cases.open import Call, open_case
from portal.errors import RefusedError
from tests.support.world import NOON

LATER = NOON + timedelta(days=31)


def follow(acting, actor, followed, customer_id, now=LATER):
    realm = acting(actor, now)
    call = Call("It drips again.", customer_id=customer_id, follows_id=followed.id)
    case = open_case(realm, actor, call, now=now)
    realm.commit()
    return case


def test_the_new_case_and_the_old_one_name_each_other(session, world, acting):
    old, agent = world.case(CaseStatus.CLOSED), world.actor()

    made = follow(acting, agent, old, old.customer_id)

    session.expire_all()
    new = session.get(Case, made.id)
    assert (new.follows_id, old.status) == (old.id, CaseStatus.CLOSED)
    events = session.execute(
        select(CaseEvent.case_id, CaseEvent.detail["other"].astext).where(
            CaseEvent.kind.in_([EventKind.FOLLOWS, EventKind.FOLLOWED])
        )
    )
    assert {tuple(row) for row in events} == {(new.id, old.number), (old.id, new.number)}
    reader = acting(agent, LATER)
    assert [link.number for link in read_linked_cases(reader, agent, new)] == [old.number]
    assert [link.number for link in read_linked_cases(reader, agent, old)] == [new.number]


def test_what_can_still_be_reopened_is_not_followed(world, acting):
    old = world.case(CaseStatus.CLOSED)

    with pytest.raises(RefusedError) as refused:
        follow(acting, world.actor(), old, old.customer_id, NOON + timedelta(days=29))

    assert refused.value.code == "reopen_it_instead"


def test_an_open_case_is_not_followed(world, acting):
    old = world.case(CaseStatus.ACCEPTED)

    with pytest.raises(RefusedError) as refused:
        follow(acting, world.actor(), old, old.customer_id)

    assert refused.value.code == "followed_case_is_open"


def test_a_case_follows_none_of_another_customer(world, acting):
    old = world.case(CaseStatus.CLOSED)

    with pytest.raises(RefusedError) as refused:
        follow(acting, world.actor(), old, world.customer().id)

    assert refused.value.code == "follows_another_customer"


def test_a_dealer_sees_no_link_to_a_case_that_is_not_its_own(session, world, acting):
    old, agent = world.case(CaseStatus.CLOSED, dealer := world.dealer()), world.actor()
    follow(acting, agent, old, old.customer_id)
    desk = world.actor(Role.DEALER_DESK, dealer)

    assert read_linked_cases(acting(desk, LATER), desk, old) == []
