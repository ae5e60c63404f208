"""People who install: known across dealers, and no dealer learns where else (domain S3, L2)."""

import pytest
from sqlalchemy import select

from models import CaseStatus, Installer, InstallerContact, InstallerDealer, Role
from portal.errors import ForbiddenError, NotFoundError, RefusedError
from portal.infra.phones import read_phone
from portal.installers.employ import edit_installer, employ_installer, end_work, hash_id
from tests.support.world import NOON

GIVEN = {"key": "for-tests-only", "now": NOON}
PHONE = "138 0000 4410"


@pytest.fixture
def dealer(world):
    return world.dealer("Riverside")


@pytest.fixture
def manager(world, dealer):
    return world.actor(Role.DEALER_MANAGER, dealer)


def test_a_new_person_is_added_without_their_id_number(acting, session, dealer, manager):
    theirs = acting(manager)

    person = employ_installer(
        theirs, manager, dealer.id, "Gao Jun", PHONE, "33010219900101123x", **GIVEN
    )
    theirs.commit()

    contact = session.get_one(InstallerContact, person.id)
    assert contact.phone_normal == read_phone(PHONE).normal
    assert contact.id_hash == hash_id("330102 19900101 123X", "for-tests-only")
    assert contact.id_hash != hash_id("33010219900101123X", "another key")


def test_two_dealers_add_one_person(acting, session, world, dealer, manager):
    other = world.actor(Role.DEALER_MANAGER)
    first, second = acting(manager), acting(other)
    one = employ_installer(first, manager, dealer.id, "Gao Jun", PHONE, **GIVEN)
    first.commit()

    two = employ_installer(second, other, other.dealer_id, "Mr Gao", "+86 13800004410", **GIVEN)
    second.commit()

    assert (two.id, two.name) == (one.id, "Gao Jun")
    assert len(session.scalars(select(Installer)).all()) == 1
    session.commit()
    seen = acting(other).scalars(select(InstallerDealer.dealer_id)).all()
    assert seen == [other.dealer_id]


def test_a_person_is_added_once_and_comes_back_after_leaving(acting, session, dealer, manager):
    theirs = acting(manager)
    person = employ_installer(theirs, manager, dealer.id, "Gao Jun", PHONE, **GIVEN)
    theirs.commit()
    with pytest.raises(RefusedError, match="installer_works_there"):
        employ_installer(theirs, manager, dealer.id, "Gao Jun", PHONE, **GIVEN)
    theirs.rollback()

    end_work(theirs, manager, person.id, dealer.id, now=NOON)
    theirs.commit()
    again = employ_installer(theirs, manager, dealer.id, "Gao Jun", PHONE, **GIVEN)
    theirs.commit()

    assert again.id == person.id
    works = session.scalars(select(InstallerDealer).filter_by(dealer_id=dealer.id)).all()
    assert [one.until for one in works] == [None]


def test_a_number_and_a_card_of_two_people_are_refused(acting, dealer, manager):
    theirs = acting(manager)
    employ_installer(theirs, manager, dealer.id, "Gao Jun", PHONE, "A1", **GIVEN)

    with pytest.raises(RefusedError, match="installer_id_differs"):
        employ_installer(theirs, manager, dealer.id, "Ding Yi", PHONE, "B2", **GIVEN)


def test_who_has_visits_planned_does_not_leave_yet(acting, session, world, dealer, manager):
    world.case(CaseStatus.SCHEDULED, dealer)
    busy = session.scalars(select(InstallerDealer).filter_by(dealer_id=dealer.id)).one()
    session.commit()

    with pytest.raises(RefusedError, match="installer_has_visits"):
        end_work(acting(manager), manager, busy.installer_id, dealer.id, now=NOON)


def test_a_dealer_ends_only_its_own_peoples_work(acting, world, dealer, manager):
    other = world.dealer("Hillside")
    person = world.installer(dealer=other)
    theirs = acting(manager)

    with pytest.raises(ForbiddenError):
        end_work(theirs, manager, person.id, other.id, now=NOON)
    with pytest.raises(NotFoundError):
        end_work(theirs, manager, person.id, dealer.id, now=NOON)
    with pytest.raises(ForbiddenError):
        edit_installer(theirs, manager, person.id, "New name", PHONE, now=NOON)


def test_an_administrator_corrects_a_number_that_nobody_else_has(acting, session, world):
    admin = world.actor(Role.ADMIN)
    person, other = world.installer("Gao"), world.installer("Ding")
    taken = session.get_one(InstallerContact, other.id).phone_spelled
    session.commit()
    above = acting(admin)

    edit_installer(above, admin, person.id, "Gao Jun", PHONE, now=NOON)
    with pytest.raises(RefusedError, match="phone_of_another_installer"):
        edit_installer(above, admin, person.id, "Gao Jun", taken, now=NOON)
