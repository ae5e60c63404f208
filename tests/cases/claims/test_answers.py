"""A dealer answers a denial, a supervisor decides, enough of them begin "verify first" (C3, T8)."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models import (
    CaseStatus,
    ClaimDispute,
    ClaimState,
    ClockState,
    ContactClaim,
    DisputeOutcome,
    EventKind,
    Role,
    Stage,
    VerifyFirst,
)
from portal.access.actors import WORKER_ACTOR
from portal.cases.answer_dispute import answer_dispute
from portal.cases.decide_dispute import settle_unanswered
from portal.cases.hear_customer import Answer, verify_by_call
from portal.errors import ForbiddenError, InvalidError, NotFoundError, RefusedError
from tests.cases.claims.said import ASKED, CALLED, answered, clock, decided, denied
from tests.cases.endings import HOUR, last_events

# Opened before any realm's session, so that it is closed after them.
pytestmark = pytest.mark.usefixtures("session")

S = CaseStatus


def test_a_contested_denial_goes_to_a_supervisor_who_lets_the_claim_stand(
    acting, session, world, desk, accepted, claimed, holder
):
    case = accepted()
    claim_id = claimed(case)
    dispute = denied(acting, session, case, holder(case))

    kept = answered(acting, session, desk, case, dispute, contested=True)
    assert clock(session, case, Stage.FIRST_CONTACT).state is ClockState.RUNNING
    request = decided(acting, session, world.actor(Role.SUPERVISOR), case, stands=True)

    assert request.due_at == kept.answered_at + 2 * HOUR
    assert session.get(ClaimDispute, dispute.id).outcome is DisputeOutcome.DISMISSED
    assert session.get(ContactClaim, claim_id).state is ClaimState.VERIFIED
    assert clock(session, case, Stage.FIRST_CONTACT).stopped_at == CALLED
    session.refresh(case)
    assert case.status is S.CONTACTED


def test_a_supervisor_lets_the_denial_stand(
    acting, session, world, desk, accepted, claimed, holder
):
    case = accepted()
    claimed(case)
    dispute = denied(acting, session, case, holder(case))
    answered(acting, session, desk, case, dispute, contested=True)

    decided(acting, session, world.actor(Role.SUPERVISOR), case, stands=False)

    assert session.get(ClaimDispute, dispute.id).outcome is DisputeOutcome.UPHELD
    assert clock(session, case, Stage.FIRST_CONTACT).state is ClockState.RUNNING
    assert EventKind.DISPUTE_DECIDED in last_events(session, case)


def test_nobody_decides_on_a_denial_that_they_wrote_down_themselves(
    acting, session, world, desk, accepted, claimed
):
    case = accepted()
    claim_id = claimed(case)
    supervisor = world.actor(Role.SUPERVISOR)
    realm = acting(supervisor, ASKED)
    verify_by_call(
        realm, supervisor, case.id, [Answer(False, claim_id)], ASKED, "Nobody rang.",
        version=None, now=ASKED,
    )  # fmt: skip
    realm.commit()
    dispute = session.scalars(select(ClaimDispute)).one()
    answered(acting, session, desk, case, dispute, contested=True)

    with pytest.raises(ForbiddenError, match="not_ones_own_request"):
        decided(acting, session, supervisor, case, stands=True)


def test_an_agent_does_not_decide(acting, session, hotline, desk, accepted, claimed, holder):
    case = accepted()
    claimed(case)
    dispute = denied(acting, session, case, holder(case))
    answered(acting, session, desk, case, dispute, contested=True)

    with pytest.raises(ForbiddenError):
        decided(acting, session, hotline, case, stands=True)


def test_contesting_wants_evidence_and_words(acting, session, desk, accepted, claimed, holder):
    case = accepted()
    claimed(case)
    dispute = denied(acting, session, case, holder(case))

    with pytest.raises(InvalidError, match="evidence_is_wanted"):
        answer_dispute(
            acting(desk, ASKED), desk, case.id, dispute.id, contested=True, words="It was so.",
            now=ASKED,
        )  # fmt: skip


def test_another_dealers_people_cannot_answer(acting, session, world, accepted, claimed, holder):
    case = accepted()
    claimed(case)
    dispute = denied(acting, session, case, holder(case))
    stranger = world.actor(Role.DEALER_MANAGER, world.dealer("Elsewhere"))

    with pytest.raises(NotFoundError, match="case"):
        answer_dispute(
            acting(stranger, ASKED), stranger, case.id, dispute.id, contested=False, words="",
            now=ASKED,
        )  # fmt: skip


def test_an_answer_after_its_time_is_refused(acting, session, desk, accepted, claimed, holder):
    case = accepted()
    claimed(case)
    dispute = denied(acting, session, case, holder(case))
    late = dispute.answer_by + HOUR

    with pytest.raises(RefusedError, match="dispute_answer_is_late"):
        answer_dispute(
            acting(desk, late), desk, case.id, dispute.id, contested=False, words="", now=late
        )


def test_what_nobody_answers_is_upheld_and_once(acting, session, accepted, claimed, holder):
    case = accepted()
    claimed(case)
    dispute = denied(acting, session, case, holder(case))
    realm = acting(WORKER_ACTOR, dispute.answer_by)

    first = settle_unanswered(realm, now=dispute.answer_by)
    again = settle_unanswered(realm, now=dispute.answer_by)
    realm.commit()

    session.expire_all()
    assert (first, again) == (1, 0)
    kept = session.get(ClaimDispute, dispute.id)
    assert (kept.outcome, kept.decided_by_id) == (DisputeOutcome.UPHELD, None)
    assert clock(session, case, Stage.FIRST_CONTACT).state is ClockState.RUNNING


def upheld(acting, session, desk, accepted, claimed, holder, at):
    case = accepted()
    claimed(case, CALLED)
    dispute = denied(acting, session, case, holder(case), at)
    answered(acting, session, desk, case, dispute, contested=False, at=at)
    return case


def test_two_upheld_denials_begin_verify_first_and_the_next_claim_waits(
    acting, session, dealer, desk, hotline, accepted, claimed, holder
):
    upheld(acting, session, desk, accepted, claimed, holder, ASKED)
    assert session.scalars(select(VerifyFirst)).all() == []
    upheld(acting, session, desk, accepted, claimed, holder, ASKED + HOUR)
    held = session.scalars(select(VerifyFirst)).one()
    assert (held.dealer_id, held.upheld, held.claims) == (dealer.id, 2, 2)

    case = accepted()
    claim_id = claimed(case, ASKED + 2 * HOUR)

    assert clock(session, case, Stage.FIRST_CONTACT).state is ClockState.RUNNING
    session.refresh(case)
    assert case.status is S.ACCEPTED
    realm = acting(hotline, ASKED + 3 * HOUR)
    verify_by_call(
        realm, hotline, case.id, [Answer(True, claim_id)], ASKED + 3 * HOUR, "Yes, they did.",
        version=None, now=ASKED + 3 * HOUR,
    )  # fmt: skip
    realm.commit()
    assert clock(session, case, Stage.FIRST_CONTACT).stopped_at == ASKED + 2 * HOUR
    session.refresh(case)
    assert case.status is S.CONTACTED


def test_two_of_more_than_forty_claims_do_not_begin_it(
    acting, session, world, dealer, desk, accepted, claimed, holder
):
    for _number in range(39):
        world.case(S.CONTACTED, dealer)

    upheld(acting, session, desk, accepted, claimed, holder, ASKED)
    upheld(acting, session, desk, accepted, claimed, holder, ASKED + HOUR)

    assert session.scalars(select(VerifyFirst)).all() == []


def test_ten_verified_in_a_row_end_it_and_a_gap_does_not(
    acting, session, dealer, desk, hotline, accepted, claimed, holder
):
    upheld(acting, session, desk, accepted, claimed, holder, ASKED)
    upheld(acting, session, desk, accepted, claimed, holder, ASKED + HOUR)
    begins = ASKED + 2 * HOUR

    def claim_and_verify(number, confirmed=True):
        at = begins + number * timedelta(minutes=1)
        case = accepted()
        claim_id = claimed(case, at)
        if confirmed is None:
            return case, claim_id
        realm = acting(hotline, at)
        verify_by_call(
            realm, hotline, case.id, [Answer(confirmed, claim_id)], at, "Yes.",
            version=None, now=at,
        )  # fmt: skip
        realm.commit()
        return case, claim_id

    for number in range(5):
        claim_and_verify(number)
    waiting, waiting_claim = claim_and_verify(5, None)
    for number in range(6, 11):
        claim_and_verify(number)
    session.expire_all()
    assert session.scalars(select(VerifyFirst)).one().ended_at is None

    at = begins + HOUR
    realm = acting(hotline, at)
    verify_by_call(
        realm, hotline, waiting.id, [Answer(True, waiting_claim)], at, "Yes.",
        version=None, now=at,
    )  # fmt: skip
    realm.commit()

    session.expire_all()
    assert session.scalars(select(VerifyFirst)).one().ended_at == at
    case = accepted()
    claimed(case, at + HOUR)
    assert clock(session, case, Stage.FIRST_CONTACT).state is ClockState.MET
