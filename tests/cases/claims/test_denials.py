"""The customer's word verifies a claim or disputes it; a disputed one never met a clock (C1–C3)."""

import pytest
from sqlalchemy import select

from models import (
    CaseStatus,
    ClaimState,
    ClockState,
    ContactClaim,
    ContactHow,
    CustomerWord,
    DisputeOutcome,
    Notice,
    NoticeKind,
    Role,
    Stage,
    Visit,
    WordVia,
)
from portal.cases.customer_says import (
    say_contacted,
    say_not_visited,
    say_visited,
)
from portal.cases.derive_clocks import derive_clocks
from portal.cases.hear_customer import Answer, verify_by_call
from portal.deadlines.sweep import sweep
from portal.errors import ForbiddenError, NotFoundError
from portal.sla.clocks import start_clock, stop_clock
from tests.cases.claims.said import ASKED, CALLED, clock, denied
from tests.cases.endings import DAY, HOUR, last_events
from tests.support.queries import counted
from tests.support.world import NOON

# Opened before any realm's session, so that it is closed after them.
pytestmark = pytest.mark.usefixtures("session")

S = CaseStatus


def test_a_denial_on_the_link_lets_the_clock_stand_as_if_it_had_never_stopped(
    acting, session, world, dealer, accepted, claimed, holder
):
    manager = world.user(Role.DEALER_MANAGER, dealer)
    case = accepted()
    due_at = clock(session, case, Stage.FIRST_CONTACT).due_at
    claim_id = claimed(case)
    assert clock(session, case, Stage.FIRST_CONTACT).state is ClockState.MET

    dispute = denied(acting, session, case, holder(case))

    first = clock(session, case, Stage.FIRST_CONTACT)
    assert (first.state, first.stopped_at, first.due_at) == (ClockState.RUNNING, None, due_at)
    assert clock(session, case, Stage.VISIT).state is ClockState.DROPPED
    session.refresh(case)
    assert (case.status, case.next_stage) == (S.ACCEPTED, "first_contact")
    assert session.get(ContactClaim, claim_id).state is ClaimState.DISPUTED
    assert (dispute.dealer_id, dispute.answer_by) == (dealer.id, ASKED + DAY)
    told = session.scalars(select(Notice).where(Notice.kind == NoticeKind.CLAIM_DISPUTED)).all()
    assert manager.id in {notice.user_id for notice in told}


def test_the_breach_of_a_denied_contact_stands_at_its_original_due_time(
    acting, session, accepted, claimed, holder
):
    case = accepted()
    claimed(case)
    due_at = clock(session, case, Stage.FIRST_CONTACT).due_at
    late = due_at + 3 * HOUR

    denied(acting, session, case, holder(case), late)

    first = clock(session, case, Stage.FIRST_CONTACT)
    assert (first.state, first.breached_at) == (ClockState.RUNNING, due_at)
    sweep(session, now=late)
    session.commit()
    assert clock(session, case, Stage.FIRST_CONTACT).rung >= 2


def test_saying_that_one_was_contacted_after_all_takes_the_denial_back(
    acting, session, accepted, claimed, holder
):
    case = accepted()
    claim_id = claimed(case)
    who = holder(case)
    late = clock(session, case, Stage.FIRST_CONTACT).due_at + HOUR
    dispute = denied(acting, session, case, who, late)

    realm = acting(who, late + HOUR)
    say_contacted(realm, who, claim_id, now=late + HOUR)
    realm.commit()

    first = clock(session, case, Stage.FIRST_CONTACT)
    assert (first.state, first.stopped_at, first.breached_at) == (ClockState.MET, CALLED, None)
    session.refresh(case)
    session.refresh(dispute)
    assert (case.status, dispute.outcome) == (S.CONTACTED, DisputeOutcome.WITHDRAWN)
    assert session.get(ContactClaim, claim_id).state is ClaimState.VERIFIED
    assert clock(session, case, Stage.VISIT).started_at == CALLED


