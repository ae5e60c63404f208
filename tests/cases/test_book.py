"""Who is sent, when, and who cannot be: by rule, by SQL, and when two book at once (D1, D2)."""

from datetime import timedelta

import pytest
from psycopg.types.range import Range
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from models import (
    Case,
    CaseEvent,
    CaseStatus,
    ClockState,
    Dispatch,
    DispatchPerson,
    DispatchState,
    EventKind,
    FileKind,
    Purpose,
    Role,
    Severity,
    SlaClock,
    Stage,
    Standing,
)
from portal.access.scope import visible
from portal.cases.book import book_visit
from portal.cases.cancel_booking import cancel_booking
from portal.cases.jobs import job_of
from portal.cases.move_visit import move_visit
from portal.cases.no_show import report_no_show_customer, report_no_show_ours
from portal.cases.planning import Plan
from portal.errors import ChangedMeanwhileError, InvalidError, NotFoundError, RefusedError
from portal.i18n.at_time import AtTime
from portal.sla.clocks import start_clock
from tests.support.world import NOON

NINE = NOON + timedelta(hours=21)  # 9:00 on the next day, there
WINDOW = (NINE, NINE + timedelta(hours=3))
SLOT = (NINE, NINE + timedelta(hours=1))


@pytest.fixture
def dealer(world):
    return world.dealer()


@pytest.fixture
def person(world, dealer):
    return world.installer("Ding Yi", dealer=dealer)


@pytest.fixture
def case(world, session, dealer):
    case = world.case(CaseStatus.CONTACTED, dealer)
    start_clock(session, case, Stage.VISIT, now=NOON)
    session.commit()
    return case


@pytest.fixture
def desk(world, dealer):
    return world.actor(Role.DEALER_DESK, dealer)


def plan(*people, window=WINDOW, slot=SLOT, **given):
    return Plan(Purpose.REPAIR, window, [(person.id, slot) for person in people], **given)


def book(acting, actor, case, *people, **given):
    realm = acting(actor)
    dispatch = book_visit(realm, actor, case.id, plan(*people, **given), now=NOON)
    realm.commit()
    return dispatch


def refusal(acting, actor, case, *people, **given):
    realm = acting(actor)
    with pytest.raises((RefusedError, InvalidError)) as refused:
        book_visit(realm, actor, case.id, plan(*people, **given), now=NOON)
    realm.rollback()
    return refused.value


@pytest.mark.parametrize("who", ["dealer", "hotline"])
def test_a_visit_is_booked_with_window_slot_and_entitlement(
    who, world, session, acting, case, person, desk
):
    actor = desk if who == "dealer" else world.actor(Role.AGENT)

    dispatch = book(acting, actor, case, person, note="Bring the wide bracket.")

    session.expire_all()
    sent = session.scalars(
        select(DispatchPerson).where(DispatchPerson.dispatch_id == dispatch.id)
    ).one()
    stands = session.get(Case, case.id)
    assert stands.status is CaseStatus.SCHEDULED
    assert dispatch.entitlement_id == stands.entitlement_id
    assert (sent.lead, sent.active, sent.slot.lower) == (True, True, NINE)
    # 17:00 there on the day before.
    assert sent.visible_from == NOON + timedelta(hours=5)
    running = session.scalars(
        select(SlaClock).where(SlaClock.case_id == case.id, SlaClock.stage == Stage.VISIT)
    ).one()
    assert running.state is ClockState.RUNNING


def test_several_are_sent_and_one_leads(world, session, acting, dealer, case, person, desk):
    second = world.installer(dealer=dealer)

    dispatch = book(acting, desk, case, person, second)

    sent = session.scalars(
        select(DispatchPerson)
        .where(DispatchPerson.dispatch_id == dispatch.id)
        .order_by(DispatchPerson.id)
    ).all()
    assert [(row.installer_id, row.lead) for row in sent] == [
        (person.id, True),
        (second.id, False),
    ]


def test_the_dealers_manager_may_be_sent(world, acting, dealer, case):
    owner = world.installer("Fang Zhiyuan", dealer=dealer)
    boss = world.actor(Role.DEALER_MANAGER, dealer, installer=owner)

    assert book(acting, boss, case, owner).state is DispatchState.PLANNED


def test_an_accused_person_is_refused_and_others_are_named(
    world, session, acting, dealer, person, desk
):
    accused = world.installer("Qiu Wei", dealer=dealer)
    case = world.case(CaseStatus.CONTACTED, dealer, accused=accused)

    refused = refusal(acting, desk, case, accused)

    assert refused.code == "person_accused"
    assert refused.values["name"] == "Qiu Wei"
    assert refused.values["others"] == [AtTime("Ding Yi", NINE)]


