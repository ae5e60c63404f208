"""The administrators' pages about people."""

import re

import pytest
from sqlalchemy import select

from models import Credential, Role, SettingChange, User
from tests.support.page import Browser, checked


@pytest.fixture
def office(world, as_user):
    return as_user(world.user(Role.ADMIN, name="Office"))


def test_a_person_is_invited_and_the_link_shown_once(office, app, world):
    dealer = world.dealer("Hedong Shunhe")

    answer = office.submit(
        "/admin/users/invite",
        name="Lin Wen",
        email="lin@example.com",
        role="dealer_manager",
        dealer_id=dealer.id,
    )
    page = office.open(answer.location)
    link = re.search(r"/invitations/[\w-]+", page.html).group()

    assert "Lin Wen" in Browser(app.test_client(), locale="en").open(link).text
    assert office.get("/admin/users/invited").status_code == 302


def test_a_refused_invitation_keeps_what_was_typed(office, world, session):
    taken = session.get(Credential, world.user().id).email
    session.commit()

    answer = office.submit("/admin/users/invite", name="Lin Wen", email=taken, role="agent")

    page = checked(answer)
    assert answer.status_code == 409
    assert page.form().controls["name"].values == ["Lin Wen"]
    assert "has an account already" in page.text


def test_people_are_listed_page_by_page(office, world):
    for number in range(55):
        world.user(Role.AGENT, name=f"Agent no {number:02}")

    first = office.open("/admin/users?role=agent")
    onward = next(link for link in first.links if "page=" in link)
    second = office.open(onward)
    back = office.open(next(link for link in second.links if "page=" in link))

    assert "Agent no 54" in first.text
    assert "Agent no 04" not in first.text
    assert "Agent no 04" in second.text
    assert "Agent no 54" in back.text


def test_a_person_is_found_by_words(office, world):
    world.user(Role.AGENT, name="Lin Wen")
    world.user(Role.AGENT, name="Gao Jun")

    page = office.open("/admin/users?q=lin")

    assert "Lin Wen" in page.text
    assert "Gao Jun" not in page.text


def test_a_role_is_changed_and_recorded(office, world, session):
    person = world.user(Role.AGENT)

    office.submit(
        f"/admin/users/{person.id}", form=f"/admin/users/{person.id}/role", role="supervisor"
    )

    session.expire_all()
    assert session.get(User, person.id).role is Role.SUPERVISOR
    change = session.scalars(select(SettingChange)).one()
    assert (change.before["role"], change.after["role"]) == ("agent", "supervisor")


def test_access_is_ended_and_given_back(office, world, as_user):
    person = world.user(Role.AGENT)
    theirs = as_user(person)

    office.submit(f"/admin/users/{person.id}", form=f"/admin/users/{person.id}/end")
    out = theirs.get("/account").status_code
    office.submit(f"/admin/users/{person.id}", form=f"/admin/users/{person.id}/restore")

    assert out == 302
    assert "Access ended" not in office.open(f"/admin/users/{person.id}").text


def test_an_administrator_cannot_end_their_own_access(world, as_user):
    me = world.user(Role.ADMIN)

    answer = as_user(me).submit(f"/admin/users/{me.id}", form=f"/admin/users/{me.id}/end")

    assert answer.status_code == 409
    assert "Nobody does this to their own account" in checked(answer).text


def test_a_person_is_signed_out_everywhere(office, world, as_user):
    person = world.user(Role.AGENT)
    theirs = as_user(person)

    office.submit(f"/admin/users/{person.id}", form=f"/admin/users/{person.id}/logins/end")

    assert theirs.get("/account").status_code == 302


def test_a_new_link_is_made(office, world):
    person = world.user(Role.AGENT)

    answer = office.submit(f"/admin/users/{person.id}", form=f"/admin/users/{person.id}/link")

    assert "/invitations/" in office.open(answer.location).html
