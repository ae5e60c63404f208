"""The installer's pages, through their own forms: from the day's list to the finished job."""

import io
from base64 import b64encode
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from models import (
    Case,
    CaseEvent,
    CaseStatus,
    Confirmation,
    Dispatch,
    DispatchPerson,
    DispatchState,
    Draft,
    EventKind,
    Notice,
    NoticeKind,
    RefusedAttempt,
    Role,
    StoredFile,
    User,
    Visit,
)
from portal.infra import clock
from portal.infra.storage import folder_storage
from tests.files.photos import picture


@pytest.fixture(autouse=True)
def storage(app, tmp_path):
    app.extensions["storage"] = folder_storage(tmp_path / "jobs")
    yield
    del app.extensions["storage"]


@pytest.fixture
def dealer(world):
    return world.dealer()


@pytest.fixture
def person(world, dealer):
    return world.installer("Ding Yi", dealer=dealer)


@pytest.fixture
def case(world, session, dealer):
    customer = world.customer("Ms Gao", phone="13900001234")
    address = world.address(customer, "Yunqi Road 12")
    return world.case(
        CaseStatus.CONTACTED, dealer, customer=customer, address_id=address.id, district="Hedong"
    )


def planned(world, session, dealer, person, case, *, begins):
    """A visit whose window begins so long from now on the real clock."""
    world.visit_at = clock.now() + begins
    dispatch = world._dispatched(case, dealer, DispatchState.PLANNED, person)
    case.status = CaseStatus.SCHEDULED
    session.commit()
    session.expire_all()
    return session.get(Dispatch, dispatch.id)


@pytest.fixture
def dispatch(world, session, dealer, person, case):
    return planned(world, session, dealer, person, case, begins=timedelta(minutes=-30))


@pytest.fixture
def browser(world, as_user, person):
    return as_user(world.user(Role.INSTALLER, installer=person))


def url(dispatch):
    return f"/jobs/{dispatch.id}"


def photo(name="a.jpg"):
    return io.BytesIO(picture()), name


def checked_in(browser, dispatch):
    answer = browser.submit(url(dispatch), form="check-in")
    assert answer.status_code == 302


FOUND = {"causes": ["fitted_wrongly"], "finding": "Holes too wide.", "done": "Wider plugs."}


def test_the_day_lists_the_jobs_of_this_person_alone(browser, world, case, dispatch):
    page = browser.open("/jobs")

    assert case.summary in page.text
    assert "Ms Gao" in page.text
    assert url(dispatch) in page.links


def test_the_phone_has_a_bell_that_says_how_much_is_unread(browser, world, session, person):
    user = session.scalars(select(User).where(User.installer_id == person.id)).one()
    world.add(
        Notice(user_id=user.id, kind=NoticeKind.VISIT_BOOKED, key="k", created_at=clock.now())
    )

    page = browser.open("/jobs")

    assert 'href="/notices"' in page.html
    assert "Notices 1 unread" in page.text


def test_before_17_on_the_day_before_the_page_shows_neither_name_nor_number(
    browser, world, session, dealer, person, case
):
    dispatch = planned(world, session, dealer, person, case, begins=timedelta(days=3))

    page = browser.open(url(dispatch))

    for hidden in ("Ms Gao", "Yunqi", "1390000"):
        assert hidden not in page.html
    assert "Hedong" in page.text
    assert all(form.id != "call" for form in page.forms)


def test_the_number_is_shown_by_a_press_that_is_recorded(browser, session, case, dispatch):
    assert "1390000" not in browser.open(url(dispatch)).html

    answer = browser.submit(url(dispatch), form="call")

    assert answer.location == url(dispatch)
    assert "tel:8613900001234" in browser.open(url(dispatch)).links
    kinds = session.scalars(select(CaseEvent.kind).where(CaseEvent.case_id == case.id)).all()
    assert kinds == [EventKind.PHONE_REVEALED]


def test_another_persons_job_does_not_exist(world, as_user, dispatch):
    stranger = as_user(world.user(Role.INSTALLER))

    assert stranger.get(url(dispatch)).status_code == 404
    assert stranger.get("/jobs").status_code == 200


def test_a_job_is_done_from_the_door_to_the_signature(browser, session, case, dispatch):
    checked_in(browser, dispatch)
    drawn = "data:image/png;base64," + b64encode(picture(kind="PNG")).decode()

    page = browser.open(url(dispatch))
    data = page.form("work").filled()
    data.setlist("causes", FOUND["causes"])
    data["finding"], data["done"], data["how"] = "Holes.", "Plugs.", "signature"
    data["signature"], data["do"] = drawn, "finish"
    data.setlist("before", [photo("b.jpg")])
    data.setlist("after", [photo("c.jpg"), photo("d.heic")])
    answer = browser.client.post(url(dispatch), data=data)

    assert answer.location == "/jobs", answer.text[:3000]
    session.expire_all()
    visit = session.scalars(select(Visit)).one()
    assert (visit.confirmation, visit.left_at is not None) == (Confirmation.SIGNATURE, True)
    assert session.get(Dispatch, dispatch.id).state is DispatchState.DONE
    kinds = sorted(session.scalars(select(StoredFile.kind)).all())
    assert kinds == ["after", "after", "before", "signature"]
    assert session.get(Case, case.id).status is CaseStatus.VISITED
    assert "Ms Gao" not in browser.open(url(dispatch)).html


