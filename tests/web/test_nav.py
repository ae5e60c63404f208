"""The menu: whose pages stand in it, and which of them is the one that is open."""

import re

import pytest

from models import Role
from portal.web.nav import may_open


def menu_of(page):
    """The words of the menu, and of the item that is marked as open."""
    menu = re.search(r'<ul class="hf-nav">(.*?)</ul>', page.html, re.S)[1]
    current = re.findall(r'aria-current="page">([^<]+)<', menu)
    return re.findall(r">([^<>\s][^<>]*)</a>", menu), current


@pytest.mark.parametrize(
    "role, url, item",
    [
        (Role.ADMIN, "/admin", "Administration"),
        (Role.ADMIN, "/admin/settings", "Administration"),
        (Role.ADMIN, "/admin/dealers", "Administration"),
        (Role.AGENT, "/hotline/cases/new", "Desk"),
        (Role.AGENT, "/cases", "Cases"),
        (Role.SUPERVISOR, "/qa/done", "Audits"),
    ],
)
def test_a_page_marks_the_item_of_the_menu_that_it_belongs_to(world, as_user, role, url, item):
    page = as_user(world.user(role)).open(url)

    assert menu_of(page)[1] == [item]


def test_a_page_beside_the_menu_marks_none_of_it(world, as_user):
    page = as_user(world.user(Role.AGENT)).open("/account")

    assert menu_of(page)[1] == []


def test_a_case_belongs_to_the_cases(world, as_user):
    case = world.case()

    page = as_user(world.user(Role.AGENT)).open(f"/cases/{case.number}")

    assert menu_of(page)[1] == ["Cases"]


def test_a_manager_who_is_sent_to_customers_has_jobs_in_the_menu(world, as_user):
    dealer = world.dealer()
    person = world.installer("Wen", dealer=dealer)
    manager = world.user(Role.DEALER_MANAGER, dealer=dealer, installer=person)

    page = as_user(manager).open("/dealer")

    assert "My jobs" in menu_of(page)[0]


def test_a_manager_who_installs_nothing_has_none(world, as_user):
    manager = world.user(Role.DEALER_MANAGER, dealer=world.dealer())

    page = as_user(manager).open("/dealer")

    assert "My jobs" not in menu_of(page)[0]


def test_a_slip_in_the_name_of_a_page_is_heard_at_once(shared_app, world):
    with shared_app.test_request_context(), pytest.raises(KeyError):
        may_open("no_such_page.show", world.actor(Role.AGENT))
