"""A dealer leaves in one step, as its preview said (domain O3)."""

import pytest
from sqlalchemy import select

from models import (
    CaseEvent,
    CaseStatus,
    ContactPoint,
    ContactState,
    DealerState,
    DispatchPerson,
    EventKind,
    InstallerDealer,
    Offer,
    OfferState,
    Release,
    Role,
    SettingChange,
)
from portal.cases.let_dealer_go import let_dealer_go, preview_leaving
from portal.errors import ChangedMeanwhileError, ForbiddenError, InvalidError, RefusedError
from tests.support.world import NOON


@pytest.fixture
def dealer(world):
    return world.dealer("Riverside")


@pytest.fixture
def admin(world):
    return world.actor(Role.ADMIN)


@pytest.fixture
def laden(world, dealer):
    """Everything that can hang on a dealer."""
    only_here = world.installer("Only here", dealer=dealer)
    elsewhere = world.installer("Elsewhere too", dealer=dealer)
    world.works_for(elsewhere, world.dealer("Other"))
    return {
        "offered": world.case(CaseStatus.OFFERED, dealer),
        "scheduled": world.case(CaseStatus.SCHEDULED, dealer),
        "resolved": world.case(CaseStatus.RESOLVED, dealer),
        "purchase": world.purchase(world.customer(), serving_dealer_id=dealer.id),
        "manager": world.user(Role.DEALER_MANAGER, dealer),
        "only_here": world.user(Role.INSTALLER, installer=only_here),
        "elsewhere": world.user(Role.INSTALLER, installer=elsewhere),
    }


def test_what_is_done_is_what_the_preview_said(acting, session, world, dealer, admin, laden):
    heir = world.dealer("Heir")
    above = acting(admin)

    seen = preview_leaving(above, admin, dealer.id)
    done = let_dealer_go(
        above, admin, dealer.id, heir_id=heir.id, reason="Closed.", version=1, now=NOON
    )
    above.commit()

    assert done.counts == seen.counts
    assert list(seen.cases) == [laden["offered"].number, laden["scheduled"].number]
    assert seen.purchases == 1
    session.expire_all()
    assert dealer.state is DealerState.GONE
    for name in ("offered", "scheduled"):
        assert (laden[name].status, laden[name].dealer_id) == (CaseStatus.TRIAGE, None)
    assert laden["resolved"].status is CaseStatus.RESOLVED
    assert laden["purchase"].serving_dealer_id == heir.id
    session.commit()
    after = preview_leaving(above, admin, dealer.id)
    assert set(after.counts.values()) == {0}


def test_people_lose_their_access_unless_they_work_elsewhere(
    acting, session, dealer, admin, laden, world
):
    heir = world.dealer("Heir")
    above = acting(admin)

    let_dealer_go(above, admin, dealer.id, heir_id=heir.id, reason="Closed.", version=1, now=NOON)
    above.commit()

    session.expire_all()
    assert laden["manager"].ended_at == laden["only_here"].ended_at == NOON
    assert laden["elsewhere"].ended_at is None
    works = session.scalars(select(InstallerDealer).filter_by(dealer_id=dealer.id)).all()
    assert all(one.until for one in works)
    points = session.scalars(select(ContactPoint).filter_by(dealer_id=dealer.id)).all()
    assert {point.state for point in points} == {ContactState.RETIRED}


def test_it_is_on_record_on_each_case_and_on_the_dealer(
    acting, session, dealer, admin, laden, world
):
    heir = world.dealer("Heir")
    above = acting(admin)

    let_dealer_go(above, admin, dealer.id, heir_id=heir.id, reason="Closed.", version=1, now=NOON)
    above.commit()

    events = session.scalars(select(CaseEvent).order_by(CaseEvent.id)).all()
    assert [event.kind for event in events] == [EventKind.OFFER_WITHDRAWN, EventKind.TAKEN_AWAY]
    assert {event.actor for event in events} == {admin.label}
    held = session.scalars(
        select(Offer).filter_by(case_id=laden["scheduled"].id, state=OfferState.ACCEPTED)
    ).one()
    assert held.release is Release.DEALER_GONE
    slots = session.scalars(select(DispatchPerson).filter_by(case_id=held.case_id)).all()
    assert not any(slot.active for slot in slots)
    change = session.scalars(
        select(SettingChange).where(SettingChange.what == f"dealer:{dealer.id}")
    ).one()
    assert change.after["heir"] == heir.id
    assert change.after["cases"] == 2


def test_purchases_want_somebody_who_serves_them(acting, world, dealer, admin, laden):
    gone = world.dealer("Gone", state=DealerState.GONE)
    above = acting(admin)
    given = {"reason": "Closed.", "version": 1, "now": NOON}

    with pytest.raises(InvalidError, match="heir_missing"):
        let_dealer_go(above, admin, dealer.id, heir_id=None, **given)
    with pytest.raises(InvalidError, match="heir_takes_no_cases"):
        let_dealer_go(above, admin, dealer.id, heir_id=gone.id, **given)
    with pytest.raises(InvalidError, match="heir_takes_no_cases"):
        let_dealer_go(above, admin, dealer.id, heir_id=dealer.id, **given)


def test_a_dealer_leaves_once_and_as_it_was_seen(acting, world, dealer, admin):
    above = acting(admin)
    given = {"heir_id": None, "reason": "Closed.", "now": NOON}

    with pytest.raises(ChangedMeanwhileError):
        let_dealer_go(above, admin, dealer.id, version=7, **given)
    let_dealer_go(above, admin, dealer.id, version=1, **given)
    with pytest.raises(RefusedError, match="dealer_has_left"):
        let_dealer_go(above, admin, dealer.id, version=2, **given)


def test_an_agent_lets_nobody_go(acting, world, dealer):
    agent = world.actor(Role.AGENT)

    with pytest.raises(ForbiddenError):
        preview_leaving(acting(agent), agent, dealer.id)
