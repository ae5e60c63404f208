"""Standing on its pages: the supervisor's, the dealer's, the person's, and the desks (S1, S2)."""

from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import select

from models import (
    Case,
    CaseStatus,
    DispatchPerson,
    Installer,
    PleaKind,
    Role,
    Standing,
    StandingHold,
    StandingHoldCase,
    StandingPlea,
)
from portal.infra import clock
from tests.files.photos import picture
from tests.installers.complaints import complain

S = CaseStatus
DAY = timedelta(days=1)


@pytest.fixture
def now():
    return clock.now()


@pytest.fixture
def dealer(world):
    return world.dealer()


@pytest.fixture
def person(world, acting, dealer, now):
    """Held by three customers, really lately: pages know no other time than the clock's."""
    found = world.installer("Luo Min", dealer=dealer)
    for number in range(3):
        customer = world.customer(f"Cao Secret{number}", phone=f"1395555012{number}")
        complain(
            world,
            acting,
            found,
            customer=customer,
            now=now,
            first_heard_at=now - DAY,
            opened_at=now,
        )
    return found


def page_of(person):
    return f"/installers/{person.id}/standing"


def own(person):
    return f"/standing/{person.id}"


def test_a_supervisor_sees_the_complaints_and_suspends(world, session, as_user, person):
    boss = as_user(world.user(Role.SUPERVISOR))
    hold = session.scalars(select(StandingHold)).one()
    desk, page = boss.open("/supervisor"), boss.open(page_of(person))

    boss.submit(
        page_of(person),
        form=f"{page_of(person)}/holds/{hold.id}",
        button="decision=confirm",
        **{"hold-reason": "Three ceilings drilled alike."},
    )

    session.expire_all()
    assert "Luo Min" in desk.text
    assert all(f"Cao Secret{number}" in page.text for number in range(3))
    assert person.standing is Standing.SUSPENDED
    assert "Three ceilings" in boss.open(page_of(person)).text


def test_after_retraining_they_are_reinstated_on_the_page(world, session, as_user, person):
    boss = as_user(world.user(Role.SUPERVISOR))
    hold = session.scalars(select(StandingHold)).one()
    boss.submit(
        page_of(person), form=f"{page_of(person)}/holds/{hold.id}", button="decision=confirm",
        **{"hold-reason": "So it is."},
    )  # fmt: skip

    boss.submit(
        page_of(person),
        form=f"{page_of(person)}/holds/{hold.id}/reinstate",
        **{
            "back-reason": "He has learnt it.",
            "back-condition": "A photo of each drill hole.",
            "back-trainer": "The brand’s school",
            "back-trained_on": "2026-06-02",
        },
    )

    session.expire_all()
    assert person.standing is Standing.GOOD
    assert "A photo of each drill hole." in boss.open(page_of(person)).text


@pytest.mark.parametrize("role", [Role.DEALER_MANAGER, Role.INSTALLER])
def test_the_dealer_and_the_person_read_which_cases_count_and_not_whose(
    world, session, as_user, dealer, person, role
):
    whose = {"dealer": dealer} if role is Role.DEALER_MANAGER else {"installer": person}
    browser = as_user(world.user(role, **whose))
    cases = session.scalars(select(StandingHoldCase.case_id).order_by(StandingHoldCase.case_id))
    numbers = [session.get(Case, case_id).number for case_id in cases]

    page = browser.open(own(person))

    assert all(number in page.text for number in numbers)
    assert "Secret" not in page.html
    assert "13955550" not in page.html.replace(" ", "")


def test_the_dealer_contests_with_a_photo_and_a_supervisor_judges(
    world, session, as_user, dealer, person
):
    manager = as_user(world.user(Role.DEALER_MANAGER, dealer))
    case_id = session.scalars(select(StandingHoldCase.case_id)).first()
    url = f"{own(person)}/contest/{case_id}"

    manager.submit(
        own(person),
        form=url,
        **{
            f"case{case_id}-reason": "The plumber drilled that hole.",
            f"case{case_id}-photos": (BytesIO(picture()), "hole.jpg"),
        },
    )
    plea = session.scalars(select(StandingPlea)).one()
    boss = as_user(world.user(Role.SUPERVISOR))
    shown = boss.open(page_of(person))
    boss.submit(
        page_of(person),
        form=f"{page_of(person)}/pleas/{plea.id}",
        button="decision=unfounded",
        **{f"plea{plea.id}-answer": "Not his hole."},
    )

    session.expire_all()
    assert "The plumber drilled" in shown.text
    assert (plea.kind, plea.granted, len(plea.file_ids)) == (PleaKind.CONTEST, True, 1)
    # Nobody had confirmed the hold, and two complaints hold nobody.
    assert person.standing is Standing.WATCHED
    assert "Not his hole." in manager.open(own(person)).text


def test_the_dealers_list_says_how_somebody_stands_and_why(world, as_user, dealer, person):
    manager = as_user(world.user(Role.DEALER_MANAGER, dealer))

    for page in ("/dealer", "/dealer/own"):
        assert "3 complaints count" in manager.open(page).text


def test_a_dealer_suspends_its_own_and_takes_it_back(world, session, as_user, dealer):
    person = world.installer(dealer=dealer)
    manager = as_user(world.user(Role.DEALER_MANAGER, dealer))

    manager.submit(own(person), form=f"{own(person)}/suspend", **{"own-reason": "Drinks at work."})
    suspended = manager.open("/dealer/own").text
    manager.submit(own(person), form=f"{own(person)}/let", **{"own-reason": "He does no more."})

    session.expire_all()
    assert "suspended by you" in suspended
    assert "suspended by you" not in manager.open("/dealer/own").text
    assert person.standing is Standing.GOOD


def test_visits_of_who_is_held_stand_with_who_could_go(world, acting, session, as_user, now):
    dealer = world.dealer()
    case = world.case(S.SCHEDULED, dealer, visit_at=now + DAY)
    sent = session.scalars(select(DispatchPerson)).one()
    person = session.get(Installer, sent.installer_id)
    world.installer("Qiu Free", dealer=dealer)
    for _number in range(3):
        complain(world, acting, person, now=now, first_heard_at=now, opened_at=now)

    for role in (Role.AGENT, Role.SUPERVISOR, Role.DEALER_DESK):
        browser = as_user(world.user(role, dealer if role is Role.DEALER_DESK else None))
        page = browser.open("/visits/barred")
        assert case.number in page.text
        assert "Qiu Free" in page.text
    assert "may not be sent" in as_user(world.user(Role.DEALER_DESK, dealer)).open("/dealer").text
    assert "may not be sent" in as_user(world.user(Role.AGENT)).open("/hotline").text


def test_another_dealer_sees_none_of_it(world, as_user, person):
    stranger = as_user(world.user(Role.DEALER_MANAGER, world.dealer()))

    assert stranger.get(own(person)).status_code == 404
    assert stranger.get(page_of(person)).status_code == 403
    assert "Luo Min" not in stranger.open("/visits/barred").text
