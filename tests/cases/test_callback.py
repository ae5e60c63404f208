"""The brand's call, the close that rests on it, and what a "no" does (K1, K3)."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models import (
    Callback,
    CaseEnding,
    CaseStatus,
    Offer,
    Outcome,
    Release,
    Resolution,
    Role,
    SlaClock,
    Stage,
    Task,
    TaskKind,
)
from portal.access.actors import Actor
from portal.cases.call_back import call_back
from portal.cases.callbacks import Call, Reservation
from portal.cases.close import close_case
from portal.errors import ForbiddenError, InvalidError, RefusedError
from tests.cases.endings import LATER, not_settled, resolved, settled
from tests.support.world import NOON

S = CaseStatus


def test_a_settled_call_closes_the_case_and_lets_the_dealer_go(world, session, acting):
    case, actor = resolved(world)
    realm = acting(actor, LATER)

    call_back(realm, actor, case.id, settled(), version=case.version, now=LATER)
    close_case(realm, actor, case.id, version=None, now=LATER)
    realm.commit()

    session.expire_all()
    ending = session.scalars(select(CaseEnding).where(CaseEnding.case_id == case.id)).one()
    assert (case.status, case.ending_id, case.ended_at) == (S.CLOSED, ending.id, LATER)
    offer = session.scalars(select(Offer).where(Offer.case_id == case.id)).one()
    assert offer.release is Release.ENDED
    assert case.dealer_id is not None


def test_each_reservation_becomes_a_task_with_owner_and_date(world, session, acting):
    case, actor = resolved(world)
    realm = acting(actor, LATER)
    wanted = Reservation("Bring the missing cover.", LATER + timedelta(days=2), actor.user_id)
    call = settled(outcome=Outcome.SETTLED_WITH_RESERVATION, reservations=[wanted])

    call_back(realm, actor, case.id, call, version=None, now=LATER)
    close_case(realm, actor, case.id, version=None, now=LATER)
    realm.commit()

    task = session.scalars(select(Task).where(Task.case_id == case.id)).one()
    assert (task.kind, task.owner_id) == (TaskKind.RESERVATION, actor.user_id)


def test_not_settled_reopens_as_attempt_two_with_half_the_time(world, session, acting):
    case, actor = resolved(world)
    realm = acting(actor, LATER)

    call_back(realm, actor, case.id, not_settled(), version=None, now=LATER)
    realm.commit()

    session.expire_all()
    assert (case.status, case.attempt, case.dealer_id) == (S.TRIAGE, 2, None)
    ended = session.scalars(select(Resolution).where(Resolution.case_id == case.id)).one()
    assert ended.ended_by == "reopened"
    offer = session.scalars(select(Offer).where(Offer.case_id == case.id)).one()
    assert offer.release is Release.REOPENED
    clocks = select(SlaClock).where(SlaClock.case_id == case.id, SlaClock.stage == Stage.RESOLVE)
    assert [clock.minutes for clock in session.scalars(clocks)] == [28 * 60]


def test_not_settled_offers_it_to_the_same_dealer_in_one_step(world, session, acting):
    dealer = world.dealer()
    case, actor = resolved(world, dealer)
    realm = acting(actor, LATER)

    call_back(realm, actor, case.id, not_settled(), version=None, now=LATER, same_dealer=True)
    realm.commit()

    session.expire_all()
    assert (case.status, case.dealer_id) == (S.OFFERED, dealer.id)


def test_whoever_resolved_the_case_does_not_ask(world, session, acting):
    maker = world.user(Role.AGENT)
    case = world.case()
    world.resolution(case, by=maker)
    case.status = S.RESOLVED
    session.commit()
    actor = Actor.of_user(maker)
    realm = acting(actor, LATER)

    with pytest.raises(RefusedError) as refused:
        call_back(realm, actor, case.id, settled(), version=None, now=LATER)

    assert refused.value.code == "resolver_does_not_call"


def test_the_dealer_makes_no_callback(world, acting):
    dealer = world.dealer()
    case, _agent = resolved(world, dealer)
    realm = acting(actor := world.actor(Role.DEALER_MANAGER, dealer), LATER)

    with pytest.raises(ForbiddenError):
        call_back(realm, actor, case.id, settled(), version=None, now=LATER)


@pytest.mark.parametrize(
    ("hours", "code"),
    [(8.5, "no_calls_at_this_hour"), (-4.5, "call_of_another_day"), (9.5, None)],
)
def test_calls_are_made_from_nine_until_eight_in_the_evening(world, acting, hours, code):
    case, actor = resolved(world)
    at = NOON + timedelta(hours=hours if hours > 0 else 24 + hours)
    if hours == 9.5:
        at = NOON + timedelta(hours=7.9)
    realm = acting(actor, at)
    made_at = NOON if code == "call_of_another_day" else None

    def ring():
        call_back(realm, actor, case.id, settled(made_at=made_at), version=None, now=at)

    if code is None:
        ring()
        realm.commit()
    else:
        with pytest.raises((RefusedError, InvalidError)) as refused:
            ring()
        assert refused.value.code == code


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (settled(pressed=None), "question_not_asked"),
        (settled(treated=9), "treated_1_to_5"),
        (settled(solved=False), "settled_but_not_solved"),
        (settled(outcome=Outcome.SETTLED_WITH_RESERVATION), "reservation_missing"),
        (not_settled(note=""), "customers_word_missing"),
        (Call(Outcome.CALL_LATER), "later_when"),
        (settled(made_at=LATER + timedelta(minutes=1)), "call_is_in_the_future"),
        (settled(made_at=NOON - timedelta(minutes=1)), "call_before_resolution"),
    ],
)
def test_a_call_that_says_too_little_is_refused(world, acting, call, code):
    case, actor = resolved(world)
    realm = acting(actor, LATER)

    with pytest.raises(InvalidError) as refused:
        call_back(realm, actor, case.id, call, version=None, now=LATER)

    assert refused.value.code == code


def test_no_answer_and_call_later_close_nothing(world, session, acting):
    case, actor = resolved(world)
    realm = acting(actor, LATER)
    later = Call(Outcome.CALL_LATER, later_at=LATER + timedelta(hours=3))

    call_back(realm, actor, case.id, settled(), version=None, now=LATER)
    call_back(realm, actor, case.id, later, version=None, now=LATER + timedelta(minutes=5))
    realm.commit()
    with pytest.raises(RefusedError) as refused:
        close_case(realm, actor, case.id, version=None, now=LATER)

    realm.close()
    session.expire_all()
    calls = session.scalars(select(Callback).where(Callback.case_id == case.id)).all()
    assert refused.value.code == "no_settled_callback"
    assert (len(calls), case.status) == (2, S.RESOLVED)
