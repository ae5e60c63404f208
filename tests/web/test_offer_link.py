"""A dealer answers out of a message: one person, one offer, one use, and a GET changes nothing."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from models import (
    Case,
    CaseEvent,
    CaseStatus,
    DeclineReason,
    FormReceipt,
    Login,
    Offer,
    OfferLink,
    OfferState,
    Role,
)
from portal.infra import clock
from portal.notices.own_links import OwnLinks
from tests.support.page import Browser
from tests.support.world import NOON

S = CaseStatus
LINKS = OwnLinks.of("for-tests-only", "")


@pytest.fixture(autouse=True)
def at_noon(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)


@pytest.fixture
def dealer(world):
    return world.dealer("Shunhe")


@pytest.fixture
def desk(world, dealer):
    return world.user(Role.DEALER_DESK, dealer, name="Wen at the desk")


@pytest.fixture
def linked(session, desk):
    """The address for a case that this desk's house is offered, or holds."""

    def make(case, person=None):
        offer = session.scalars(
            select(Offer).where(Offer.case_id == case.id).order_by(Offer.id.desc()).limit(1)
        ).one()
        from models import LinkPurpose

        purpose = LinkPurpose.ANSWER if offer.state is OfferState.OPEN else LinkPurpose.HAND_BACK
        found = LINKS._offer_link(session, offer, person or desk, purpose, case.id, NOON)
        session.commit()
        return found

    return make


@pytest.fixture
def phone(app):
    return Browser(app.test_client(), locale="en")


def test_a_look_changes_nothing(phone, session, world, dealer, linked):
    case = world.case(S.OFFERED, dealer)
    here = linked(case)

    for _look in range(3):
        page = phone.open(here)
    phone.client.head(here)

    session.expire_all()
    assert case.number in page.text
    assert "Wen at the desk" in page.text
    assert session.get(Case, case.id).status is S.OFFERED
    assert session.scalars(select(OfferLink.used_at)).all() == [None]
    assert session.scalars(select(FormReceipt)).all() == []


def test_the_page_shows_no_number_and_no_address(phone, world, dealer, linked):
    customer = world.customer("Cao Wei", phone="13955550123")
    case = world.case(
        S.OFFERED, dealer, customer=customer, address_id=world.address(customer, "9 Elm Lane").id
    )

    page = phone.open(linked(case))

    assert not {"13955550123", "9 Elm Lane", "Cao Wei"} & set(page.html.split('"'))
    assert "0123" not in page.text
    assert "Elm" not in page.text


def test_the_desk_accepts_out_of_the_message(phone, session, world, dealer, desk, linked):
    case = world.case(S.OFFERED, dealer)

    answer = phone.submit(linked(case), form="accept-form")

    session.expire_all()
    offer = session.scalars(select(Offer).where(Offer.case_id == case.id)).one()
    event = session.scalars(
        select(CaseEvent).where(CaseEvent.case_id == case.id).order_by(CaseEvent.id.desc())
    ).first()
    assert answer.location == "/o/done"
    assert session.get(Case, case.id).status is S.ACCEPTED
    assert (offer.state, offer.answered_by_id) == (OfferState.ACCEPTED, desk.id)
    assert event.user_id == desk.id
    assert "You have accepted" in phone.open("/o/done").text


def test_the_desk_declines_with_a_reason(phone, session, world, dealer, linked):
    case = world.case(S.OFFERED, dealer)
    here = linked(case)

    without = phone.submit(here, form="decline-form")
    answer = phone.submit(
        here,
        form="decline-form",
        **{"decline-reason_code": DeclineReason.TOO_FAR.value, "decline-reason": "90 km."},
    )

    session.expire_all()
    assert without.status_code == 422
    assert answer.status_code == 302
    assert session.get(Case, case.id).status is S.TRIAGE


def test_whoever_holds_it_hands_it_back(phone, session, world, dealer, linked):
    case = world.case(S.CONTACTED, dealer)

    answer = phone.submit(
        linked(case), form="hand-back-form", **{"hand_back-reason": "Nobody free this week."}
    )

    session.expire_all()
    assert answer.status_code == 302
    assert session.get(Case, case.id).status is S.TRIAGE


