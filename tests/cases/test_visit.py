"""The visit as it happens: check-in, finding, the customer's word, leaving, and D4's door."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text

from models import (
    Case,
    CaseEvent,
    CaseStatus,
    Cause,
    ClockState,
    Confirmation,
    Dispatch,
    DispatchPerson,
    DispatchState,
    Entitlement,
    EntitlementKind,
    EventKind,
    FileKind,
    Missing,
    Purpose,
    Role,
    SlaClock,
    Stage,
    Standing,
    Visit,
)
from portal.access.actors import WORKER_ACTOR
from portal.cases.check_in import Place, check_in
from portal.cases.confirm import TRIES, Word, confirm_visit, take_code_try
from portal.cases.find import Finding, record_finding
from portal.cases.leave import StillMissingError, leave_visit
from portal.cases.reveal_phone import reveal_phone, revealed_phones
from portal.errors import ForbiddenError, InvalidError, NotFoundError, RefusedError
from portal.sla.clocks import start_clock
from tests.support.world import NOON

START = NOON + timedelta(days=1)
BEFORE_17 = NOON + timedelta(hours=4, minutes=59)
AFTER_17 = NOON + timedelta(hours=5)
FOUND = Finding([Cause.FITTED_WRONGLY], "Holes too wide.", "Wider plugs.")


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
def dispatch(world, session, dealer, person, case):
    made = world._dispatched(case, dealer, DispatchState.PLANNED, person)
    case.status = CaseStatus.SCHEDULED
    session.commit()
    return made


@pytest.fixture
def actor(world, person, dispatch):
    return world.actor(Role.INSTALLER, installer=person)


@pytest.fixture
def visit(acting, actor, dispatch):
    realm = acting(actor, START)
    made = check_in(realm, actor, dispatch.id, now=START)
    realm.commit()
    return made


def find(acting, actor, visit, finding=FOUND):
    realm = acting(actor, START)
    record_finding(realm, actor, visit.id, finding, now=START)
    realm.commit()


def confirm(acting, actor, visit, word):
    realm = acting(actor, START)
    try:
        confirm_visit(realm, actor, visit.id, word, now=START)
        realm.commit()
    finally:
        realm.rollback()


def kinds(session, case):
    found = select(CaseEvent.kind).where(CaseEvent.case_id == case.id).order_by(CaseEvent.id)
    return session.scalars(found).all()


def test_a_check_in_begins_the_visit_and_meets_its_clock(session, acting, actor, case, dispatch):
    realm = acting(actor, START)
    visit = check_in(realm, actor, dispatch.id, Place(30.25, 120.17), now=START)
    realm.commit()

    session.expire_all()
    clock = session.scalars(
        select(SlaClock).where(SlaClock.case_id == case.id, SlaClock.stage == Stage.VISIT)
    ).one()
    assert clock.state is ClockState.MET
    assert session.get(Case, case.id).status is CaseStatus.VISITED
    assert session.get(Dispatch, dispatch.id).state is DispatchState.ON_SITE
    assert (visit.latitude, visit.checked_in_at) == (30.25, START)


def test_nobody_checks_in_twice(acting, actor, dispatch, visit):
    with pytest.raises(RefusedError) as refused:
        check_in(acting(actor, START), actor, dispatch.id, now=START)

    assert refused.value.code == "already_checked_in"


def test_a_colleague_meets_the_check_in_of_the_first(
    world, session, acting, dealer, dispatch, visit
):
    second = world.installer(dealer=dealer)
    session.execute(
        text(
            "INSERT INTO dispatch_people (dispatch_id, case_id, dealer_id, installer_id, lead,"
            " slot, active, visible_from)"
            " SELECT dispatch_id, case_id, dealer_id, :second, false, slot,"
            " true, visible_from FROM dispatch_people WHERE dispatch_id = :id"
        ),
        {"second": second.id, "id": dispatch.id},
    )
    session.commit()
    colleague = world.actor(Role.INSTALLER, installer=second)

    with pytest.raises(RefusedError) as refused:
        check_in(acting(colleague, START), colleague, dispatch.id, now=START)

    assert refused.value.code == "already_checked_in"


def test_nobody_checks_in_before_the_job_opens(acting, actor, dispatch):
    with pytest.raises(RefusedError) as refused:
        check_in(acting(actor, NOON), actor, dispatch.id, now=NOON)

    assert refused.value.code == "too_early"


def test_another_persons_job_does_not_exist(world, acting, dispatch):
    stranger = world.actor(Role.INSTALLER)

    with pytest.raises(NotFoundError):
        check_in(acting(stranger, START), stranger, dispatch.id, now=START)


def test_the_desk_does_not_check_in_for_anybody(world, acting, dealer, dispatch):
    desk = world.actor(Role.DEALER_DESK, dealer)

    with pytest.raises(ForbiddenError):
        check_in(acting(desk, START), desk, dispatch.id, now=START)


def test_the_manager_who_is_sent_checks_in(world, acting, dealer, person, dispatch):
    boss = world.actor(Role.DEALER_MANAGER, dealer, installer=person)

    realm = acting(boss, START)
    visit = check_in(realm, boss, dispatch.id, now=START)
    realm.commit()

    assert visit.installer_id == person.id


def test_a_finding_is_recorded_and_may_be_put_right(session, acting, actor, case, visit):
    find(acting, actor, visit)
    find(acting, actor, visit)
    find(acting, actor, visit, Finding([Cause.DAMP, Cause.WORN], "Wet behind.", ""))

    session.expire_all()
    assert session.get(Visit, visit.id).cause == "worn damp"
    # What is sent twice unchanged is one line.
    assert kinds(session, case).count(EventKind.FOUND) == 2


@pytest.mark.parametrize("why", ["damage by us", "somebody watched"])
def test_photos_before_are_compulsory_for_damage_and_for_who_is_watched(
    why, world, session, acting, actor, person, case, visit
):
    if why == "damage by us":
        judged = world.add(
            Entitlement(case_id=case.id, kind=EntitlementKind.DAMAGE_BY_US, judged_at=NOON)
        )
        session.get(Case, case.id).entitlement_id = judged.id
    else:
        person.standing = Standing.WATCHED
    session.commit()

    realm = acting(actor, START)
    with pytest.raises(RefusedError) as refused:
        record_finding(realm, actor, visit.id, FOUND, now=START)
    realm.rollback()
    world.photo(case, visit_id=visit.id, kind=FileKind.BEFORE)
    find(acting, actor, visit)

    assert refused.value.code == "before_photos_missing"


@pytest.mark.parametrize(
    ("finding", "code"),
    [
        (Finding([], "", ""), "cause_missing"),
        (Finding([Cause.OTHER], " ", ""), "finding_words_missing"),
    ],
)
def test_a_finding_says_something(finding, code, acting, actor, visit):
    with pytest.raises(InvalidError) as refused:
        record_finding(acting(actor, START), actor, visit.id, finding, now=START)

    assert refused.value.code == code


def test_the_customer_confirms_by_signature(world, session, acting, actor, case, visit):
    find(acting, actor, visit)
    signed = world.photo(case, visit_id=visit.id, kind=FileKind.SIGNATURE)

    confirm(acting, actor, visit, Word(Confirmation.SIGNATURE, signature_id=signed.id))

    session.expire_all()
    assert session.get(Visit, visit.id).signature_id == signed.id
    assert kinds(session, case)[-1] is EventKind.CUSTOMER_CONFIRMED


def test_a_signature_of_another_visit_is_none(world, acting, actor, case, visit):
    find(acting, actor, visit)
    other = world.photo(case, kind=FileKind.SIGNATURE)

    with pytest.raises(InvalidError) as refused:
        confirm(acting, actor, visit, Word(Confirmation.SIGNATURE, signature_id=other.id))

    assert refused.value.code == "signature_missing"


def test_the_code_of_the_customers_link_confirms_and_another_does_not(
    world, session, acting, actor, case, visit
):
    world.link_actor(case)
    find(acting, actor, visit)

    with pytest.raises(InvalidError) as refused:
        confirm(acting, actor, visit, Word(Confirmation.CODE, code="654321"))
    confirm(acting, actor, visit, Word(Confirmation.CODE, code="123456"))

    assert refused.value.code == "code_is_wrong"
    session.expire_all()
    assert session.get(Visit, visit.id).confirmation is Confirmation.CODE


def test_a_code_is_not_tried_for_ever(acting, actor, visit):
    portal = acting(WORKER_ACTOR, START)
    for _ in range(TRIES):
        take_code_try(portal, actor.label, visit.id, now=START)

    with pytest.raises(RefusedError) as refused:
        take_code_try(portal, actor.label, visit.id, now=START)

    assert refused.value.code == "code_tried_too_often"


def test_who_signs_for_the_customer_says_who_they_are(session, acting, actor, visit):
    find(acting, actor, visit)

    with pytest.raises(InvalidError) as refused:
        confirm(acting, actor, visit, Word(Confirmation.SIGNED_BY, signer_name="Li Na"))
    whole = Word(Confirmation.SIGNED_BY, signer_name="Li Na", signer_relation="daughter")
    confirm(acting, actor, visit, whole)

    assert refused.value.field == "signer_relation"
    session.expire_all()
    assert session.get(Visit, visit.id).signer_relation == "daughter"


def test_nothing_is_confirmed_before_it_stands_there_and_nothing_twice(acting, actor, visit):
    refuses = Word(Confirmation.REFUSED)
    with pytest.raises(RefusedError) as early:
        confirm(acting, actor, visit, refuses)
    find(acting, actor, visit)
    confirm(acting, actor, visit, refuses)
    with pytest.raises(RefusedError) as twice:
        confirm(acting, actor, visit, refuses)

    assert (early.value.code, twice.value.code) == ("finding_comes_first", "already_confirmed")


def test_a_job_is_not_finished_while_something_is_missing(acting, actor, visit):
    with pytest.raises(StillMissingError) as refused:
        leave_visit(acting(actor, START), actor, visit.id, now=START)

    assert refused.value.missing == [Missing.FINDING, Missing.AFTER, Missing.CONFIRMATION]


def test_a_finished_job_frees_its_people_and_shuts_the_door(
    world, session, acting, actor, case, dispatch, visit
):
    find(acting, actor, visit)
    world.photo(case, visit_id=visit.id, kind=FileKind.AFTER)
    confirm(acting, actor, visit, Word(Confirmation.REFUSED))

    realm = acting(actor, START)
    leave_visit(realm, actor, visit.id, now=START)
    realm.commit()

    session.expire_all()
    sent = session.scalars(
        select(DispatchPerson).where(DispatchPerson.dispatch_id == dispatch.id)
    ).one()
    assert (sent.active, sent.visible_until) == (False, START)
    assert session.get(Dispatch, dispatch.id).state is DispatchState.DONE
    assert kinds(session, case)[-1] is EventKind.LEFT_SITE
    with pytest.raises(RefusedError):
        leave_visit(acting(actor, START), actor, visit.id, now=START)


def test_a_job_that_wants_another_visit_needs_no_photo_after(session, acting, actor, visit):
    find(acting, actor, visit, Finding([Cause.PART_FAILED], "", "", needs_return=True))
    confirm(acting, actor, visit, Word(Confirmation.REFUSED))

    realm = acting(actor, START)
    left = leave_visit(realm, actor, visit.id, now=START)
    realm.commit()

    assert left.left_at == START


def test_an_inspection_needs_no_photo_after(world, session, acting, actor, dispatch, visit):
    session.get(Dispatch, dispatch.id).purpose = Purpose.INSPECTION
    session.commit()
    find(acting, actor, visit)
    confirm(acting, actor, visit, Word(Confirmation.REFUSED))

    realm = acting(actor, START)
    assert leave_visit(realm, actor, visit.id, now=START).left_at == START


def test_before_17_on_the_day_before_nobody_sent_sees_the_customer(acting, actor, case, dispatch):
    early, late = acting(actor, BEFORE_17), acting(actor, AFTER_17)

    for table in ("customer_phones", "customer_addresses", "customers"):
        assert early.execute(text(f"SELECT count(*) FROM {table}")).scalar() == 0
    with pytest.raises(RefusedError) as refused:
        reveal_phone(early, actor, case.id, now=BEFORE_17)
    early.rollback()

    assert refused.value.code == "number_not_shown_now"
    assert late.execute(text("SELECT count(*) FROM customer_phones")).scalar() == 1


def test_each_reveal_is_recorded(session, acting, actor, case, dispatch):
    realm = acting(actor, AFTER_17)
    assert list(revealed_phones(realm, actor, case, now=AFTER_17)) == []

    [phone] = reveal_phone(realm, actor, case.id, now=AFTER_17)
    realm.commit()

    event = session.scalars(select(CaseEvent).where(CaseEvent.case_id == case.id)).one()
    assert (event.kind, event.detail) == (EventKind.PHONE_REVEALED, {"phones": [phone.id]})
    assert [one.id for one in revealed_phones(realm, actor, case, now=AFTER_17)] == [phone.id]
    realm.rollback()
    stranger_later = START + timedelta(days=2)
    session.execute(text("UPDATE dispatch_people SET visible_until = :at"), {"at": START})
    session.commit()
    assert list(revealed_phones(realm, actor, case, now=stranger_later)) == []
