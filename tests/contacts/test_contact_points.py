"""Contact points have a life of their own, and nobody proves their own alive (domain P1, P2)."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from models import ContactKind, ContactPoint, ContactState, Role, SettingChange
from portal.contacts.add import add_contact_point
from portal.contacts.edit import confirm_contact_point, edit_contact_point
from portal.contacts.prove import prove_dealer_reached
from portal.contacts.read import is_stale, needs_attention
from portal.contacts.retire import retire_contact_point
from portal.errors import ForbiddenError, InvalidError, NotFoundError, RefusedError
from tests.support.world import NOON


@pytest.fixture
def dealer(world):
    return world.dealer("Riverside", live=False)


@pytest.fixture
def desk(world, dealer):
    return world.actor(Role.DEALER_DESK, dealer)


def test_a_new_number_is_unverified_and_on_record(acting, session, dealer, desk):
    theirs = acting(desk)

    point = add_contact_point(
        theirs, desk, dealer.id, ContactKind.PHONE, "desk", "0571 8888 0001", now=NOON
    )
    theirs.commit()

    assert (point.state, point.proved_at) == (ContactState.UNVERIFIED, None)
    change = session.scalars(select(SettingChange)).one()
    assert (change.what, change.before) == (f"contact_point:{point.id}", None)


@pytest.mark.parametrize(
    ("kind", "spelled"),
    [(ContactKind.PHONE, "none"), (ContactKind.EMAIL, "shop"), (ContactKind.ROBOT, "http://a")],
)
def test_what_cannot_be_read_is_refused(acting, dealer, desk, kind, spelled):
    with pytest.raises(InvalidError):
        add_contact_point(acting(desk), desk, dealer.id, kind, "desk", spelled, now=NOON)


def test_another_spelling_keeps_the_point_and_another_number_replaces_it(
    acting, session, world, dealer, desk
):
    point = world.contact_point(dealer)
    plain = point.spelled
    theirs = acting(desk)

    same = edit_contact_point(theirs, desk, point.id, "desk", f"{plain[:4]} {plain[4:]}", now=NOON)
    other = edit_contact_point(theirs, desk, point.id, "desk", "0571 8888 0002", now=NOON)
    theirs.commit()

    session.expire_all()
    assert (same.id, other.id) == (point.id, other.id)
    assert other.id != point.id
    assert (point.state, other.state) == (ContactState.RETIRED, ContactState.UNVERIFIED)


def test_a_retired_point_is_changed_no_more(acting, world, dealer, desk):
    point = world.contact_point(dealer)
    theirs = acting(desk)
    retire_contact_point(theirs, desk, point.id, now=NOON)

    with pytest.raises(RefusedError, match="contact_point_is_retired"):
        edit_contact_point(theirs, desk, point.id, "desk", "0571 8888 0002", now=NOON)


def test_only_a_dead_one_is_confirmed(acting, world, dealer, desk):
    point = world.contact_point(dealer)

    with pytest.raises(RefusedError, match="contact_point_is_not_dead"):
        confirm_contact_point(acting(desk), desk, point.id, now=NOON)


def test_the_number_of_another_dealer_is_not_found(acting, world, desk):
    point = world.contact_point(world.dealer())
    theirs = acting(desk)

    with pytest.raises(NotFoundError):
        retire_contact_point(theirs, desk, point.id, now=NOON)
    with pytest.raises(ForbiddenError):
        add_contact_point(
            theirs, desk, point.dealer_id, ContactKind.PHONE, "x", "0571 8888 0003", now=NOON
        )


def test_an_answer_proves_the_best_point_and_never_a_dead_one(acting, session, world, dealer, desk):
    dead = world.contact_point(dealer, ContactState.DEAD)
    suspect = world.contact_point(dealer, ContactState.SUSPECT)
    theirs = acting(desk)

    prove_dealer_reached(theirs, dealer.id, now=NOON)
    theirs.commit()

    session.expire_all()
    assert (dead.state, suspect.state) == (ContactState.DEAD, ContactState.LIVE)


def test_after_ninety_days_a_live_one_is_stale(world, dealer):
    point = world.contact_point(dealer)
    later = NOON + timedelta(days=90)

    assert not is_stale(point, now=later - timedelta(seconds=1))
    assert is_stale(point, now=later)
    assert needs_attention(point, now=later)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE contact_points SET state = 'live' WHERE id = :id",
        "UPDATE contact_points SET proved_at = now() WHERE id = :id",
        "INSERT INTO contact_points (dealer_id, kind, label, spelled, normal, state, created_at)"
        " SELECT dealer_id, kind, label, spelled, 'x', 'live', created_at FROM contact_points",
    ],
)
def test_by_sql_a_dealer_proves_no_number_of_its_own(acting, world, dealer, desk, statement):
    point = world.contact_point(dealer, ContactState.DEAD)
    theirs = acting(desk)

    with pytest.raises(DBAPIError, match="nobody proves a number of their own"):
        theirs.execute(text(statement), {"id": point.id})


def test_by_sql_the_numbers_of_others_are_out_of_reach(acting, world, desk):
    point = world.contact_point(world.dealer())
    theirs = acting(desk)

    assert theirs.scalars(select(ContactPoint).where(ContactPoint.id == point.id)).all() == []
