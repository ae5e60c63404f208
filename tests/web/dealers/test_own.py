"""A dealer keeps its own numbers, people and staff (domain P1, P2, S3)."""

import pytest
from sqlalchemy import select

from models import (
    ContactKind,
    ContactPoint,
    ContactState,
    InstallerContact,
    InstallerDealer,
    RobotSecret,
    Role,
    SettingChange,
    User,
)
from tests.support.world import NOON


@pytest.fixture
def dealer(world):
    return world.dealer("Riverside")


@pytest.fixture
def manager(world, dealer):
    return world.user(Role.DEALER_MANAGER, dealer)


def test_a_dead_number_stands_on_the_desk_until_it_is_replaced(
    as_user, session, world, dealer, manager
):
    old = world.contact_point(dealer, ContactState.DEAD)
    browser = as_user(manager)
    assert "is dead" in browser.open("/dealer").text

    browser.submit(f"/dealer/own/contacts/{old.id}/replace", spelled="0571 8888 0000")

    session.expire_all()
    new = session.scalars(select(ContactPoint).order_by(ContactPoint.id.desc())).first()
    assert (old.state, new.state, new.label) == (
        ContactState.RETIRED,
        ContactState.UNVERIFIED,
        old.label,
    )
    assert len(session.scalars(select(SettingChange)).all()) == 2
    assert "is dead" not in browser.open("/dealer").text


def test_confirming_a_dead_number_proves_nothing(as_user, session, world, dealer, manager):
    point = world.contact_point(dealer, ContactState.DEAD)

    as_user(manager).submit("/dealer", form=f"/dealer/own/contacts/{point.id}/confirm")

    session.expire_all()
    assert (point.state, point.proved_at) == (ContactState.UNVERIFIED, None)


def test_the_same_number_twice_is_refused_and_what_was_typed_stays(as_user, dealer, manager):
    browser = as_user(manager)
    given = {"contact-kind": "phone", "contact-label": "shop", "contact-spelled": "0571 8888 1111"}
    browser.submit("/dealer/own", form="contact", **given)

    again = browser.submit("/dealer/own", form="contact", **given)

    assert again.status_code == 409
    assert "0571 8888 1111" in again.text


def test_somebody_known_elsewhere_is_linked_and_not_told_where(
    as_user, session, world, dealer, manager
):
    other = world.dealer("Hillside")
    person = world.installer("Gao Jun", dealer=other)
    browser = as_user(manager)
    number = session.get_one(InstallerContact, person.id).phone_spelled

    browser.submit(
        "/dealer/own", form="person", **{"person-name": "Mr Gao", "person-phone": number}
    )

    works = session.scalars(
        select(InstallerDealer.dealer_id)
        .where(InstallerDealer.installer_id == person.id)
        .order_by(InstallerDealer.id)
    ).all()
    assert works == [other.id, dealer.id]
    page = browser.open("/dealer/own")
    assert "Gao Jun" in page.text
    assert "Hillside" not in page.text


def test_a_manager_invites_and_the_desk_does_not(as_user, session, world, dealer, manager):
    given = {"staff-name": "Lin Wen", "staff-email": "lin@example.com"}

    answer = as_user(manager).submit("/dealer/own", form="invite", **given)

    assert answer.status_code == 302
    added = session.scalars(select(User).where(User.name == "Lin Wen")).one()
    assert (added.role, added.dealer_id) == (Role.DEALER_DESK, dealer.id)
    page = as_user(world.user(Role.DEALER_DESK, dealer)).open("/dealer/own")
    assert all(form.id != "invite" for form in page.forms)


def test_a_robots_secret_is_entered_and_never_shown_again(as_user, session, world, dealer, manager):
    address = "https://oapi.dingtalk.com/robot/send?access_token=nobody-reads-this-7f3a"
    robot = world.add(
        ContactPoint(
            dealer_id=dealer.id, kind=ContactKind.ROBOT, label="Our group", created_at=NOON,
            spelled=address, normal=address,
        )
    )  # fmt: skip
    browser, here = as_user(manager), f"/dealer/own/contacts/{robot.id}/robot"

    answer = browser.submit(here, form="secret-form", secret="SEC nobody reads")
    tried = browser.submit(here, form=f"{here}/trial")

    assert answer.location == here
    assert session.scalars(select(RobotSecret.contact_point_id)).all() == [robot.id]
    page = browser.open(here)
    assert "kept, encrypted" in page.text
    assert "nobody" not in page.html
    assert "nobody" not in browser.open("/dealer/own").html
    assert tried.status_code == 409
    assert "is not switched on" in tried.text


def test_an_administrator_keeps_the_secret_of_any_robot(as_user, session, world, dealer):
    address = "https://oapi.dingtalk.com/robot/send?access_token=T"
    robot = world.add(
        ContactPoint(
            dealer_id=dealer.id, kind=ContactKind.ROBOT, label="Our group", created_at=NOON,
            spelled=address, normal=address,
        )
    )  # fmt: skip
    here = f"/admin/contacts/{robot.id}/robot"
    browser = as_user(world.user(Role.ADMIN))

    browser.submit(here, form="secret-form", secret="first")
    browser.submit(here, form=f"{here}/forget")

    assert session.scalars(select(RobotSecret)).all() == []
    assert f'href="{here}"' in browser.open(f"/admin/dealers/{dealer.id}").html
