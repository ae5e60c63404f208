"""What counts against a person, and what it does to them at once (domain S1)."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models import (
    AccusedOf,
    CaseAccused,
    Notice,
    NoticeKind,
    Role,
    Setting,
    Standing,
    StandingChange,
    StandingChangeKind,
    StandingHold,
    StandingHoldCase,
)
from portal.cases.details import clear_accused, correct_details
from portal.cases.merge import merge_case, unmerge_case
from portal.cases.open import Call, open_case
from portal.installers.standing import counted_complaints
from tests.cases.test_details import as_it_stands
from tests.installers.complaints import bought_from, complain
from tests.support.world import NOON

DAY = timedelta(days=1)


@pytest.fixture
def person(world):
    return world.installer("Luo Min", dealer=world.dealer())


def test_the_second_customer_puts_them_under_watch_and_the_third_holds_them(
    world, session, acting, person
):
    stood = []
    for _number in range(3):
        complain(world, acting, person)
        stood.append(person.standing)

    assert stood == [Standing.GOOD, Standing.WATCHED, Standing.HELD]
    hold = session.scalars(select(StandingHold)).one()
    assert (hold.installer_id, hold.held_at, hold.due_at) == (person.id, NOON, NOON + DAY)
    assert len(session.scalars(select(StandingHoldCase.case_id)).all()) == 3


def test_a_complaint_on_the_telephone_holds_them_as_it_is_taken(world, session, acting, person):
    for _number in range(2):
        complain(world, acting, person)
    customer = world.customer()
    purchase = world.purchase(customer, installer_id=person.id)
    agent = world.actor(Role.AGENT)
    realm = acting(agent)

    open_case(
        realm,
        agent,
        Call(
            what="The holes do not hold.",
            customer_id=customer.id,
            purchase_id=purchase.id,
            names_the_installer=True,
        ),
        now=NOON,
    )
    realm.commit()

    session.expire_all()
    assert person.standing is Standing.HELD


def test_one_customer_counts_once_however_often_they_complain(world, acting, person):
    customer = world.customer()

    for _number in range(4):
        complain(world, acting, person, customer=customer)

    assert person.standing is Standing.GOOD


def test_what_is_neither_work_nor_conduct_does_not_count(world, acting, person):
    for _number in range(3):
        complain(world, acting, person, about=AccusedOf.OTHER)

    assert person.standing is Standing.GOOD


def test_conduct_counts_as_work_does(world, acting, person):
    for _number in range(2):
        complain(world, acting, person, about=AccusedOf.CONDUCT)

    assert person.standing is Standing.WATCHED


def test_it_counts_only_where_they_are_shown_to_have_been_there(world, acting, person):
    for _number in range(3):
        complain(world, acting, person, case=world.case())

    assert person.standing is Standing.GOOD


def test_somebody_may_vouch_that_they_were_there(world, session, acting, person):
    for _number in range(3):
        complain(world, acting, person, case=world.case(), was_there=True)

    assert person.standing is Standing.HELD
    shown = {one.shown_by for one in counted_complaints(session, person.id, at=NOON)}
    assert shown == {"vouched"}


def test_a_purchase_corrected_on_the_case_shows_that_they_were_there(
    world, session, acting, person
):
    for _number in range(2):
        complain(world, acting, person)
    customer, product = world.customer(), world.product()
    other = world.purchase(customer, product=product)
    theirs = world.purchase(customer, product=product, installer_id=person.id)
    case = complain(
        world,
        acting,
        person,
        case=world.case(customer=customer, purchase_id=other.id, product_id=product.id),
    )
    assert person.standing is Standing.WATCHED
    agent = world.actor(Role.AGENT)
    realm = acting(agent)

    details = as_it_stands(case)
    correct_details(
        realm,
        agent,
        case.id,
        type(details)(**{**vars_of(details), "purchase_id": theirs.id}),
        version=None,
        now=NOON,
    )
    realm.commit()

    session.expire_all()
    assert person.standing is Standing.HELD


def vars_of(details):
    return {name: getattr(details, name) for name in type(details).__dataclass_fields__}


def test_the_ninetieth_day_counts_and_the_ninety_first_does_not(world, acting, person):
    for day in (90, 91):
        other = world.installer(dealer=world.dealer())
        for days in (day, 0):
            complain(world, acting, other, first_heard_at=NOON - days * DAY)
        assert other.standing is (Standing.WATCHED if day == 90 else Standing.GOOD)


def test_the_window_and_the_steps_are_settings(world, session, acting, person):
    for key, value in {
        "standing_days": 30,
        "standing_watched_at": 1,
        "standing_held_at": 2,
    }.items():
        session.add(Setting(key=key, value=value, changed_at=NOON))
    session.commit()
    complain(world, acting, person, first_heard_at=NOON - 31 * DAY)

    complain(world, acting, person)
    watched = person.standing
    complain(world, acting, person)

    assert (watched, person.standing) == (Standing.WATCHED, Standing.HELD)


def test_a_merged_case_counts_once_and_the_merge_undone_holds_them(world, session, acting, person):
    customer = world.customer()
    for _number in range(2):
        complain(world, acting, person)
    # Heard too long ago to count by itself; the case it was merged into is not about them.
    early = world.case(customer=customer, first_heard_at=NOON - 80 * DAY)
    world.purchase(customer, installer_id=person.id)
    late = bought_from(world, person, customer)
    agent = world.actor(Role.AGENT)
    realm = acting(agent)
    merge_case(realm, agent, late.id, early.id, version=late.version, now=NOON)
    realm.commit()
    session.expire_all()
    assert person.standing is Standing.WATCHED
    realm = acting(agent, NOON + 5 * DAY)
    # Named on the case that was merged away, and so on none that counts.
    session.add(CaseAccused(case_id=late.id, installer_id=person.id, at=NOON))
    session.commit()

    unmerge_case(realm, agent, late.id, version=None, now=NOON + 5 * DAY)
    realm.commit()

    session.expire_all()
    assert person.standing is Standing.HELD


def test_who_was_cleared_counts_less_but_a_hold_stays(world, session, acting, person):
    cases = [complain(world, acting, person) for _number in range(2)]
    agent = world.actor(Role.AGENT)
    realm = acting(agent)

    clear_accused(realm, agent, cases[0].id, person.id, "It was another.", version=None, now=NOON)
    realm.commit()
    session.expire_all()
    cleared = person.standing
    cases += [complain(world, acting, person) for _number in range(2)]
    clear_accused(realm, agent, cases[3].id, person.id, "It was another.", version=None, now=NOON)
    realm.commit()

    session.expire_all()
    assert (cleared, person.standing) == (Standing.GOOD, Standing.HELD)


def test_their_dealers_the_supervisors_and_the_person_hear_of_it(world, session, acting):
    dealer, second = world.dealer(), world.dealer()
    person = world.installer(dealer=dealer)
    world.works_for(person, second)
    told = {
        world.user(Role.DEALER_DESK, dealer).id,
        world.user(Role.DEALER_MANAGER, second).id,
        world.user(Role.SUPERVISOR).id,
        world.user(Role.INSTALLER, installer=person).id,
    }
    stranger = world.user(Role.DEALER_DESK, world.dealer())

    for _number in range(3):
        complain(world, acting, person)

    heard = session.scalars(select(Notice.user_id).where(Notice.kind == NoticeKind.INSTALLER_HELD))
    assert told <= (found := set(heard))
    assert stranger.id not in found


def test_every_change_stands_in_the_history(world, session, acting, person):
    for _number in range(3):
        complain(world, acting, person)

    lines = session.scalars(select(StandingChange).order_by(StandingChange.id)).all()
    assert [(one.kind, one.before, one.after) for one in lines] == [
        (StandingChangeKind.COUNTED, Standing.GOOD, Standing.WATCHED),
        (StandingChangeKind.HELD, Standing.WATCHED, Standing.HELD),
    ]
    assert [one.detail["customers"] for one in lines] == [2, 3]


def test_rows_that_are_one_person_count_and_stand_together(world, session, acting, person):
    other = world.installer(dealer=world.dealer(), same_as_id=person.id)

    for one in (person, other, person):
        complain(world, acting, one)

    assert {person.standing, other.standing} == {Standing.HELD}
    assert len(session.scalars(select(StandingHold)).all()) == 1
