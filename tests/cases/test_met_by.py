"""A contact that counted falls when its caller is complained of later, and holds again (C1, C3)."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import DBAPIError

from models import (
    CaseAccused,
    CaseStatus,
    ClockState,
    ContactHow,
    Customer,
    DispatchState,
    EventKind,
    Role,
    SlaClock,
    Stage,
)
from portal.cases.cancel_booking import cancel_booking
from portal.cases.claim_contact import Claim, claim_contact
from portal.cases.details import clear_accused, name_accused
from portal.cases.merge import merge_case
from portal.cases.resolve import resolve_case
from portal.sla.clocks import start_clock
from tests.cases.endings import HOUR, LATER, account, agent, last_events
from tests.support.world import NOON

S = CaseStatus
CALLED = NOON + timedelta(minutes=30)


@pytest.fixture
def dealer(world):
    return world.dealer()


@pytest.fixture
def owner(world, dealer):
    """The dealer's manager goes to customers as well."""
    return world.installer("Qiu Wei", dealer=dealer)


@pytest.fixture
def manager(world, dealer, owner):
    return world.actor(Role.DEALER_MANAGER, dealer, installer=owner)


@pytest.fixture
def desk(world, dealer):
    return world.actor(Role.DEALER_DESK, dealer)


@pytest.fixture
def case(world, session, dealer):
    case = world.case(S.ACCEPTED, dealer)
    start_clock(session, case, Stage.FIRST_CONTACT, now=NOON)
    session.commit()
    return case


@pytest.fixture
def hotline(world):
    return agent(world)


def called(acting, actor, case, at=CALLED):
    realm = acting(actor, at)
    said = Claim(
        how=ContactHow.PHONE,
        reached=True,
        contacted_at=at,
        note="We come tomorrow.",
        caller_user_id=actor.user_id,
    )
    row = claim_contact(realm, actor, case.id, said, now=at)
    realm.commit()
    realm.close()
    return row


def named(acting, hotline, case, person, at=LATER):
    realm = acting(hotline, at)
    name_accused(realm, hotline, case.id, person.id, "He shouted.", version=None, now=at)
    realm.commit()
    realm.close()


def clocks(session, case):
    session.expire_all()
    found = session.scalars(select(SlaClock).where(SlaClock.case_id == case.id))
    return {clock.stage: (clock.state, clock.stopped_at) for clock in found}


def test_the_contact_of_one_named_later_counts_no_more(
    session, acting, case, manager, owner, hotline
):
    called(acting, manager, case)

    named(acting, hotline, case, owner)

    assert clocks(session, case) == {
        Stage.FIRST_CONTACT: (ClockState.RUNNING, None),
        Stage.VISIT: (ClockState.DROPPED, LATER),
    }
    assert (case.status, case.next_stage) == (S.ACCEPTED, Stage.FIRST_CONTACT)
    kinds = last_events(session, case)
    assert kinds[-3:] == [
        EventKind.ACCUSED_NAMED,
        EventKind.CONTACT_NOT_COUNTED,
        EventKind.ACCUSED_CONTACT,
    ]


def test_another_call_by_the_desk_meets_it_instead(
    session, acting, case, manager, desk, owner, hotline
):
    called(acting, manager, case)
    called(acting, desk, case, at := CALLED + timedelta(minutes=20))

    named(acting, hotline, case, owner)

    assert clocks(session, case)[Stage.FIRST_CONTACT] == (ClockState.MET, at)
    running = select(SlaClock).where(
        SlaClock.stage == Stage.VISIT, SlaClock.state == ClockState.RUNNING
    )
    assert session.scalars(running).one().started_at == at
    assert case.status is S.CONTACTED


def test_who_is_cleared_had_reached_the_customer_in_time(
    session, acting, case, manager, owner, hotline
):
    called(acting, manager, case)
    named(acting, hotline, case, owner)
    realm = acting(hotline, at := LATER + 30 * HOUR)

    clear_accused(realm, hotline, case.id, owner.id, "It was his brother.", version=None, now=at)
    realm.commit()

    assert clocks(session, case)[Stage.FIRST_CONTACT] == (ClockState.MET, CALLED)
    assert case.status is S.CONTACTED
    first = select(SlaClock.breached_at).where(SlaClock.stage == Stage.FIRST_CONTACT)
    assert session.scalars(first).one() is None


def test_a_visit_stays_booked_and_leads_back_to_the_contact_that_is_missing(
    world, session, acting, dealer, case, manager, desk, owner, hotline
):
    called(acting, manager, case)
    world._dispatched(case, dealer, DispatchState.PLANNED)
    case.status = S.SCHEDULED
    session.commit()

    named(acting, hotline, case, owner)

    assert clocks(session, case)[Stage.FIRST_CONTACT] == (ClockState.RUNNING, None)
    assert case.status is S.SCHEDULED
    realm = acting(desk, LATER)
    cancel_booking(realm, desk, case.id, "She is away.", now=LATER)
    realm.commit()
    session.expire_all()
    assert case.status is S.ACCEPTED


def test_a_call_while_the_visit_is_booked_answers_the_question(
    world, session, acting, dealer, case, manager, desk, owner, hotline
):
    called(acting, manager, case)
    world._dispatched(case, dealer, DispatchState.PLANNED)
    case.status = S.SCHEDULED
    session.commit()
    named(acting, hotline, case, owner)

    called(acting, desk, case, at := LATER + HOUR)

    assert clocks(session, case)[Stage.FIRST_CONTACT] == (ClockState.MET, at)
    assert case.status is S.SCHEDULED


def test_on_a_resolved_case_the_contact_was_late_at_its_resolution(
    session, acting, case, manager, desk, owner, hotline
):
    called(acting, manager, case)
    realm = acting(desk, at := NOON + 30 * HOUR)
    resolve_case(realm, desk, case.id, account(), version=None, now=at)
    realm.commit()
    realm.close()

    named(acting, hotline, case, owner, at + HOUR)

    assert clocks(session, case)[Stage.FIRST_CONTACT] == (ClockState.MET, at)
    clock = select(SlaClock).where(SlaClock.stage == Stage.FIRST_CONTACT)
    assert session.scalars(clock).one().breached_at is not None
    assert case.status is S.RESOLVED


def test_a_merge_that_brings_the_accused_along_weighs_the_contact_there(
    world, session, acting, case, manager, owner, hotline
):
    called(acting, manager, case)
    other = world.case(customer=session.get(Customer, case.customer_id), accused=owner)
    realm = acting(hotline, LATER)

    merge_case(realm, hotline, other.id, case.id, version=None, now=LATER)
    realm.commit()

    session.expire_all()
    assert case.status is S.ACCEPTED


def test_the_database_lets_no_case_rest_on_the_word_of_the_accused(
    session, acting, case, manager, owner, hotline
):
    called(acting, manager, case)
    realm = acting(hotline, LATER)
    realm.execute(insert(CaseAccused).values(case_id=case.id, installer_id=owner.id, at=LATER))

    with pytest.raises(DBAPIError) as refused:
        realm.commit()

    assert refused.value.orig.diag.constraint_name == "case_status_has_its_reason"


def test_the_claim_stays_as_it_was_written(session, acting, case, manager, owner, hotline):
    row = called(acting, manager, case)

    named(acting, hotline, case, owner)

    session.expire_all()
    assert (row.counts, row.not_counted) == (True, None)
