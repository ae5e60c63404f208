"""Claiming a contact, booking, moving, cancelling, no-shows and photos, through their forms."""

import io
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from models import (
    Case,
    CaseEvent,
    CaseStatus,
    ContactClaim,
    Dispatch,
    DispatchState,
    EventKind,
    Role,
    Standing,
    StoredFile,
)
from portal.infra import clock
from portal.infra.storage import folder_storage
from tests.files.photos import picture


@pytest.fixture(autouse=True)
def storage(app, tmp_path):
    app.extensions["storage"] = folder_storage(tmp_path / "files")
    yield
    del app.extensions["storage"]


@pytest.fixture
def dealer(world):
    return world.dealer()


@pytest.fixture
def person(world, dealer):
    return world.installer("Ding Yi", dealer=dealer)


@pytest.fixture
def desk(world, dealer):
    return world.user(Role.DEALER_DESK, dealer, name="Tao Min")


@pytest.fixture
def browser(as_user, desk):
    return as_user(desk)


def status(session, case):
    session.expire_all()
    return session.get(Case, case.id).status


SAID = {"how": "phone", "reached": "customer", "note": "We come tomorrow."}


def test_a_dealer_reports_a_contact_that_counts(browser, world, session, dealer):
    case = world.case(CaseStatus.ACCEPTED, dealer)

    answer = browser.submit(f"/cases/{case.number}/claim-contact", **SAID)

    assert answer.location == f"/cases/{case.number}"
    assert status(session, case) is CaseStatus.CONTACTED


def test_the_page_says_who_never_counts_and_why_something_did_not(browser, world, session, dealer):
    accused = world.installer("Qiu Wei", dealer=dealer)
    case = world.case(CaseStatus.ACCEPTED, dealer, accused=accused)
    url = f"/cases/{case.number}/claim-contact"
    assert "Never: Qiu Wei" in browser.open(url).text

    browser.submit(url, **SAID, caller=f"installer:{accused.id}")

    assert status(session, case) is CaseStatus.ACCEPTED
    page = browser.open(url)
    assert "Does not count" in page.text
    assert "The caller is a person complained of." in page.text


def test_a_three_way_call_is_offered_to_the_hotline_alone(browser, world, as_user, dealer):
    case = world.case(CaseStatus.ACCEPTED, dealer)
    url = f"/cases/{case.number}/claim-contact"

    ours = as_user(world.user(Role.AGENT)).open(url).form()
    theirs = browser.open(url).form()

    assert "three_way" in ours.controls["how"].choices
    assert "three_way" not in theirs.controls["how"].choices


def test_a_claim_without_words_comes_back_with_what_was_typed(browser, world, session, dealer):
    case = world.case(CaseStatus.ACCEPTED, dealer)

    answer = browser.submit(
        f"/cases/{case.number}/claim-contact", **{**SAID, "note": ""}, caller_name="Lu Fang"
    )

    assert answer.status_code == 422
    assert "Lu Fang" in answer.text
    assert session.scalars(select(ContactClaim)).all() == []


def test_another_dealers_case_has_no_such_page(browser, world):
    case = world.case(CaseStatus.ACCEPTED, world.dealer())

    for verb in ("claim-contact", "book", "photos", "no-show", "cancel-booking"):
        assert browser.get(f"/cases/{case.number}/{verb}").status_code == 404


def test_a_dealer_books_a_visit(browser, world, session, dealer, person):
    case = world.case(CaseStatus.CONTACTED, dealer)

    answer = browser.submit(f"/cases/{case.number}/book", people=[person.id], note="Ladder")

    assert answer.location == f"/cases/{case.number}", answer.text[:2000]
    assert status(session, case) is CaseStatus.SCHEDULED


def test_the_page_shows_who_cannot_be_sent_and_who_is_busy(browser, world, dealer, person):
    held = world.installer("Luo Min", dealer=dealer, standing=Standing.HELD)
    accused = world.installer("Qiu Wei", dealer=dealer)
    other = world.case(CaseStatus.CONTACTED, dealer)
    browser.submit(f"/cases/{other.number}/book", people=[person.id])
    case = world.case(CaseStatus.CONTACTED, dealer, accused=accused)

    page = browser.open(f"/cases/{case.number}/book")

    assert "Cannot be sent: Named in the complaint" in page.text
    assert "Cannot be sent: Held until a supervisor has decided" in page.text
    assert "Busy: 09:00–10:00" in page.text
    assert page.form().controls["people"].choices == [str(person.id)]
    assert str(held.id) not in page.form().controls["people"].choices