def test_the_link_works_once(phone, session, world, dealer, linked):
    case = world.case(S.OFFERED, dealer)
    here = linked(case)
    page = phone.open(here)
    form = page.form("accept-form")
    phone.client.post(form.action, data=form.filled())

    again = phone.client.post(form.action, data=form.filled())
    other = phone.client.post(form.action, data={**form.filled().to_dict(), "accept-form_id": ""})
    later = phone.get(here)

    assert (again.status_code, again.location) == (302, "/o/done")
    assert other.status_code == 410
    assert later.status_code == 410
    assert case.number not in later.text


def test_what_is_used_stays_used_whoever_writes_it(session, world, dealer, linked):
    case = world.case(S.OFFERED, dealer)
    linked(case)
    session.execute(text("UPDATE offer_links SET used_at = issued_at"))

    with pytest.raises(IntegrityError, match="offer_link_is_used_once"), session.begin_nested():
        session.execute(text("UPDATE offer_links SET used_at = NULL"))


@pytest.mark.parametrize("state", [OfferState.WITHDRAWN, OfferState.EXPIRED])
def test_the_link_ends_with_the_offer(state, phone, session, world, dealer, linked):
    case = world.case(S.OFFERED, dealer)
    here = linked(case)
    page = phone.open(here)
    form = page.form("accept-form")
    offer = session.scalars(select(Offer).where(Offer.case_id == case.id)).one()
    offer.state, offer.answered_at = state, NOON
    session.get(Case, case.id).dealer_id = None
    session.get(Case, case.id).status = S.TRIAGE
    session.flush()

    looked = phone.get(here)
    pressed = phone.client.post(form.action, data=form.filled())

    assert (looked.status_code, pressed.status_code) == (410, 410)


def test_a_wrong_an_old_and_a_leavers_link_look_the_same(
    phone, session, world, dealer, desk, linked, monkeypatch
):
    here = linked(world.case(S.OFFERED, dealer))
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(days=15))
    old = phone.get(here)
    monkeypatch.setattr(clock, "now", lambda: NOON)
    desk.ended_at = NOON
    session.flush()
    left = phone.get(here)

    assert {old.status_code, left.status_code, phone.get("/o/nobody-had-this").status_code} == {404}


def test_the_link_of_a_dealer_who_has_lost_the_case_leads_nowhere(phone, world, linked, dealer):
    person_elsewhere = world.user(Role.DEALER_DESK, world.dealer())
    case = world.case(S.OFFERED, dealer)

    assert phone.get(linked(case, person_elsewhere)).status_code == 410


def test_nobody_is_signed_in_by_it(phone, session, world, dealer, linked):
    here = linked(world.case(S.OFFERED, dealer))
    before = len(session.scalars(select(Login)).all())

    phone.submit(here, form="accept-form")

    assert phone.client.get("/dealer").status_code == 302
    assert len(session.scalars(select(Login)).all()) == before


def test_what_is_compulsory_is_not_declined_here_either(phone, session, world, dealer, linked):
    case = world.case(S.OFFERED, dealer)
    session.scalars(select(Offer).where(Offer.case_id == case.id)).one().compulsory = True
    session.flush()

    page = phone.open(linked(case))

    assert {form.id for form in page.forms} & {"accept-form", "decline-form"} == {"accept-form"}


def test_the_address_is_told_to_nobody(phone, world, dealer, linked):
    answer = phone.get(linked(world.case(S.OFFERED, dealer)))

    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in answer.headers["X-Robots-Tag"]


def test_pressing_without_end_is_answered_with_a_pause(phone, world, dealer, linked):
    here = linked(world.case(S.OFFERED, dealer))

    answers = [phone.submit(here, form="decline-form").status_code for _press in range(12)]
    last = phone.submit(
        here,
        form="decline-form",
        **{"decline-reason_code": DeclineReason.OTHER.value, "decline-reason": "Enough."},
    )

    assert set(answers) == {422}
    assert last.status_code == 429
