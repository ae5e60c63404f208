"""Ending access, changing roles and passwords: who may, and what it ends."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models import Credential, Role, SettingChange, User
from portal.accounts.change_password import change_password
from portal.accounts.change_user import change_role, change_user
from portal.accounts.choose_locale import choose_locale
from portal.accounts.end_user import end_user, restore_user
from portal.accounts.list_users import Wanted, list_users
from portal.accounts.logins import begin_login, find_login, list_logins
from portal.accounts.passwords import hash_password, matches
from portal.errors import ForbiddenError, InvalidError, NotFoundError, PortalError, RefusedError
from portal.infra.identity import SIGNIN
from tests.support.world import NOON

PASSWORD = "a kettle on the roof"


@pytest.fixture
def door(sessions):
    with sessions() as session:
        session.info = {"identity": SIGNIN, "now": NOON}
        yield session


@pytest.fixture
def signed_in(session):
    def call(user):
        login, token = begin_login(session, user, address="", agent="", now=NOON)
        session.commit()
        return login, token

    return call


@pytest.fixture
def ending(acting, session):
    def call(actor, user):
        own = acting(actor)
        try:
            end_user(own, actor, user.id, now=NOON)
        except PortalError:
            own.rollback()
            raise
        own.commit()
        session.expire_all()

    return call


def test_an_ended_person_is_out_and_on_record(world, ending, signed_in, door, session):
    person = world.user(Role.SUPERVISOR)
    _login, token = signed_in(person)

    ending(world.actor(Role.ADMIN), person)

    assert session.get(User, person.id).ended_at == NOON
    assert session.scalars(select(SettingChange.what)).one() == f"user:{person.id}"
    session.commit()
    assert find_login(door, token, now=NOON) is None


def test_a_dealers_manager_ends_own_staff(world, ending, signed_in, door):
    dealer = world.dealer()
    person = world.user(Role.DEALER_DESK, dealer)
    _login, token = signed_in(person)

    ending(world.actor(Role.DEALER_MANAGER, dealer), person)

    assert find_login(door, token, now=NOON) is None


def test_a_dealers_manager_ends_an_installer_who_works_for_nobody_else(world, ending):
    dealer = world.dealer()
    own = world.user(Role.INSTALLER, installer=world.installer(dealer=dealer))
    shared = world.installer(dealer=dealer)
    world.works_for(shared, world.dealer())
    both = world.user(Role.INSTALLER, installer=shared)
    manager = world.actor(Role.DEALER_MANAGER, dealer)

    ending(manager, own)

    with pytest.raises(RefusedError) as refused:
        ending(manager, both)
    assert refused.value.code == "works_elsewhere"


def test_a_dealers_manager_ends_nobody_of_another_shop_or_of_the_brand(world, ending):
    manager = world.actor(Role.DEALER_MANAGER)

    with pytest.raises(NotFoundError):
        ending(manager, world.user(Role.DEALER_DESK))
    with pytest.raises(ForbiddenError):
        ending(manager, world.user(Role.AGENT))


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.DEALER_DESK, Role.QA, Role.INSTALLER])
def test_nobody_else_ends_anybody(world, ending, role):
    with pytest.raises(PortalError):
        ending(world.actor(role), world.user(Role.AGENT))


def test_nobody_ends_themselves(world, acting):
    admin = world.actor(Role.ADMIN)

    with pytest.raises(RefusedError):
        end_user(acting(admin), admin, admin.user_id, now=NOON)


def test_access_is_given_back(world, acting, session):
    person = world.user(Role.SALES, ended_at=NOON - timedelta(days=3))
    admin = world.actor(Role.ADMIN)
    office = acting(admin)

    restore_user(office, admin, person.id, now=NOON)
    office.commit()

    session.expire_all()
    assert session.get(User, person.id).ended_at is None


def test_a_role_changes_within_its_side(world, acting, session):
    agent, desk = world.user(Role.AGENT), world.user(Role.DEALER_DESK)
    admin = world.actor(Role.ADMIN)
    office = acting(admin)

    change_role(office, admin, agent.id, Role.SUPERVISOR, now=NOON)
    change_role(office, admin, desk.id, Role.DEALER_MANAGER, now=NOON)
    office.commit()

    session.expire_all()
    assert session.get(User, agent.id).role is Role.SUPERVISOR
    assert session.get(User, desk.id).role is Role.DEALER_MANAGER


def test_nobody_changes_sides(world, acting):
    admin = world.actor(Role.ADMIN)

    for person, role in (
        (world.user(Role.AGENT), Role.DEALER_MANAGER),
        (world.user(Role.DEALER_MANAGER), Role.SUPERVISOR),
    ):
        with pytest.raises(RefusedError) as refused:
            change_role(acting(admin), admin, person.id, role, now=NOON)
        assert refused.value.code == "role_of_other_side"


def test_a_dealers_manager_makes_a_manager_of_the_desk_and_of_nobody_elses(world, acting, session):
    dealer = world.dealer()
    desk, other = world.user(Role.DEALER_DESK, dealer), world.user(Role.DEALER_DESK)
    manager = world.actor(Role.DEALER_MANAGER, dealer)
    own = acting(manager)

    change_role(own, manager, desk.id, Role.DEALER_MANAGER, now=NOON)
    own.commit()

    session.expire_all()
    assert session.get(User, desk.id).role is Role.DEALER_MANAGER
    session.commit()
    with pytest.raises(NotFoundError):
        change_role(own, manager, other.id, Role.DEALER_MANAGER, now=NOON)


def test_an_administrator_corrects_name_and_mail(world, acting, session):
    person, other = world.user(), world.user()
    admin = world.actor(Role.ADMIN)
    taken = session.get(Credential, other.id).email
    session.commit()
    office = acting(admin)

    change_user(office, admin, person.id, name=" Lin  Wen ", email="Lin@Example.com", now=NOON)
    office.commit()

    session.expire_all()
    assert session.get(User, person.id).name == "Lin Wen"
    assert session.get(Credential, person.id).email == "lin@example.com"
    session.commit()
    with pytest.raises(RefusedError):
        change_user(office, admin, person.id, name="Lin", email=taken, now=NOON)


def test_a_new_password_ends_the_other_browsers(world, door, session, signed_in):
    person = world.user()
    session.get(Credential, person.id).password_hash = hash_password(PASSWORD)
    session.commit()
    here, token = signed_in(person)
    _there, other = signed_in(person)

    change_password(door, person.id, here.id, current=PASSWORD, new="a lamp in the yard", now=NOON)
    door.commit()

    assert find_login(door, token, now=NOON) is not None
    assert find_login(door, other, now=NOON) is None
    door.rollback()
    session.expire_all()
    assert matches(session.get(Credential, person.id).password_hash, "a lamp in the yard")


def test_a_new_password_wants_the_present_one(world, door, session, signed_in):
    person = world.user()
    session.get(Credential, person.id).password_hash = hash_password(PASSWORD)
    session.commit()
    here, _token = signed_in(person)

    with pytest.raises(InvalidError) as refused:
        change_password(door, person.id, here.id, current="x", new="a lamp in the yard", now=NOON)

    assert refused.value.field == "current"


@pytest.mark.parametrize("role", Role)
def test_everybody_chooses_their_own_language_and_nobody_elses(world, acting, session, role):
    other, me = world.user(role), world.actor(role)
    own = acting(me)

    choose_locale(own, me, "zh_Hant", now=NOON)
    own.commit()

    session.expire_all()
    assert session.get(User, me.user_id).locale == "zh_Hant"
    assert session.get(User, other.id).locale == "zh_Hans"


def test_one_sees_only_ones_own_logins(world, acting, signed_in):
    me, other = world.user(Role.AGENT), world.user(Role.AGENT)
    signed_in(me)
    signed_in(other)
    actor = world.actor(Role.AGENT)

    assert list_logins(acting(actor), actor, actor.user_id, now=NOON) == []
    with pytest.raises(NotFoundError):
        list_logins(acting(actor), actor, me.id, now=NOON)


def test_people_are_found_by_name_mail_and_dealer(world, acting):
    dealer = world.dealer("Hedong Shunhe")
    world.user(Role.DEALER_DESK, dealer, name="Lin Wen")
    world.user(Role.AGENT, name="Gao Jun")
    admin = world.actor(Role.ADMIN)

    def names(words):
        found = list_users(acting(admin), admin, Wanted(words), limit=10)
        return [user.name for user, _mail, _dealer in found]

    assert names("lin") == names("shunhe lin") == ["Lin Wen"]
    assert names("100%") == []