def test_the_agents_call_verifies_and_denies_claim_by_claim(
    acting, session, hotline, accepted, claimed
):
    case = accepted()
    first, second = claimed(case), claimed(case, CALLED + HOUR / 2)

    realm = acting(hotline, ASKED)
    verify_by_call(
        realm, hotline, case.id, [Answer(False, first), Answer(True, second)], ASKED,
        "Only the second one.", version=None, now=ASKED,
    )  # fmt: skip
    realm.commit()
    session.expire_all()

    states = [session.get(ContactClaim, one).state for one in (first, second)]
    assert states == [ClaimState.DISPUTED, ClaimState.VERIFIED]
    assert clock(session, case, Stage.FIRST_CONTACT).stopped_at == CALLED + HOUR / 2
    assert clock(session, case, Stage.VISIT).started_at == CALLED + HOUR / 2
    session.refresh(case)
    assert case.status is S.CONTACTED
    assert {"brand_called", "claim_disputed"} <= set(last_events(session, case))


def test_who_verifies_a_claim_of_another_case_finds_none(acting, hotline, accepted, claimed):
    case, other = accepted(), accepted()
    theirs = claimed(other)

    with pytest.raises(NotFoundError, match="claim"):
        verify_by_call(
            acting(hotline, ASKED), hotline, case.id, [Answer(False, theirs)], ASKED, "No.",
            version=None, now=ASKED,
        )  # fmt: skip


def test_only_the_brand_verifies_by_call(acting, desk, accepted, claimed):
    case = accepted()
    claim_id = claimed(case)

    with pytest.raises(ForbiddenError):
        verify_by_call(
            acting(desk, ASKED), desk, case.id, [Answer(True, claim_id)], ASKED, "Yes.",
            version=None, now=ASKED,
        )  # fmt: skip


def test_a_three_way_call_is_verified_by_itself_and_nobody_asks_again(
    acting, session, hotline, accepted, claimed
):
    case = accepted()

    claim_id = claimed(case, actor=hotline, how=ContactHow.THREE_WAY)

    word = session.scalars(select(CustomerWord)).one()
    assert (word.claim_id, word.via, word.confirmed) == (claim_id, WordVia.THREE_WAY, True)
    assert session.get(ContactClaim, claim_id).state is ClaimState.VERIFIED


def visited(session, world, dealer):
    case = world.case(S.VISITED, dealer)
    visit = session.scalars(select(Visit).where(Visit.case_id == case.id)).one()
    start_clock(session, case, Stage.FIRST_CONTACT, now=NOON)
    stop_clock(session, case, Stage.FIRST_CONTACT, now=NOON)
    start_clock(session, case, Stage.VISIT, now=NOON)
    stop_clock(session, case, Stage.VISIT, now=visit.checked_in_at)
    session.commit()
    return case, visit


def test_a_visit_that_the_customer_denies_never_met_its_clock(
    acting, session, world, dealer, holder
):
    case, visit = visited(session, world, dealer)
    who, at = holder(case), visit.checked_in_at + HOUR

    realm = acting(who, at)
    say_not_visited(realm, who, "Nobody came.", now=at)
    realm.commit()

    assert clock(session, case, Stage.VISIT).state is ClockState.RUNNING
    assert clock(session, case, Stage.FIRST_CONTACT).state is ClockState.MET
    assert session.get(Visit, visit.id).state is ClaimState.DISPUTED
    session.refresh(case)
    assert case.next_stage == "visit"

    realm = acting(who, at + HOUR)
    say_visited(realm, who, visit.id, now=at + HOUR)
    realm.commit()

    again = clock(session, case, Stage.VISIT)
    assert (again.state, again.stopped_at) == (ClockState.MET, visit.checked_in_at)


def test_a_resolved_case_keeps_its_visit_clock_by_the_resolution(acting, session, world, dealer):
    case, _visit = visited(session, world, dealer)
    before = clock(session, case, Stage.VISIT)

    moved = derive_clocks(session, [case.id], now=NOON + DAY)

    assert moved == []
    assert clock(session, case, Stage.VISIT).stopped_at == before.stopped_at


def test_clocks_are_derived_for_a_hundred_cases_in_one_statement(session, world, dealer, accepted):
    cases = [accepted() for _number in range(20)]
    for case in cases[:10]:
        world.contacted(case, dealer)
    session.commit()

    with counted(session) as few:
        derive_clocks(session, [case.id for case in cases[:2]], now=NOON)
    with counted(session) as many:
        moved = derive_clocks(session, [case.id for case in cases], now=NOON)

    assert len(many) == len(few)
    assert [one.case_id for one in moved] == [case.id for case in cases[2:10]]
