"""Who may invite whom, and what an invitation is good for."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from models import Credential, Invitation, Role, SettingChange, Side, User
from portal.accounts.accept_invitation import accept_invitation, find_invited
from portal.accounts.add_user import side_of
from portal.accounts.end_user import end_user
from portal.accounts.invite import HOLDS_FOR, invite_user, renew_invitation
from portal.accounts.logins import begin_login, find_login
from portal.accounts.passwords import matches
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
def invite(acting):
    """Invite as this actor, for good; the token."""

    def call(actor, role, **given):
        given = {"name": "Lin Wen", "email": "lin.wen@example.com", "now": NOON, **given}
        own = acting(actor)
        try:
            token = invite_user(own, actor, role=role, **given)
        except PortalError:
            own.rollback()
            raise
        own.commit()
        return token

    return call


@pytest.mark.parametrize("role", [role for role in Role if side_of(role) is Side.BRAND])
def test_an_administrator_invites_brand_staff(invite, world, session, role):
    invite(world.actor(Role.ADMIN), role)

    person = session.scalars(select(User).where(User.name == "Lin Wen")).one()
    assert (person.role, person.side, person.dealer_id) == (role, "brand", None)


def test_an_administrator_invites_a_dealers_manager_and_an_installer(invite, world, session):
    admin, dealer = world.actor(Role.ADMIN), world.dealer()
    person = world.installer(dealer=dealer)

    invite(admin, Role.DEALER_MANAGER, dealer_id=dealer.id, email="boss@example.com")
    invite(admin, Role.INSTALLER, installer_id=person.id, email="hand@example.com")

    assert session.scalars(select(User.dealer_id).where(User.dealer_id.is_not(None))).one()
    assert session.scalars(select(User.installer_id).where(User.role == "installer")).one()


@pytest.mark.parametrize("role", [Role.DEALER_MANAGER, Role.DEALER_DESK])
def test_a_dealers_manager_invites_own_staff(invite, world, session, role):
    manager = world.actor(Role.DEALER_MANAGER)

    invite(manager, role)

    person = session.scalars(select(User).where(User.name == "Lin Wen")).one()
    assert (person.role, person.dealer_id) == (role, manager.dealer_id)


def test_a_dealers_manager_invites_an_own_installer(invite, world, session):
    dealer = world.dealer()
    person = world.installer(dealer=dealer)

    invite(world.actor(Role.DEALER_MANAGER, dealer), Role.INSTALLER, installer_id=person.id)

    assert session.scalars(select(User.installer_id).where(User.name == "Lin Wen")).one() == (
        person.id
    )


@pytest.mark.parametrize("role", [role for role in Role if side_of(role) is Side.BRAND])
def test_a_dealers_manager_invites_nobody_into_the_brand(invite, world, role):
    with pytest.raises(ForbiddenError):
        invite(world.actor(Role.DEALER_MANAGER), role)


def test_a_dealers_manager_invites_nobody_into_another_shop(invite, world):
    with pytest.raises(ForbiddenError):
        invite(world.actor(Role.DEALER_MANAGER), Role.DEALER_DESK, dealer_id=world.dealer().id)


def test_a_dealers_manager_invites_no_installer_of_another_or_a_former_one(invite, world, session):
    dealer = world.dealer()
    former = world.installer()
    world.works_for(former, dealer).until = date(2026, 1, 1)
    session.commit()

    for person in (world.installer(dealer=world.dealer()), former):
        with pytest.raises(ForbiddenError):
            invite(world.actor(Role.DEALER_MANAGER, dealer), Role.INSTALLER, installer_id=person.id)


@pytest.mark.parametrize("role", [Role.AGENT, Role.DIRECTOR, Role.DEALER_DESK, Role.INSTALLER])
def test_nobody_else_invites(invite, world, role):
    with pytest.raises(ForbiddenError):
        invite(world.actor(role), Role.DEALER_DESK)


@pytest.mark.parametrize("inviting", [Role.ADMIN, Role.DEALER_MANAGER])
def test_a_mail_stands_for_one_person(invite, world, inviting):
    actor = world.actor(inviting)
    given = {"dealer_id": actor.dealer_id or world.dealer().id}
    invite(actor, Role.DEALER_DESK, **given)

    with pytest.raises(RefusedError) as refused:
        invite(actor, Role.DEALER_DESK, email=" LIN.WEN@example.com", **given)

    assert (refused.value.code, refused.value.field) == ("email_taken", "email")


@pytest.mark.parametrize("email", ["", "lin", "lin@", "lin@example", "a b@example.com", "@x.com"])
def test_a_mail_looks_like_one(invite, world, email):
    with pytest.raises(InvalidError):
        invite(world.actor(Role.ADMIN), Role.AGENT, email=email)


def test_an_invitation_is_on_record_and_its_token_is_not(invite, world, session):
    token = invite(world.actor(Role.ADMIN), Role.AGENT)

    change = session.scalars(select(SettingChange)).one()
    assert change.before is None
    assert change.after["role"] == "agent"
    assert session.scalars(select(Invitation.token_digest)).one() != token


def test_an_invitation_sets_the_password_once(invite, world, door, session):
    token = invite(world.actor(Role.ADMIN), Role.AGENT)

    person = accept_invitation(door, token, password=PASSWORD, now=NOON)
    door.commit()

    assert matches(session.get(Credential, person.id).password_hash, PASSWORD)
    session.commit()
    with pytest.raises(RefusedError) as refused:
        accept_invitation(door, token, password="another fine day", now=NOON)
    assert refused.value.code == "invitation_used"


def test_looking_at_an_invitation_does_not_use_it_up(invite, world, door):
    token = invite(world.actor(Role.ADMIN), Role.AGENT)

    find_invited(door, token, now=NOON)

    assert find_invited(door, token, now=NOON).name == "Lin Wen"


def test_an_invitation_holds_for_seven_days(invite, world, door):
    token = invite(world.actor(Role.ADMIN), Role.AGENT)

    assert find_invited(door, token, now=NOON + HOLDS_FOR - timedelta(seconds=1))
    with pytest.raises(RefusedError):
        find_invited(door, token, now=NOON + HOLDS_FOR)


def test_a_made_up_link_is_unknown(door):
    with pytest.raises(NotFoundError):
        find_invited(door, "made-up", now=NOON)


def test_a_weak_password_leaves_the_link_as_it_was(invite, world, door):
    token = invite(world.actor(Role.ADMIN), Role.AGENT)

    for weak in ("short", "1234567890", "abcdefghij", "lin.wen is here", "aaaaaaaaaaaa"):
        with pytest.raises(InvalidError):
            accept_invitation(door, token, password=weak, now=NOON)

    assert find_invited(door, token, now=NOON)


def test_a_reset_ends_what_was_signed_in_and_every_older_link(world, acting, door, session):
    person = world.user(Role.DEALER_DESK)
    _login, signed_in = begin_login(session, person, address="", agent="", now=NOON)
    session.commit()
    admin = world.actor(Role.ADMIN)
    office = acting(admin)
    first = renew_invitation(office, admin, person.id, now=NOON)
    second = renew_invitation(office, admin, person.id, now=NOON)
    office.commit()

    accept_invitation(door, second, password=PASSWORD, now=NOON)

    assert find_login(door, signed_in, now=NOON) is None
    with pytest.raises(RefusedError):
        find_invited(door, first, now=NOON)


def test_a_link_dies_with_the_persons_access(invite, world, acting, door, session):
    admin = world.actor(Role.ADMIN)
    token = invite(admin, Role.AGENT)
    person = session.scalars(select(User.id).where(User.name == "Lin Wen")).one()
    session.commit()
    office = acting(admin)
    end_user(office, admin, person, now=NOON)
    office.commit()

    with pytest.raises(PortalError):
        find_invited(door, token, now=NOON)
    door.rollback()
    with pytest.raises(RefusedError):
        renew_invitation(office, admin, person, now=NOON)