def test_what_is_missing_is_said_and_what_was_entered_is_kept(browser, session, dispatch):
    checked_in(browser, dispatch)

    answer = browser.submit(url(dispatch), form="work", button="do=finish", **FOUND)

    assert answer.status_code == 409
    assert "a photo after" in answer.text
    assert "Wider plugs." in answer.text
    session.expire_all()
    assert session.scalars(select(Visit)).one().finding == "Holes too wide."


def test_photos_are_kept_although_the_rest_is_refused(browser, session, dispatch):
    checked_in(browser, dispatch)

    answer = browser.submit(
        url(dispatch), form="work", button="do=finish", after=[photo()], how="refused"
    )

    assert answer.status_code == 409
    session.expire_all()
    assert len(session.scalars(select(StoredFile)).all()) == 1


def test_not_repaired_ends_the_visit_and_asks_for_another(browser, session, dispatch):
    checked_in(browser, dispatch)

    answer = browser.submit(
        url(dispatch), form="work", button="do=not_repaired", **FOUND, how="refused"
    )

    assert answer.location == "/jobs"
    session.expire_all()
    assert session.scalars(select(Visit)).one().needs_return


def test_a_wrong_code_is_counted_although_nothing_else_is_kept(
    browser, world, session, case, dispatch
):
    world.link_actor(case)
    checked_in(browser, dispatch)

    answer = browser.submit(
        url(dispatch), form="work", button="do=save", **FOUND, how="code", code="000000"
    )

    assert answer.status_code == 422
    session.expire_all()
    assert len(session.scalars(select(RefusedAttempt)).all()) == 1


def test_the_right_code_uses_up_no_try(browser, world, session, case, dispatch):
    world.link_actor(case)
    checked_in(browser, dispatch)

    browser.submit(url(dispatch), form="work", button="do=save", **FOUND, how="code", code="123456")

    session.expire_all()
    assert session.scalars(select(Visit)).one().confirmation is Confirmation.CODE
    assert session.scalars(select(RefusedAttempt)).all() == []


def test_a_second_press_of_check_in_says_that_it_is_done(browser, session, dispatch):
    page = browser.open(url(dispatch))
    data = page.form("check-in").filled()
    first = browser.client.post(f"{url(dispatch)}/check-in", data=data)
    again = browser.client.post(f"{url(dispatch)}/check-in", data=data)
    data.pop("form_id")
    other = browser.client.post(f"{url(dispatch)}/check-in", data=data)

    assert (first.status_code, again.status_code) == (302, 302)
    assert other.status_code == 409
    assert len(session.scalars(select(Visit)).all()) == 1


def test_nobody_there_wants_a_photo_of_the_door(browser, session, case, dispatch):
    without = browser.submit(url(dispatch), form="door", said="Rang twice")
    answer = browser.submit(url(dispatch), form="door", said="Rang twice", photos=[photo()])

    assert (without.status_code, answer.location) == (409, "/jobs")
    session.expire_all()
    assert session.get(Dispatch, dispatch.id).state is DispatchState.NO_SHOW_CUSTOMER
    assert session.get(Case, case.id).status is CaseStatus.CONTACTED


def test_words_are_kept_while_they_are_typed(browser, session, dispatch):
    checked_in(browser, dispatch)
    data = browser.open(url(dispatch)).form("work").filled()
    data["finding"] = "Half a sentence"

    answer = browser.client.post(f"{url(dispatch)}/draft", data=data)

    assert answer.json["saved"]
    assert "Half a sentence" in browser.open(url(dispatch)).html
    assert len(session.scalars(select(Draft)).all()) == 1


def test_the_manager_who_is_sent_works_on_the_job(world, as_user, dealer, person, dispatch):
    boss = as_user(world.user(Role.DEALER_MANAGER, dealer, installer=person))

    assert url(dispatch) in boss.open("/jobs").links
    checked_in(boss, dispatch)


def test_who_is_not_sent_is_told_so(world, as_user, dealer):
    desk = as_user(world.user(Role.DEALER_DESK, dealer))

    assert "You are not sent to customers" in desk.open("/jobs").text


def test_the_door_is_shut_when_the_time_is_over(browser, session, dispatch):
    session.execute(text("UPDATE dispatch_people SET visible_until = visible_from"))
    session.commit()

    assert "Ms Gao" not in browser.open(url(dispatch)).html
    assert session.scalars(select(DispatchPerson)).one().active
