"""What counts as a first contact, and what is kept with the reason why it does not (C1, C4)."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from models import (
    CallerRole,
    Case,
    CaseEvent,
    CaseStatus,
    ClaimState,
    ClockState,
    ContactClaim,
    ContactHow,
    EventKind,
    NotCounted,
    Role,
    SlaClock,
    Stage,
)
from portal.access.actors import Actor
from portal.cases.claim_contact import Claim, claim_contact
from portal.cases.report_accused_contact import report_accused_contact
from portal.errors import ForbiddenError, InvalidError, NotFoundError, RefusedError
from portal.sla.clocks import start_clock
from tests.support.world import NOON

LATER = NOON + timedelta(minutes=30)


@pytest.fixture
def dealer(world):
    return world.dealer()


@pytest.fixture
def accused(world, dealer):
    return world.installer("Qiu Wei", dealer=dealer)


@pytest.fixture
def case(world, session, dealer, accused):
    case = world.case(CaseStatus.ACCEPTED, dealer, accused=accused)
    start_clock(session, case, Stage.FIRST_CONTACT, now=NOON)
    session.commit()
    return case


def claim(realm, actor, case, **given):
    values = {
        "how": ContactHow.PHONE,
        "reached": True,
        "contacted_at": LATER,
        "note": "We come tomorrow morning.",
        "caller_user_id": actor.user_id,
        **given,
    }
    row = claim_contact(realm, actor, case.id, Claim(**values), now=LATER)
    realm.commit()
    return row


def kinds(session, case):
    found = select(CaseEvent.kind).where(CaseEvent.case_id == case.id).order_by(CaseEvent.id)
    return session.scalars(found).all()


def states(session, case):
    clocks = session.scalars(select(SlaClock).where(SlaClock.case_id == case.id))
    return {clock.stage: clock.state for clock in clocks}


@pytest.mark.parametrize("role", [Role.DEALER_DESK, Role.DEALER_MANAGER])
def test_desk_and_manager_meet_the_first_contact(role, world, session, acting, dealer, case):
    actor = world.actor(role, dealer)

    row = claim(acting(actor), actor, case)

    session.expire_all()
    assert (row.counts, row.state) == (True, ClaimState.CLAIMED)
    assert session.get(Case, case.id).status is CaseStatus.CONTACTED
    assert states(session, case) == {
        Stage.FIRST_CONTACT: ClockState.MET,
        Stage.VISIT: ClockState.RUNNING,
    }


def test_a_three_way_call_is_verified_by_itself(world, session, acting, dealer, case):
    agent, desk = world.actor(Role.AGENT), world.actor(Role.DEALER_DESK, dealer)

    row = claim(acting(agent), agent, case, how=ContactHow.THREE_WAY, caller_user_id=desk.user_id)

    assert (row.counts, row.state) == (True, ClaimState.VERIFIED)


def test_a_dealer_cannot_verify_itself_with_a_three_way_call(world, acting, dealer, case):
    desk = world.actor(Role.DEALER_DESK, dealer)

    with pytest.raises(InvalidError) as refused:
        claim(acting(desk), desk, case, how=ContactHow.THREE_WAY)

    assert refused.value.code == "three_way_is_the_hotlines"


def assert_kept(session, case, row, reason):
    session.expire_all()
    assert (row.counts, row.not_counted) == (False, reason)
    assert session.get(Case, case.id).status is CaseStatus.ACCEPTED
    assert states(session, case)[Stage.FIRST_CONTACT] is ClockState.RUNNING
    assert EventKind.CONTACT_NOT_COUNTED in kinds(session, case)


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"reached": False}, NotCounted.NOT_REACHED),
        ({"spoke_to_customer": False}, NotCounted.NOT_CUSTOMER),
        ({"contacted_at": NOON - timedelta(minutes=2)}, NotCounted.BEFORE_ACCEPTANCE),
        (
            {
                "caller_user_id": None,
                "caller_role": CallerRole.SALESPERSON,
                "caller_name": "Lu Fang",
            },
            NotCounted.SALESPERSON,
        ),
    ],
)
def test_what_does_not_count_is_kept_and_the_clock_goes_on(
    given, reason, world, session, acting, dealer, case
):
    session.get(Case, case.id).first_heard_at = NOON - timedelta(hours=1)
    session.commit()
    desk = world.actor(Role.DEALER_DESK, dealer)

    row = claim(acting(desk), desk, case, **given)

    assert_kept(session, case, row, reason)


def test_an_installers_call_does_not_count(world, session, acting, dealer, case):
    desk, other = world.actor(Role.DEALER_DESK, dealer), world.installer(dealer=dealer)

    row = claim(acting(desk), desk, case, caller_user_id=None, caller_installer_id=other.id)

    assert_kept(session, case, row, NotCounted.INSTALLER)


def test_the_manager_who_is_complained_of_does_not_count(
    world, session, acting, dealer, case, accused
):
    boss = world.actor(Role.DEALER_MANAGER, dealer, installer=accused)

    row = claim(acting(boss), boss, case)

    assert_kept(session, case, row, NotCounted.ACCUSED)
    assert kinds(session, case)[-2:] == [
        EventKind.CONTACT_NOT_COUNTED,
        EventKind.ACCUSED_CONTACT,
    ]


@pytest.mark.parametrize("how", ["as the owner", "by the name alone"])
def test_whom_the_customer_complains_of_counts_in_no_role(
    how, world, session, acting, dealer, case, accused
):
    desk = world.actor(Role.DEALER_DESK, dealer)
    named = {"caller_name": "Qiu Wei"} if how == "by the name alone" else {}
    person = None if named else accused.id

    row = claim(
        acting(desk),
        desk,
        case,
        caller_user_id=None,
        caller_installer_id=person,
        caller_role=CallerRole.OWNER,
        **named,
    )

    assert_kept(session, case, row, NotCounted.ACCUSED)


def test_a_later_contact_is_kept_without_a_step(world, session, acting, dealer):
    case = world.case(CaseStatus.SCHEDULED, dealer)
    desk = world.actor(Role.DEALER_DESK, dealer)

    row = claim(acting(desk), desk, case)

    session.expire_all()
    assert row.counts
    assert session.get(Case, case.id).status is CaseStatus.SCHEDULED


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"contacted_at": LATER + timedelta(hours=1)}, "contact_in_future"),
        ({"contacted_at": NOON - timedelta(hours=1)}, "contact_before_case"),
        ({"note": "  "}, "contact_says_nothing"),
        ({"caller_user_id": None}, "caller_not_named"),
    ],
)
def test_a_claim_without_sense_is_refused(given, code, world, acting, dealer, case):
    desk = world.actor(Role.DEALER_DESK, dealer)

    with pytest.raises(InvalidError) as refused:
        claim(acting(desk), desk, case, **given)

    assert refused.value.code == code


def test_somebody_of_another_dealer_is_no_caller(world, acting, dealer, case):
    desk, stranger = world.actor(Role.DEALER_DESK, dealer), world.actor(Role.DEALER_DESK)

    with pytest.raises((InvalidError, NotFoundError)):
        claim(acting(desk), desk, case, caller_user_id=stranger.user_id)


def test_a_case_in_triage_has_no_dealer_that_could_claim(world, acting):
    agent, case = world.actor(Role.AGENT), world.case()

    with pytest.raises(RefusedError) as refused:
        claim(acting(agent), agent, case)

    assert refused.value.code == "no_dealer_to_contact"


def test_raw_sql_cannot_make_a_claim_count(world, session, acting, dealer, case, accused):
    boss = world.actor(Role.DEALER_MANAGER, dealer, installer=accused)
    row = claim(acting(boss), boss, case)

    for actor in (boss, world.actor(Role.AGENT)):
        realm = acting(actor)
        with pytest.raises(DBAPIError):
            realm.execute(
                text("UPDATE contact_claims SET counts = true, not_counted = NULL WHERE id = :id"),
                {"id": row.id},
            )
        realm.rollback()
    assert session.get(ContactClaim, row.id).counts is False


def test_the_hotline_records_what_the_customer_tells_of_the_accused(
    world, session, acting, case, accused
):
    agent = world.actor(Role.AGENT)
    told = {"how": ContactHow.WECHAT, "contacted_at": NOON, "said": "He asked me to withdraw."}

    realm = acting(agent)
    report_accused_contact(realm, agent, case.id, accused.id, **told, now=LATER)
    realm.commit()

    assert kinds(session, case) == [EventKind.ACCUSED_CONTACT]


def test_only_the_brand_records_it_and_only_of_the_accused(world, acting, dealer, case, accused):
    agent, desk = world.actor(Role.AGENT), world.actor(Role.DEALER_DESK, dealer)
    told = {"how": ContactHow.WECHAT, "contacted_at": NOON, "said": ""}
    other = world.installer(dealer=dealer)

    realm = acting(desk)
    with pytest.raises(ForbiddenError):
        report_accused_contact(realm, desk, case.id, accused.id, **told, now=LATER)
    realm.rollback()
    with pytest.raises(InvalidError):
        report_accused_contact(acting(agent), agent, case.id, other.id, **told, now=LATER)


def test_what_a_claim_says_is_for_this_dealer_alone(world, session, acting, dealer, case):
    desk = world.actor(Role.DEALER_DESK, dealer)

    claim(acting(desk), desk, case)

    event = session.scalars(select(CaseEvent).where(CaseEvent.case_id == case.id)).one()
    assert (event.for_dealer, event.dealer_id, event.for_installer) == (True, dealer.id, False)
    assert Actor.of_link(1, case.id).realm == "link"
    assert event.for_customer is False


def test_who_is_complained_of_does_not_vouch_for_a_colleagues_call(
    world, session, acting, dealer, case, accused
):
    manager = Actor.of_user(world.user(Role.DEALER_MANAGER, dealer, installer=accused))
    desk = world.actor(Role.DEALER_DESK, dealer)

    row = claim(acting(manager), manager, case, caller_user_id=desk.user_id)

    assert_kept(session, case, row, NotCounted.ACCUSED)
    assert EventKind.ACCUSED_CONTACT not in kinds(session, case)


@pytest.mark.parametrize("spelled", ["qiu wei", "QIU  WEI", "Ｑｉｕ Ｗｅｉ"])
def test_another_spelling_of_the_name_does_not_hide_who_is_complained_of(
    world, session, acting, dealer, case, spelled
):
    desk = world.actor(Role.DEALER_DESK, dealer)

    row = claim(
        acting(desk),
        desk,
        case,
        caller_user_id=None,
        caller_role=CallerRole.OWNER,
        caller_name=spelled,
    )

    assert_kept(session, case, row, NotCounted.ACCUSED)