@pytest.mark.parametrize("standing", [Standing.HELD, Standing.SUSPENDED])
def test_who_is_held_is_refused_and_is_nobodys_substitute(
    standing, world, acting, dealer, case, desk
):
    held = world.installer("Luo Min", dealer=dealer, standing=standing)
    world.installer("Qiu Wei", dealer=dealer)

    refused = refusal(acting, desk, case, held)

    assert refused.code == f"person_{standing}"
    assert refused.values["others"] == [AtTime("Qiu Wei", NINE)]


def test_where_nobody_else_is_free_the_refusal_says_so(world, acting, dealer, case, desk):
    held = world.installer(dealer=dealer, standing=Standing.HELD)

    assert refusal(acting, desk, case, held).code == "person_held_nobody_else"


def test_somebody_of_another_dealer_does_not_exist_for_this_one(world, acting, case, desk):
    stranger = world.installer(dealer=world.dealer())

    with pytest.raises(NotFoundError):
        book_visit(acting(desk), desk, case.id, plan(stranger), now=NOON)


def test_the_hotline_cannot_send_somebody_of_another_dealer(world, acting, case, person):
    stranger = world.installer(dealer=world.dealer())

    refused = refusal(acting, world.actor(Role.AGENT), case, stranger)

    assert refused.code == "person_not_of_dealer"


def test_somebody_busy_elsewhere_is_refused_without_saying_where(
    world, acting, dealer, person, case, desk
):
    elsewhere = world.dealer()
    world.works_for(person, elsewhere)
    their_desk = world.actor(Role.DEALER_DESK, elsewhere)
    book(acting, their_desk, world.case(CaseStatus.CONTACTED, elsewhere), person)

    refused = refusal(acting, desk, case, person)

    assert refused.code == "person_busy"
    assert refused.values["others"] == [AtTime("Ding Yi", SLOT[1])]


def test_who_is_watched_takes_no_urgent_job_alone(world, acting, dealer, person, desk):
    watched = world.installer("Gao Jun", dealer=dealer, standing=Standing.WATCHED)
    case = world.case(CaseStatus.CONTACTED, dealer, severity=Severity.URGENT)

    assert refusal(acting, desk, case, watched).code == "person_watched_alone"
    assert book(acting, desk, case, watched, person).state is DispatchState.PLANNED


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"window": (NINE, NINE)}, "window_empty"),
        ({"window": (NOON - timedelta(hours=3), NOON)}, "window_is_past"),
        ({"slot": (NINE, NINE)}, "slot_empty"),
        (
            {"slot": (NINE + timedelta(hours=3), NINE + timedelta(hours=4))},
            "slot_outside_window",
        ),
    ],
)
def test_a_plan_without_sense_is_refused(given, code, acting, case, person, desk):
    assert refusal(acting, desk, case, person, **given).code == code


def test_nobody_is_no_party(acting, case, desk):
    assert refusal(acting, desk, case).code == "nobody_chosen"


def test_a_booking_decided_on_an_old_page_is_refused(acting, case, person, desk):
    with pytest.raises(ChangedMeanwhileError):
        book_visit(acting(desk), desk, case.id, plan(person), version=99, now=NOON)


def test_windows_of_customers_may_overlap(world, acting, dealer, case, person, desk):
    other = world.case(CaseStatus.CONTACTED, dealer)
    next_slot = (SLOT[1], SLOT[1] + timedelta(hours=1))

    book(acting, desk, case, person)

    assert book(acting, desk, other, person, slot=next_slot).window_start == NINE


@pytest.mark.parametrize("against", ["accused", "held", "stranger"])
def test_raw_sql_in_the_dealers_realm_sends_nobody_who_may_not_go(
    against, world, session, acting, dealer, desk
):
    person = world.installer(
        dealer=None if against == "stranger" else dealer,
        standing=Standing.HELD if against == "held" else Standing.GOOD,
    )
    case = world.case(
        CaseStatus.SCHEDULED, dealer, accused=person if against == "accused" else None
    )
    dispatch = session.scalars(select(Dispatch).where(Dispatch.case_id == case.id)).one()
    realm = acting(desk)
    realm.add(
        DispatchPerson(
            dispatch_id=dispatch.id,
            case_id=case.id,
            dealer_id=dealer.id,
            installer_id=person.id,
            lead=False,
            slot=Range(*SLOT),
            visible_from=NOON,
        )
    )

    with pytest.raises(IntegrityError) as refused:
        realm.flush()

    constraint = {
        "accused": "accused_person_is_not_sent",
        "held": "held_person_is_not_sent",
        "stranger": "person_works_for_the_dealer",
    }[against]
    assert refused.value.orig.diag.constraint_name == constraint


