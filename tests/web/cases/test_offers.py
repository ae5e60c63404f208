"""Offering and answering on the pages (domain O1, O2)."""

import pytest
from sqlalchemy import select

from models import CaseStatus, DeclineReason, Offer, OfferState, Role, SupervisorRequest
from portal.cases.decline import decline_offer
from tests.support.page import checked
from tests.support.world import NOON


@pytest.fixture
def dealer(world):
    return world.dealer("Riverside", district="Xihu")


@pytest.fixture
def agent(world):
    return world.user(Role.AGENT)


def test_the_offer_page_suggests_and_one_click_offers(as_user, session, world, agent, dealer):
    case = world.case(district="Xihu")
    browser = as_user(agent)
    page = browser.open(f"/cases/{case.number}/offer")
    assert "Riverside · serves this district · 0 open cases" in page.text

    answer = browser.submit(f"/cases/{case.number}/offer", form="offer")

    assert answer.status_code == 302
    session.expire_all()
    assert (case.status, case.dealer_id) == (CaseStatus.OFFERED, dealer.id)


def test_another_dealer_is_found_by_its_name(as_user, session, world, agent):
    case, other = world.case(), world.dealer("Hillside 顺和店")
    url = f"/cases/{case.number}/offer?dealer=顺和"

    as_user(agent).submit(url, form="offer", dealer_id=other.id)

    session.expire_all()
    assert case.dealer_id == other.id


def test_an_agent_asks_where_nobody_can_be_reached_and_a_supervisor_allows(
    as_user, session, world, agent
):
    case = world.case(district="Xihu")
    silent = world.dealer("Silent", live=False, district="Xihu")
    url = f"/cases/{case.number}/offer"
    browser, above = as_user(agent), as_user(world.user(Role.SUPERVISOR))

    refused = browser.submit(url, form="offer", dealer_id=silent.id)
    asked = browser.submit(url, form="ask", **{"ask-reason": "They are next door."})
    assert "They are next door." in above.open(url).text
    above.submit(url, form="word", button="decision=yes", answer="Go.")
    offered = browser.submit(url, form="offer", dealer_id=silent.id)

    assert (refused.status_code, asked.status_code, offered.status_code) == (409, 302, 302)
    assert "ask a supervisor" in refused.text
    session.expire_all()
    assert session.scalars(select(SupervisorRequest)).one().granted
    assert case.dealer_id == silent.id


def test_a_stale_offer_is_refused_and_can_be_sent_again(as_user, session, world, agent, dealer):
    case = world.case(district="Xihu")
    browser, url = as_user(agent), f"/cases/{case.number}/offer"
    page = browser.open(url).form("offer").filled()
    case.version += 1
    session.commit()

    answer = browser.client.post(url, data=page)

    assert answer.status_code == 409
    assert "Somebody changed this first" in answer.text
    assert checked(answer).form("offer").controls["version"].values == ["2"]


def test_the_supervisor_compels_at_the_first_dealers_charge(as_user, session, world, dealer):
    second = world.dealer("Second")
    desk = world.user(Role.DEALER_DESK, dealer)
    case = world.case(CaseStatus.OFFERED, dealer)
    as_user(desk).submit(
        f"/cases/{case.number}/decline", reason_code="not_ours", reason="Sold elsewhere."
    )
    url = f"/cases/{case.number}/offer"
    above = as_user(world.user(Role.SUPERVISOR))

    offer = session.scalars(select(Offer)).one()
    above.submit(url, form=f"judge-form-{offer.id}", button="decision=yes")
    page = above.open(f"{url}?dealer=Second")
    above.submit(
        f"{url}?dealer=Second",
        form="offer",
        dealer_id=second.id,
        compulsory=True,
        charged_to_id=dealer.id,
    )

    assert "A supervisor decides where this case goes" in page.text
    session.expire_all()
    first, made = session.scalars(select(Offer).order_by(Offer.id)).all()
    assert first.not_ours_upheld
    assert (made.compulsory, made.charged_to_id) == (True, dealer.id)


