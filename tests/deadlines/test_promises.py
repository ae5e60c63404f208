"""Promises come up, and are kept or broken by what happened and not by a click (I6)."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models import (
    CallerRole,
    CaseEvent,
    CaseStatus,
    ClaimState,
    ContactClaim,
    ContactHow,
    CustomerWord,
    EventKind,
    Notice,
    Promise,
    Role,
    User,
    WordVia,
)
from portal.access.actors import WORKER_ACTOR
from portal.cases.promise import make_promise, reschedule_promise
from portal.deadlines.promises import settle_promises, tell_team_of_promises, warn_of_promises
from tests.support.world import NOON

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DUE = NOON + 2 * HOUR


@pytest.fixture
def owner(world):
    return world.actor(Role.AGENT)


@pytest.fixture
def promised(world, acting, owner):
    """A promise of the owner's, due in two hours; the case's agent is another."""
    agent = world.user(Role.AGENT, name="Agent")
    case = world.case(CaseStatus.ACCEPTED, agent_id=agent.id)
    realm = acting(owner)
    promise = make_promise(realm, owner, case.id, body="We ring", due_at=DUE, now=NOON)
    realm.commit()
    return case, promise.id


@pytest.fixture
def run(acting, session):
    """What the worker does with promises each minute."""

    def at(now):
        realm = acting(WORKER_ACTOR, now)
        for step in (warn_of_promises, tell_team_of_promises, settle_promises):
            while step(realm, now=now):
                realm.commit()
        realm.commit()
        session.expire_all()

    return at


def test_half_an_hour_before_its_owner_at_its_time_the_team_and_then_it_is_broken(
    session, promised, owner, run, told
):
    case, promise_id = promised

    run(DUE - 31 * MINUTE)
    assert told(case) == []
    for minutes in (30, 29, 1):
        run(DUE - minutes * MINUTE)
    assert told(case) == [(owner.name, "promise_due")]
    run(DUE)
    run(DUE + 14 * MINUTE)
    assert told(case).count((owner.name, "promise_due")) == 2
    assert told(case).count(("Agent", "promise_due")) == 1
    run(DUE + 15 * MINUTE)
    run(DUE + HOUR)

    promise = session.get(Promise, promise_id)
    assert (promise.outcome, promise.broken_at) == (None, DUE)
    assert told(case).count(("Agent", "promise_broken")) == 1
    kinds = session.scalars(select(CaseEvent.kind).order_by(CaseEvent.seq)).all()
    assert kinds.count(EventKind.PROMISE_BROKEN) == 1


@pytest.mark.parametrize(
    ("at", "outcome"), [(DUE, "kept"), (DUE + MINUTE, None), (NOON - MINUTE, None)]
)
def test_a_verified_contact_before_the_time_keeps_it_and_no_other(
    session, world, promised, run, at, outcome
):
    case, promise_id = promised
    kept_by_a_verified_contact(session, world, case, at)

    run(DUE + 15 * MINUTE)

    promise = session.get(Promise, promise_id)
    assert promise.outcome == outcome
    assert (promise.broken_at is None) == (outcome == "kept")


def test_a_contact_that_nobody_verified_keeps_no_promise(session, world, promised, run):
    case, promise_id = promised
    session.add(contact(case, world.user(Role.DEALER_DESK), NOON + HOUR, ClaimState.CLAIMED))
    session.commit()

    run(DUE + 15 * MINUTE)

    assert session.get(Promise, promise_id).broken_at == DUE


def test_one_that_another_made_long_ago_is_ours_all_the_same(
    session, world, acting, owner, run, told
):
    case = world.case(agent_id=owner.user_id)
    realm = acting(owner)
    promise = make_promise(
        realm, owner, case.id, body="Free repair", due_at=NOON - 24 * HOUR, said_by="A shop",
        now=NOON,
    )  # fmt: skip
    realm.commit()

    run(NOON)

    assert session.get(Promise, promise.id).broken_at == NOON - 24 * HOUR
    assert (owner.name, "promise_broken") in told(case)


def test_put_off_with_the_customers_word_it_comes_up_anew(
    session, acting, promised, owner, run, told
):
    case, promise_id = promised
    run(DUE - 30 * MINUTE)
    realm = acting(owner, DUE - 20 * MINUTE)
    reschedule_promise(
        realm, owner, promise_id, due_at=DUE + 3 * HOUR, reason="In the evening", version=1,
        now=DUE - 20 * MINUTE,
    )  # fmt: skip
    realm.commit()

    run(DUE + HOUR)
    before = told(case)
    run(DUE + 3 * HOUR - 30 * MINUTE)

    assert before == [(owner.name, "promise_due")]
    assert told(case) == [(owner.name, "promise_due")] * 2


def test_an_owner_who_has_left_leaves_it_to_the_team(session, world, promised, owner, run, told):
    case, _promise_id = promised
    session.get(User, owner.user_id).ended_at = NOON
    session.commit()

    run(DUE - 30 * MINUTE)

    assert ("Agent", "promise_due") in told(case)
    assert (owner.name, "promise_due") not in told(case)


def test_after_an_hour_without_a_worker_each_person_is_told_once_and_of_the_worst(
    session, promised, owner, run
):
    case, promise_id = promised

    run(DUE + HOUR)

    assert each_once(session, "promise_broken") >= {owner.user_id, case.agent_id}
    assert session.get(Promise, promise_id).broken_at == DUE


def test_a_promise_that_came_due_meanwhile_is_told_once_to_its_owner_and_the_team(
    session, promised, owner, run
):
    case, _promise_id = promised

    run(DUE + 5 * MINUTE)

    assert each_once(session, "promise_due") >= {owner.user_id, case.agent_id}


def test_one_that_was_kept_while_the_worker_was_down_is_no_news(
    session, world, promised, run, told
):
    case, promise_id = promised
    kept_by_a_verified_contact(session, world, case, DUE - MINUTE)

    run(DUE + HOUR)

    assert session.get(Promise, promise_id).outcome == "kept"
    assert told(case) == []


def each_once(session, kind):
    """Who was told, nobody twice, and of nothing but this."""
    heard = session.execute(
        select(Notice.user_id, Notice.kind).where(Notice.user_id.is_not(None))
    ).all()
    assert {told for _person, told in heard} == {kind}
    people = {person for person, _told in heard}
    assert len(people) == len(heard)
    return people


def kept_by_a_verified_contact(session, world, case, at):
    """The dealer's desk reached the customer, who says so to us."""
    noter = world.user(Role.QA)
    claim = contact(case, world.user(Role.DEALER_DESK), at, ClaimState.VERIFIED)
    session.add(claim)
    session.flush()
    session.add(
        CustomerWord(
            case_id=case.id,
            dealer_id=claim.dealer_id,
            claim_id=claim.id,
            confirmed=True,
            via=WordVia.BRAND_CALL,
            noted_by_id=noter.id,
            at=at,
        )
    )
    session.commit()


def contact(case, user, at, state):
    """A contact by the dealer's desk that counts."""
    return ContactClaim(
        case_id=case.id,
        dealer_id=case.dealer_id,
        attempt=case.attempt,
        claimed_by_id=user.id,
        caller_role=CallerRole.DEALER_DESK,
        how=ContactHow.PHONE,
        reached=True,
        contacted_at=at,
        claimed_at=at,
        note="We come tomorrow",
        counts=True,
        state=state,
    )
