"""Rows that are one person count together, and are told apart again (domain S3, L2)."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from models import LikelyDuplicate, Role, Standing
from portal.errors import ForbiddenError, RefusedError
from portal.installers.employ import employ_installer
from portal.installers.identity import link_people, unlink_people
from tests.installers.complaints import complain
from tests.support.world import NOON


@pytest.fixture
def agent(world):
    return world.actor(Role.AGENT)


def linked(acting, agent, session, one, other):
    realm = acting(agent)
    link_people(realm, agent, one.id, other.id, now=NOON)
    realm.commit()
    session.expire_all()


def test_linked_the_complaints_of_both_hold_both_and_apart_neither(world, session, acting, agent):
    one, other = (world.installer(dealer=world.dealer()) for _number in range(2))
    complain(world, acting, one)
    complain(world, acting, other)

    linked(acting, agent, session, one, other)
    together = {one.standing, other.standing}
    realm = acting(agent)
    unlink_people(realm, agent, one.id, now=NOON)
    realm.commit()

    session.expire_all()
    assert together == {Standing.WATCHED}
    assert {one.standing, other.standing} == {Standing.GOOD}


def test_who_is_held_stays_one_person(world, session, acting, agent):
    one, other = (world.installer(dealer=world.dealer()) for _number in range(2))
    for person in (one, other, one):
        complain(world, acting, person)
    linked(acting, agent, session, one, other)
    realm = acting(agent)

    with pytest.raises(RefusedError):
        unlink_people(realm, agent, one.id, now=NOON)
    realm.rollback()

    assert {one.standing, other.standing} == {Standing.HELD}
    with pytest.raises(DatabaseError, match="stays one person"):
        session.execute(
            text("UPDATE installers SET same_as_id = NULL WHERE id = :id"), {"id": one.id}
        )
    session.rollback()


def test_a_dealer_links_nobody(world, acting):
    dealer = world.dealer()
    one, other = (world.installer(dealer=dealer) for _number in range(2))
    manager = world.actor(Role.DEALER_MANAGER, dealer)

    with pytest.raises(ForbiddenError):
        link_people(acting(manager), manager, one.id, other.id, now=NOON)


def test_the_same_name_at_another_number_is_offered_and_not_merged(world, session, acting):
    known = world.installer("Luo Min", dealer=world.dealer())
    dealer = world.dealer()
    manager = world.actor(Role.DEALER_MANAGER, dealer)
    realm = acting(manager)

    new = employ_installer(
        realm, manager, dealer.id, "Luo Min", "13911112222", key="for tests", now=NOON
    )
    realm.commit()

    pair = session.scalars(select(LikelyDuplicate)).one()
    assert (pair.kind, pair.one_id, pair.other_id) == ("installer", known.id, new.id)
    assert new.same_as_id is None
