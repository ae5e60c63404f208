"""Administrators keep the numbers and addresses of the brand itself (domain P1)."""

import pytest
from sqlalchemy import select

from models import ContactPoint, ContactState, Role
from tests.support.page import checked

URL = "/admin/contacts"


@pytest.fixture
def admin(as_user, world):
    return as_user(world.user(Role.ADMIN))


def add(admin, spelled="400 820 0000", label="Hotline"):
    return admin.submit(URL, form="contact", kind="phone", label=label, spelled=spelled)


def test_one_is_added_changed_and_retired(admin, session):
    assert URL in admin.open("/admin").links

    added = add(admin)

    assert added.location == URL
    point = session.scalars(select(ContactPoint)).one()
    assert (point.dealer_id, point.label, point.state) == (
        None,
        "Hotline",
        ContactState.UNVERIFIED,
    )
    changed = admin.submit(f"{URL}/{point.id}", label="Service hotline", spelled=point.spelled)
    assert changed.location == URL
    assert "Service hotline" in admin.open(URL).text
    admin.submit(URL, form=f"{URL}/{point.id}/retire")
    session.expire_all()
    assert point.state is ContactState.RETIRED
    assert "Service hotline" not in admin.open(URL).text


def test_the_same_number_twice_is_refused_with_what_was_typed(admin):
    add(admin)

    answer = add(admin, spelled="4008200000", label="Once more")

    assert answer.status_code == 409
    assert checked(answer).form("contact").controls["label"].values == ["Once more"]


def test_only_the_brands_own_stand_here(admin, world):
    world.dealer("Hedong")

    page = admin.open(URL)

    assert "None yet. Add the number that customers ring." in page.text


def test_others_do_not_open_it(as_user, world):
    as_user(world.user(Role.AGENT)).open(URL, status=403)
