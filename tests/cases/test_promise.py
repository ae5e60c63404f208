from datetime import timedelta

import pytest
from sqlalchemy import select

from models import CaseEvent, CaseStatus, ContactHow, EventKind, Promise, Role
from portal.cases.promise import (
    Spoken,
    break_promise,
    keep_promise,
    make_promise,
    reschedule_promise,
)
from portal.errors import ChangedMeanwhileError, ForbiddenError, InvalidError, RefusedError
from tests.support.world import NOON

HOUR = timedelta(hours=1)


@pytest.fixture
def promised(world, acting):
    """An agent and a promise that is due in two hours."""
    agent, case = world.actor(), world.case()
    session = acting(agent)
    promise = make_promise(
        session, agent, case.id, body="We say who comes.", due_at=NOON + 2 * HOUR, now=NOON
    )
    session.commit()
    return agent, promise.id


def rang(at):
    """We rang the customer."""
    return Spoken(ContactHow.PHONE, at, "Told her who comes.")


def kinds(session):
    return session.scalars(select(CaseEvent.kind).order_by(CaseEvent.id)).all()


def test_a_promise_kept_in_time_is_kept(session, acting, promised):
    agent, promise_id = promised
    acted = acting(agent, NOON + HOUR)

    keep_promise(acted, agent, promise_id, rang(NOON + HOUR), version=1, now=NOON + HOUR)
    acted.commit()

    promise = session.get(Promise, promise_id)
    assert (promise.outcome, promise.settled_at) == ("kept", NOON + HOUR)
    assert promise.contact_at == NOON + HOUR
    assert kinds(session) == [EventKind.PROMISED, EventKind.BRAND_CALLED, EventKind.PROMISE_KEPT]


def test_a_click_alone_keeps_no_promise(acting, promised):
    agent, promise_id = promised

    with pytest.raises(RefusedError, match="promise_needs_contact"):
        keep_promise(acting(agent), agent, promise_id, note="Done!", version=1, now=NOON)


def test_a_call_from_before_the_promise_keeps_none(acting, promised):
    agent, promise_id = promised

    with pytest.raises((InvalidError, RefusedError)):
        keep_promise(
            acting(agent), agent, promise_id, rang(NOON - HOUR), version=1, now=NOON + HOUR
        )


def test_a_backdated_call_keeps_none(session, acting, promised):
    agent, promise_id = promised
    late = NOON + 3 * HOUR
    acted = acting(agent, late)

    with pytest.raises(RefusedError, match="promise_needs_contact"):
        keep_promise(acted, agent, promise_id, rang(NOON + HOUR), version=1, now=late)


def test_one_done_after_its_time_is_broken_all_the_same(session, acting, promised):
    agent, promise_id = promised
    late = NOON + 3 * HOUR
    acted = acting(agent, late)

    keep_promise(acted, agent, promise_id, rang(late), version=1, now=late)
    acted.commit()

    assert session.get(Promise, promise_id).outcome == "broken"
    event = session.scalars(select(CaseEvent).order_by(CaseEvent.id.desc()).limit(1)).one()
    assert (event.kind, event.detail["done_late"]) == (EventKind.PROMISE_BROKEN, True)


def test_breaking_one_wants_a_reason(acting, promised):
    agent, promise_id = promised

    with pytest.raises(InvalidError, match="promise_needs_reason"):
        break_promise(acting(agent), agent, promise_id, reason=" ", version=1, now=NOON)


def test_a_broken_one_says_why(session, acting, promised):
    agent, promise_id = promised
    acted = acting(agent)

    break_promise(acted, agent, promise_id, reason="The part is late.", version=1, now=NOON)
    acted.commit()

    assert session.get(Promise, promise_id).outcome == "broken"


def test_another_time_agreed_beforehand_leaves_both_on_record(session, acting, promised):
    agent, promise_id = promised
    acted = acting(agent)

    reschedule_promise(
        acted,
        agent,
        promise_id,
        due_at=NOON + 5 * HOUR,
        reason="She asked for the evening.",
        version=1,
        now=NOON,
    )
    acted.commit()

    promise = session.get(Promise, promise_id)
    assert (promise.due_at, promise.version) == (NOON + 5 * HOUR, 2)
    event = session.scalars(select(CaseEvent).order_by(CaseEvent.id.desc()).limit(1)).one()
    assert event.detail["before"] == (NOON + 2 * HOUR).isoformat()


def test_an_overdue_one_cannot_be_made_good_by_moving_it(acting, promised):
    agent, promise_id = promised
    late = NOON + 3 * HOUR

    with pytest.raises(RefusedError, match="promise_overdue"):
        reschedule_promise(
            acting(agent, late),
            agent,
            promise_id,
            due_at=late + HOUR,
            reason="Later",
            version=1,
            now=late,
        )


def test_two_colleagues_do_not_settle_it_twice(acting, promised):
    agent, promise_id = promised
    first = acting(agent)
    keep_promise(first, agent, promise_id, rang(NOON), version=1, now=NOON)
    first.commit()

    with pytest.raises(ChangedMeanwhileError):
        break_promise(acting(agent), agent, promise_id, reason="No", version=1, now=NOON)


def test_our_own_promise_is_not_in_the_past(world, acting):
    agent, case = world.actor(), world.case()

    with pytest.raises(InvalidError, match="promise_in_the_past"):
        make_promise(acting(agent), agent, case.id, body="x", due_at=NOON, now=NOON)


def test_one_that_another_is_said_to_have_made_may_be_past_its_time(session, world, acting):
    agent, case = world.actor(), world.case()
    acted = acting(agent)

    promise = make_promise(
        acted,
        agent,
        case.id,
        body="Free repair",
        due_at=NOON - 24 * HOUR,
        said_by="The former shop manager",
        now=NOON,
    )
    acted.commit()

    found = session.get(Promise, promise.id)
    assert (found.made_by_name, found.made_by_id) == ("The former shop manager", None)
    assert found.owner_id == agent.user_id


def test_an_ended_case_gets_no_promise(world, acting):
    agent, case = world.actor(), world.case(CaseStatus.CLOSED)

    with pytest.raises(RefusedError, match="case_has_ended"):
        make_promise(acting(agent), agent, case.id, body="x", due_at=NOON + HOUR, now=NOON)


def test_a_dealer_makes_no_promises_for_the_brand(world, acting):
    dealer = world.dealer()
    desk, case = world.actor(Role.DEALER_DESK, dealer), world.case(CaseStatus.ACCEPTED, dealer)

    with pytest.raises(ForbiddenError):
        make_promise(acting(desk), desk, case.id, body="x", due_at=NOON + HOUR, now=NOON)