def test_a_dealer_declines_once_however_often_it_clicks(as_user, session, world, dealer):
    case = world.case(CaseStatus.OFFERED, dealer)
    browser, url = as_user(world.user(Role.DEALER_DESK, dealer)), f"/cases/{case.number}/decline"
    filled = browser.open(url).form().filled()
    filled["reason_code"], filled["reason"] = DeclineReason.TOO_FAR.value, "Two hours away."

    answers = [browser.client.post(url, data=filled) for _click in range(2)]

    assert [answer.headers["Location"] for answer in answers] == ["/dealer", "/dealer"]
    browser.open(f"/cases/{case.number}/accept", status=404)
    session.expire_all()
    assert case.declines == 1


def test_declining_without_words_keeps_what_was_chosen(as_user, world, dealer):
    case = world.case(CaseStatus.OFFERED, dealer)
    browser = as_user(world.user(Role.DEALER_DESK, dealer))

    answer = browser.submit(f"/cases/{case.number}/decline", reason_code="too_far")

    assert answer.status_code == 422
    assert checked(answer).form().filled()["reason_code"] == "too_far"


def test_the_hotline_withdraws_and_takes_away(as_user, session, world, agent, dealer):
    offered, held = world.case(CaseStatus.OFFERED, dealer), world.case(CaseStatus.ACCEPTED, dealer)
    browser = as_user(agent)

    browser.submit(f"/cases/{offered.number}/withdraw-offer", reason="Wrong town")
    browser.submit(f"/cases/{held.number}/take-away", reason="Nobody rang")

    session.expire_all()
    assert {offered.status, held.status} == {CaseStatus.TRIAGE}


def test_a_page_for_the_wrong_moment_says_so(as_user, world, agent, dealer):
    case = world.case(CaseStatus.ACCEPTED, dealer)

    as_user(agent).open(f"/cases/{case.number}/offer", status=409)


def test_the_desk_shows_each_case_in_the_column_of_its_duty(as_user, world, dealer):
    for status in (
        CaseStatus.OFFERED,
        CaseStatus.ACCEPTED,
        CaseStatus.CONTACTED,
        CaseStatus.SCHEDULED,
        CaseStatus.VISITED,
        CaseStatus.RESOLVED,
    ):
        world.case(status, dealer)
    world.case(CaseStatus.OFFERED, summary="Somebody else’s")

    page = as_user(world.user(Role.DEALER_DESK, dealer)).open("/dealer")

    assert "5 cases in hand · 0 visits today · 1 waits for our call" in page.text
    assert "Somebody else’s" not in page.text
    for title in ("New offers 1", "To contact 1", "To book 1", "To visit 1", "To report 1"):
        assert title in page.text


def test_one_click_on_the_desk_accepts(as_user, session, world, dealer):
    case = world.case(CaseStatus.OFFERED, dealer)
    browser = as_user(world.user(Role.DEALER_DESK, dealer))

    answer = browser.submit("/dealer", form=f"/cases/{case.number}/accept")

    assert answer.headers["Location"] == f"/cases/{case.number}"
    session.expire_all()
    assert case.status is CaseStatus.ACCEPTED
    assert session.scalars(select(Offer)).one().state is OfferState.ACCEPTED


def test_what_a_colleague_declined_meanwhile_is_not_found(as_user, acting, world, dealer):
    case, desk = world.case(CaseStatus.OFFERED, dealer), world.actor(Role.DEALER_DESK, dealer)
    browser = as_user(world.user(Role.DEALER_DESK, dealer))
    form = browser.open("/dealer").form(f"/cases/{case.number}/accept").filled()
    theirs = acting(desk)
    decline_offer(theirs, desk, case.id, DeclineReason.OTHER, "Full.", version=1, now=NOON)
    theirs.commit()

    assert browser.client.post(f"/cases/{case.number}/accept", data=form).status_code == 404


def test_the_desk_is_for_dealers_only(as_user, agent):
    as_user(agent).open("/dealer", status=403)
