"""Resolutions: who records them, what they say, what they leave behind (R1)."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from models import (
    Bearer,
    Case,
    CaseEvent,
    CaseStatus,
    EventKind,
    Offer,
    Release,
    Resolution,
    Role,
    SlaClock,
    Task,
)
from portal.cases.resolve import Prevention, resolve_case
from portal.errors import ForbiddenError, InvalidError, RefusedError
from portal.sla.clocks import start_first_clocks
from tests.cases.endings import account
from tests.support.world import NOON

S = CaseStatus


@pytest.mark.parametrize("status", [S.ACCEPTED, S.CONTACTED, S.VISITED])
def test_the_holding_dealer_resolves_and_the_callback_clock_starts(world, session, acting, status):
    dealer = world.dealer()
    case = world.case(status, dealer)
    start_first_clocks(session, case)
    session.commit()
    realm = acting(actor := world.actor(Role.DEALER_MANAGER, dealer))

    resolve_case(realm, actor, case.id, account(), version=case.version, now=NOON)
    realm.commit()

    session.expire_all()
    assert case.status is S.RESOLVED
    assert case.dealer_id == dealer.id
    kept = session.scalars(select(Resolution).where(Resolution.case_id == case.id)).one()
    assert (kept.remote, kept.share_dealer) == (status is not S.VISITED, 100)
    clocks = {
        c.stage.value: c.state.value
        for c in session.scalars(select(SlaClock).where(SlaClock.case_id == case.id))
    }
    assert clocks == {"triage": "met", "resolve": "met", "callback": "running"}


def test_prevention_leaves_tasks_on_each_side(world, session, acting):
    dealer = world.dealer()
    case = world.case(S.VISITED, dealer)
    realm = acting(actor := world.actor(Role.DEALER_DESK, dealer))
    due = NOON + timedelta(days=3)
    prevention = [
        Prevention(Bearer.DEALER, "Show the crew the drilling jig.", due),
        Prevention(Bearer.BRAND, "Put the jig into every box.", due),
    ]

    resolve_case(realm, actor, case.id, account(prevention=prevention), version=None, now=NOON)
    realm.commit()

    session.expire_all()
    tasks = session.scalars(select(Task).where(Task.case_id == case.id).order_by(Task.id)).all()
    assert [(t.dealer_id, t.team) for t in tasks] == [(dealer.id, False), (None, True)]


def test_the_brand_settles_a_case_in_triage_and_no_dealer_reads_it(world, session, acting):
    case = world.case()
    realm = acting(actor := world.actor(Role.AGENT))
    by_brand = account(cost_bearer=Bearer.BRAND, shares={Bearer.BRAND: 100})

    resolve_case(realm, actor, case.id, by_brand, version=None, now=NOON)
    realm.commit()

    session.expire_all()
    assert (case.status, case.dealer_id) == (S.RESOLVED, None)
    event = session.scalars(select(CaseEvent).where(CaseEvent.kind == EventKind.RESOLVED)).one()
    assert not event.for_dealer


def test_the_brand_does_not_resolve_what_a_dealer_holds(world, acting):
    case = world.case(S.VISITED)
    realm = acting(actor := world.actor(Role.AGENT))

    with pytest.raises(ForbiddenError):
        resolve_case(realm, actor, case.id, account(), version=None, now=NOON)


def test_a_booked_visit_is_called_off_first(world, acting):
    dealer = world.dealer()
    case = world.case(S.SCHEDULED, dealer)
    realm = acting(actor := world.actor(Role.DEALER_DESK, dealer))

    with pytest.raises(RefusedError) as refused:
        resolve_case(realm, actor, case.id, account(), version=None, now=NOON)

    assert refused.value.code == "wrong_status"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"shares": {Bearer.DEALER: 60, Bearer.BRAND: 30}}, "share_brand"),
        ({"shares": {Bearer.DEALER: 120, Bearer.BRAND: -20}}, "share_brand"),
        ({"share_reason": " "}, "share_reason"),
        ({"root_cause": ""}, "root_cause"),
        ({"what": ""}, "what"),
    ],
)
def test_an_account_with_a_gap_is_refused(world, acting, given, field):
    dealer = world.dealer()
    case = world.case(S.VISITED, dealer)
    realm = acting(actor := world.actor(Role.DEALER_DESK, dealer))

    with pytest.raises(InvalidError) as refused:
        resolve_case(realm, actor, case.id, account(**given), version=None, now=NOON)

    assert refused.value.field == field


def test_what_lies_with_the_supervisor_is_not_settled_by_an_agent(world, session, acting):
    case = world.case(at_supervisor=True)
    agent, supervisor = world.actor(Role.AGENT), world.actor(Role.SUPERVISOR)
    by_brand = account(cost_bearer=Bearer.BRAND, shares={Bearer.BRAND: 100})
    realm = acting(agent)

    with pytest.raises(ForbiddenError):
        resolve_case(realm, agent, case.id, by_brand, version=None, now=NOON)
    realm.close()
    realm = acting(supervisor)
    resolve_case(realm, supervisor, case.id, by_brand, version=None, now=NOON)
    realm.commit()

    session.expire_all()
    assert not case.at_supervisor


def test_what_was_repaired_on_site_is_not_settled_remotely_when_a_further_visit_is_cancelled(
    world, session, acting
):
    dealer = world.dealer()
    case = world.case(S.VISITED, dealer)
    for status in (S.SCHEDULED, S.CONTACTED):
        session.execute(update(Case).where(Case.id == case.id).values(status=status))
    session.commit()
    realm = acting(actor := world.actor(Role.DEALER_DESK, dealer))

    resolution = resolve_case(realm, actor, case.id, account(), version=None, now=NOON)
    realm.commit()

    assert not resolution.remote


def test_a_visit_of_an_earlier_attempt_makes_no_repair_of_this_one(world, session, acting):
    dealer = world.dealer()
    case = world.case(S.VISITED, dealer)
    session.execute(
        update(Offer)
        .where(Offer.case_id == case.id)
        .values(release=Release.REOPENED, released_at=NOON)
    )
    case.status, case.dealer_id, case.attempt = S.TRIAGE, None, 2
    session.commit()
    world.hold(case, dealer)
    realm = acting(actor := world.actor(Role.DEALER_DESK, dealer))

    resolution = resolve_case(realm, actor, case.id, account(), version=None, now=NOON)
    realm.commit()

    assert resolution.remote