def test_sending_the_accused_by_a_made_up_form_is_refused_and_others_named(
    browser, world, session, dealer, person
):
    accused = world.installer("Qiu Wei", dealer=dealer)
    case = world.case(CaseStatus.CONTACTED, dealer, accused=accused)
    url = f"/cases/{case.number}/book"
    data = browser.open(url).form().filled()
    data["people"] = str(accused.id)

    answer = browser.client.post(url, data=data)

    assert answer.status_code == 409
    assert "Qiu Wei is named in the complaint" in answer.text
    assert "Ding Yi (" in answer.text
    assert session.scalars(select(Dispatch)).all() == []


def test_a_visit_is_moved_and_cancelled(browser, world, session, dealer, person):
    case = world.case(CaseStatus.CONTACTED, dealer)
    browser.submit(f"/cases/{case.number}/book", people=[person.id])
    later = (clock.now() + timedelta(days=2)).astimezone(ZoneInfo("Asia/Shanghai")).date()

    moved = browser.submit(
        f"/cases/{case.number}/book/move",
        people=[person.id],
        window_start=f"{later}T13:00",
        window_end=f"{later}T15:00",
        reason="The customer works in the morning",
    )
    cancelled = browser.submit(f"/cases/{case.number}/cancel-booking", reason="No part")

    assert (moved.status_code, cancelled.status_code) == (302, 302)
    assert status(session, case) is CaseStatus.CONTACTED
    states = session.scalars(select(Dispatch.state).order_by(Dispatch.id)).all()
    assert states == [DispatchState.MOVED, DispatchState.CANCELLED]


@pytest.mark.parametrize("who", ["ours", "customer"])
def test_that_nobody_was_there_is_put_on_record(who, browser, world, session, dealer):
    case = world.case(CaseStatus.SCHEDULED, dealer, visit_at=clock.now() - timedelta(hours=1))

    answer = browser.submit(
        f"/cases/{case.number}/no-show", who=who, photos=[(io.BytesIO(picture()), "door.jpg")]
    )

    assert answer.location == f"/cases/{case.number}", answer.text[:2000]
    assert status(session, case) is CaseStatus.CONTACTED


def test_photos_are_added_for_whom_they_are_meant(world, session, as_user):
    case = world.case()
    agent = as_user(world.user(Role.AGENT))

    answer = agent.submit(
        f"/cases/{case.number}/photos",
        photos=[(io.BytesIO(picture()), "a.jpg"), (io.BytesIO(picture()), "b.jpg")],
        for_dealer=False,
    )

    assert answer.location == f"/cases/{case.number}"
    files = session.scalars(select(StoredFile)).all()
    assert [(file.for_dealer, file.for_installer) for file in files] == [(False, False)] * 2


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"", "Choose at least one photo"), (b"a text, renamed" * 50, "is not a picture")],
)
def test_what_is_no_photo_is_refused_on_the_page(content, sentence, world, as_user):
    case = world.case()
    name = "ceiling.jpg" if content else ""

    answer = as_user(world.user(Role.AGENT)).submit(
        f"/cases/{case.number}/photos", photos=[(io.BytesIO(content), name)]
    )

    assert answer.status_code == 422
    assert sentence in answer.text


def test_the_hotline_records_a_contact_by_the_accused(world, session, as_user, dealer):
    accused = world.installer("Qiu Wei", dealer=dealer)
    case = world.case(CaseStatus.ACCEPTED, dealer, accused=accused)

    answer = as_user(world.user(Role.AGENT)).submit(
        f"/cases/{case.number}/accused-contact", how="wechat", said="He wants me to withdraw"
    )

    assert answer.location == f"/cases/{case.number}"
    assert session.scalars(select(CaseEvent.kind)).all() == [EventKind.ACCUSED_CONTACT]