def test_a_moved_visit_stays_on_record(session, acting, case, person, desk):
    old = book(acting, desk, case, person)
    later = timedelta(hours=1)
    moved = plan(person, window=(NINE + later, WINDOW[1]), slot=(SLOT[0] + later, SLOT[1] + later))

    realm = acting(desk)
    new = move_visit(realm, desk, case.id, moved, reason="The customer is at work", now=NOON)
    realm.commit()

    session.expire_all()
    kept = session.get(Dispatch, old.id)
    assert (kept.state, kept.moved_to_id) == (DispatchState.MOVED, new.id)
    assert session.get(Case, case.id).status is CaseStatus.SCHEDULED


def test_a_visit_moves_over_its_own_old_slot(acting, case, person, desk):
    book(acting, desk, case, person)
    half = timedelta(minutes=30)

    realm = acting(desk)
    moved = plan(person, slot=(SLOT[0] + half, SLOT[1] + half))
    new = move_visit(realm, desk, case.id, moved, reason="Half an hour later", now=NOON)
    realm.commit()

    assert new.state is DispatchState.PLANNED


def test_a_cancelled_visit_frees_its_people_and_wants_a_reason(session, acting, case, person, desk):
    dispatch = book(acting, desk, case, person)
    realm = acting(desk)
    with pytest.raises(InvalidError):
        cancel_booking(realm, desk, case.id, " ", now=NOON)
    realm.rollback()

    cancel_booking(realm, desk, case.id, "The part is missing", now=NOON)
    realm.commit()

    session.expire_all()
    sent = session.scalars(
        select(DispatchPerson).where(DispatchPerson.dispatch_id == dispatch.id)
    ).one()
    assert (sent.active, sent.visible_until) == (False, NOON)
    assert session.get(Case, case.id).status is CaseStatus.CONTACTED


@pytest.mark.parametrize("who", ["dealer", "hotline"])
def test_that_we_did_not_come_is_a_chase(who, world, session, acting, case, person, desk):
    dispatch = book(acting, desk, case, person)
    actor = desk if who == "dealer" else world.actor(Role.AGENT)

    realm = acting(actor, WINDOW[1])
    report_no_show_ours(realm, actor, case.id, "The van broke down", now=WINDOW[1])
    realm.commit()

    session.expire_all()
    kinds = session.scalars(
        select(CaseEvent.kind).where(CaseEvent.case_id == case.id).order_by(CaseEvent.id)
    ).all()
    assert kinds[-2:] == [EventKind.NO_SHOW_OURS, EventKind.CHASED]
    assert session.get(Case, case.id).chases == 1
    assert session.get(Dispatch, dispatch.id).state is DispatchState.NO_SHOW_OURS


def test_nobody_fails_to_come_before_the_window(acting, case, person, desk):
    book(acting, desk, case, person)

    with pytest.raises(RefusedError) as refused:
        report_no_show_ours(acting(desk), desk, case.id, "", now=NINE - timedelta(minutes=1))

    assert refused.value.code == "window_not_begun"


def test_that_the_customer_was_not_there_wants_a_photo_of_the_door(
    world, session, acting, case, person, desk
):
    book(acting, desk, case, person)
    sent = world.actor(Role.INSTALLER, installer=person)
    at = NINE + timedelta(minutes=20)
    old = world.photo(case, kind=FileKind.DOOR)
    evidence = world.photo(case, kind=FileKind.EVIDENCE, added_at=at, key="evidence")
    for wrong in ([], [old.id], [evidence.id]):
        realm = acting(sent, at)
        with pytest.raises(RefusedError) as refused:
            report_no_show_customer(realm, sent, case.id, wrong, now=at)
        realm.rollback()
        assert refused.value.code == "door_photo_missing"
    door = world.photo(case, kind=FileKind.DOOR, added_at=at, key="door")

    realm = acting(sent, at)
    dispatch = report_no_show_customer(realm, sent, case.id, [door.id], "Rang twice", now=at)
    realm.commit()

    session.expire_all()
    stands = session.get(Case, case.id)
    assert (stands.status, stands.chases) == (CaseStatus.CONTACTED, 0)
    assert session.get(Dispatch, dispatch.id).state is DispatchState.NO_SHOW_CUSTOMER


def test_whose_visit_was_called_off_reads_the_case_no_more(
    world, session, acting, case, person, desk
):
    dispatch = book(acting, desk, case, person)
    sent = world.actor(Role.INSTALLER, installer=person)
    assert job_of(acting(sent), sent, dispatch.id, now=NOON).case.id == case.id
    realm = acting(desk)
    cancel_booking(realm, desk, case.id, "The part is missing", now=NOON)
    realm.commit()

    theirs = acting(sent)

    assert theirs.scalars(select(Case.id)).all() == []
    assert theirs.scalars(visible(sent, Case).with_only_columns(Case.id)).all() == []
    with pytest.raises(NotFoundError):
        job_of(theirs, sent, dispatch.id, now=NOON)
