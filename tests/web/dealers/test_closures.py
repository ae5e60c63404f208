"""The pages of closures: the dealer asks and takes back, the hotline decides."""

import pytest

from models import ClosureState, DealerClosure, Role
from portal.infra import clock
from tests.support.page import checked
from tests.support.world import NOON

OWN, DESK = "/dealer/closures", "/hotline/closures"


@pytest.fixture(autouse=True)
def at_noon(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)


def asked(browser, first="2026-05-23", last="2026-05-24"):
    return browser.submit(
        OWN, form="ask", first_day=first, last_day=last, reason="The shop is painted"
    )


def only(session):
    session.expire_all()
    return session.query(DealerClosure).one()


def test_a_dealer_asks_the_hotline_agrees_and_the_dealer_reads_it(world, session, as_user):
    dealer = world.dealer("Shunhe")
    browser, hotline = (
        as_user(world.user(Role.DEALER_DESK, dealer)),
        as_user(world.user(Role.AGENT)),
    )

    assert asked(browser).status_code == 302
    assert "Dealers who want to close" in hotline.open("/hotline").text
    closure = only(session)
    answer = hotline.submit(DESK, form=f"closure-{closure.id}", button="decision=yes")

    assert answer.location == DESK
    assert only(session).state is ClosureState.AGREED
    assert "Agreed" in browser.open(OWN).text


def test_too_soon_is_refused_with_everything_typed_kept(world, as_user):
    answer = asked(as_user(world.user(Role.DEALER_MANAGER, world.dealer())), first="2026-05-22")

    assert answer.status_code == 422
    page = checked(answer)
    assert "Ask 3 days ahead at least" in page.text
    assert page.form("ask").filled()["reason"].strip() == "The shop is painted"


def test_a_refusal_without_a_word_is_asked_for_one(world, session, as_user):
    asked(as_user(world.user(Role.DEALER_DESK, world.dealer())))
    closure = only(session)

    answer = as_user(world.user(Role.AGENT)).submit(
        DESK, form=f"closure-{closure.id}", button="decision=no"
    )

    assert answer.status_code == 422
    assert only(session).state is ClosureState.ASKED


def test_it_is_taken_back_while_nobody_has_decided(world, session, as_user):
    browser = as_user(world.user(Role.DEALER_DESK, world.dealer()))
    asked(browser)

    browser.submit(OWN, form=f"{OWN}/{only(session).id}/withdraw")

    assert only(session).state is ClosureState.WITHDRAWN


def agreed_on(session, as_user, browser, hotline):
    """A closure of four days' time that the hotline has agreed to."""
    asked(browser)
    hotline.submit(DESK, form=f"closure-{only(session).id}", button="decision=yes")
    return only(session).id


def test_a_dealer_opens_after_all(world, session, as_user):
    browser = as_user(world.user(Role.DEALER_DESK, world.dealer()))
    closure_id = agreed_on(session, as_user, browser, as_user(world.user(Role.AGENT)))

    browser.submit(OWN, form=f"{OWN}/{closure_id}/open")

    assert only(session).state is ClosureState.CALLED_OFF
    assert "Open again from Sat 23 May" in browser.open(OWN).text


def test_the_hotline_calls_off_with_a_reason_that_the_dealer_reads(world, session, as_user):
    browser, hotline = (
        as_user(world.user(Role.DEALER_DESK, world.dealer("Shunhe"))),
        as_user(world.user(Role.AGENT)),
    )
    closure_id = agreed_on(session, as_user, browser, hotline)

    empty = hotline.submit(DESK, form=f"ahead-{closure_id}")
    done = hotline.submit(
        DESK, form=f"ahead-{closure_id}", **{f"ahead{closure_id}-why": "Water in three flats"}
    )

    assert empty.status_code == 422
    assert done.location == DESK
    assert "No dealer is about to close" in hotline.open(DESK).text
    assert "Water in three flats" in browser.open(OWN).text


def test_neither_side_has_the_others_page(world, as_user):
    dealer = world.dealer()

    assert as_user(world.user(Role.DEALER_MANAGER, dealer)).get(DESK).status_code == 403
    assert as_user(world.user(Role.AGENT)).get(OWN).status_code == 403
    assert as_user(world.user(Role.INSTALLER)).get(OWN).status_code == 403
