import pytest

from models import CaseStatus, Role
from portal.search.keep import keep_likeness

URL = "/hotline/cases/new"
SAID = "卫生间吊顶漏水，打的孔太大，师傅不认"


@pytest.fixture
def case(session, world):
    case = world.case(summary="吊顶漏水")
    keep_likeness(session, [(case.id, SAID)])
    session.commit()
    return case


@pytest.fixture
def agent(world, as_user):
    return as_user(world.user(Role.AGENT))


def fragment(browser, said):
    return browser.client.post(f"{URL}/similar", data=typed(browser, said))


def typed(browser, said):
    data = browser.open(URL).form("call").filled()
    data["what"] = said
    return data


def test_while_one_types_similar_cases_come_with_how_each_ended(agent, case):
    html = fragment(agent, "浴室吊頂漏水，孔打得太大").text

    assert case.number in html
    assert "吊顶漏水" in html


def test_a_few_signs_ask_for_nothing(agent, case):
    assert case.number not in fragment(agent, "漏水").text


def test_without_scripts_they_stand_there_after_looking_up(agent, case):
    looked = agent.submit(URL, form="call", button="do=look", what=SAID)

    assert case.number in agent.open(looked.location).html


def test_the_page_of_a_case_leads_to_them(session, world, agent, case):
    other = world.case()
    keep_likeness(session, [(other.id, SAID)])
    session.commit()

    address = f"/cases/{other.number}/similar"

    assert address in agent.open(f"/cases/{other.number}").links
    assert case.number in agent.open(address).html


def test_where_there_are_none_the_page_says_so(agent, world):
    assert "None on record so far" in agent.open(f"/cases/{world.case().number}/similar").text


@pytest.mark.parametrize("role", [Role.DEALER_MANAGER, Role.DEALER_DESK])
def test_a_dealer_is_shown_no_other_dealers_case_and_no_number_of_them(
    session, world, as_user, case, role
):
    dealer = world.dealer()
    other = world.case(CaseStatus.ACCEPTED, dealer)
    keep_likeness(session, [(other.id, SAID)])
    session.commit()
    browser = as_user(world.user(role, dealer))

    html = browser.open(f"/cases/{other.number}").html

    assert case.number not in html
    assert "Similar cases" not in html
    form = next(form for form in browser.open("/account").forms if "csrf_token" in form.controls)
    data = {"what": SAID, "csrf_token": form.filled()["csrf_token"]}
    asked = browser.client.post(f"{URL}/similar", data=data)
    assert asked.status_code == 403
    browser.open(f"/cases/{other.number}/similar", status=403)
