import pytest

from models import CaseStatus, Role
from portal.search.keep import keep_likeness

SAID = "卫生间吊顶漏水，打的孔太大，师傅不认"


@pytest.fixture
def dealer(world):
    return world.dealer("Hedong store")


@pytest.fixture
def case(session, world, dealer):
    return told(session, world, CaseStatus.ACCEPTED, dealer)


@pytest.fixture
def agent(world, as_user):
    return as_user(world.user(Role.AGENT))


def told(session, world, *given):
    case = world.case(*given)
    keep_likeness(session, [(case.id, SAID)])
    session.commit()
    return case


def say(browser, case, says):
    answer = browser.submit(f"/cases/{case.number}/dealer-word", says=says)
    assert answer.status_code == 302
    return browser.open(f"/cases/{case.number}").text


@pytest.mark.parametrize(("others", "doubted"), [(2, False), (3, True)])
def test_never_happened_stands_beside_three_similar_ones(
    session, world, agent, case, others, doubted
):
    for _ in range(others):
        told(session, world)

    text = say(agent, case, "never_happened")

    assert "says: “This has never happened before”" in text
    assert (f"{others} similar cases are on record" in text) is doubted


def test_nobody_asks_for_an_experts_report_before_our_own_look(agent, case):
    assert "before our own look. “We come first.”" in say(agent, case, "wants_report")


def test_once_somebody_has_looked_it_is_the_dealers_word_alone(session, world, agent, dealer):
    case = world.case(CaseStatus.VISITED, dealer)

    assert "We come first" not in say(agent, case, "wants_report")


def test_the_dealer_says_it_and_is_shown_no_number_of_similar_ones(
    session, world, as_user, case, dealer
):
    others = [told(session, world) for _ in range(4)]
    desk = as_user(world.user(Role.DEALER_DESK, dealer))

    text = say(desk, case, "never_happened")

    assert "This has never happened before" in text
    assert "on record. “Please look" not in text
    assert not [other.number for other in others if other.number in text]


def test_without_choosing_nothing_is_noted(agent, case):
    answer = agent.submit(f"/cases/{case.number}/dealer-word")

    assert answer.status_code == 422
    assert "Choose what is said" in answer.text
