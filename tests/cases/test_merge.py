"""Two cases of one matter, and the way back (K7); the customer’s link."""

import pytest
from sqlalchemy import select

from models import (
    CaseAccused,
    CaseEvent,
    CaseStatus,
    ClockState,
    CustomerLink,
    DealerState,
    DispatchPerson,
    EventKind,
    Installer,
    Offer,
    Release,
    Role,
    SentBy,
    SlaClock,
    Stage,
)
from portal.cases.links import find_link, issue_link, revoke_link
from portal.cases.merge import merge_case, unmerge_case
from portal.cases.unreachable import (
    release_unreachable,
)
from portal.errors import NotFoundError, RefusedError
from portal.sla.clocks import start_first_clocks
from tests.cases.endings import DAY, HOUR, LATER, agent
from tests.support.world import NOON

S = CaseStatus


def test_a_merge_keeps_the_earlier_clock_and_can_be_undone(world, session, acting):
    dealer, customer = world.dealer(), world.customer()
    early = world.case(S.CONTACTED, dealer, customer=customer, first_heard_at=NOON - DAY)
    late = world.case(S.TRIAGE, customer=customer)
    for case in (early, late):
        start_first_clocks(session, case)
    session.commit()
    due = {
        c.case_id: c.due_at
        for c in session.scalars(select(SlaClock).where(SlaClock.stage == Stage.RESOLVE))
    }
    realm = acting(actor := agent(world), LATER)

    merge_case(realm, actor, early.id, late.id, version=early.version, now=LATER)
    realm.commit()

    session.expire_all()
    assert (early.status, late.first_heard_at) == (S.MERGED, NOON - DAY)
    clock = select(SlaClock).where(SlaClock.case_id == late.id, SlaClock.stage == Stage.RESOLVE)
    assert session.scalars(clock).one().due_at == due[early.id]

    unmerge_case(realm, actor, early.id, version=None, now=LATER + DAY)
    realm.commit()

    session.expire_all()
    assert (early.status, early.ending_id, late.first_heard_at) == (S.CONTACTED, None, NOON)
    undone = select(CaseEvent).where(CaseEvent.kind == EventKind.UNMERGED)
    assert {event.case_id: event.detail["other"] for event in session.scalars(undone)} == {
        early.id: late.number,
        late.id: early.number,
    }
    assert session.scalars(clock).one().due_at == due[late.id]
    assert session.scalars(select(Offer).where(Offer.case_id == early.id)).one().release is None
    running = select(SlaClock).where(SlaClock.case_id == early.id, SlaClock.state == "running")
    assert {one.stage for one in session.scalars(running)} == {Stage.TRIAGE, Stage.RESOLVE}


def test_a_merge_is_not_undone_after_thirty_days(world, acting):
    customer = world.customer()
    one, two = world.case(customer=customer), world.case(customer=customer)
    realm = acting(actor := agent(world), LATER)
    merge_case(realm, actor, one.id, two.id, version=None, now=LATER)

    with pytest.raises(RefusedError) as refused:
        unmerge_case(realm, actor, one.id, version=None, now=LATER + 31 * DAY)

    assert refused.value.code == "unmerge_too_late"


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("ended", "merge_into_ended"),
        ("other", "merge_other_customer"),
        ("self", "merge_into_itself"),
    ],
)
def test_a_merge_goes_only_into_an_open_case_of_the_same_customer(world, acting, target, code):
    customer = world.customer()
    case = world.case(customer=customer)
    targets = {
        "ended": lambda: world.case(S.CLOSED, customer=customer).id,
        "other": lambda: world.case().id,
        "self": lambda: case.id,
    }
    into = targets[target]()
    realm = acting(actor := agent(world), LATER)

    with pytest.raises(RefusedError) as refused:
        merge_case(realm, actor, case.id, into, version=None, now=LATER)

    assert refused.value.code == code


def test_a_link_is_found_by_its_token_until_it_is_revoked(world, session, acting):
    case = world.case()
    realm = acting(actor := agent(world))

    issued = issue_link(realm, actor, case.id, SentBy.SMS, now=NOON)
    realm.commit()

    assert issued.token not in issued.link.token_digest
    assert find_link(session, issued.token, now=NOON).id == issued.link.id
    assert find_link(session, issued.token + "x", now=NOON) is None
    assert find_link(session, issued.token, now=NOON + 61 * DAY) is None
    revoke_link(realm, actor, issued.link.id, now=NOON)
    realm.commit()
    session.expire_all()
    assert find_link(session, issued.token, now=NOON) is None
    assert session.get(CustomerLink, issued.link.id).code.isdigit()


def test_a_request_that_is_not_there_is_not_found(world, acting):
    realm = acting(supervisor := world.actor(Role.SUPERVISOR))

    with pytest.raises(NotFoundError):
        release_unreachable(realm, supervisor, 4711, "All of it was tried.", now=NOON)


def test_whom_the_customer_complains_of_is_not_sent_by_way_of_the_other_case(
    world, session, acting
):
    customer, person = world.customer(), world.installer()
    case = world.case(S.TRIAGE, customer=customer, accused=person)
    target = world.case(S.TRIAGE, customer=customer)
    realm = acting(actor := agent(world), LATER)

    merge_case(realm, actor, case.id, target.id, version=case.version, now=LATER)
    realm.commit()

    named = select(CaseAccused.installer_id).where(CaseAccused.case_id == target.id)
    assert session.scalars(named).all() == [person.id]


def test_no_merge_while_whom_the_customer_complains_of_is_on_the_way(world, session, acting):
    customer = world.customer()
    target = world.case(S.SCHEDULED, customer=customer)
    going = session.scalars(
        select(DispatchPerson.installer_id).where(DispatchPerson.case_id == target.id)
    ).one()
    case = world.case(S.TRIAGE, customer=customer, accused=session.get(Installer, going))
    realm = acting(actor := agent(world), LATER)

    with pytest.raises(RefusedError) as refused:
        merge_case(realm, actor, case.id, target.id, version=case.version, now=LATER)

    assert refused.value.code == "accused_is_booked"


def test_the_earlier_clock_goes_back_step_by_step_whichever_merge_is_undone_first(
    world, session, acting
):
    customer = world.customer()
    target = world.case(S.TRIAGE, customer=customer)
    earlier = world.case(S.TRIAGE, customer=customer, first_heard_at=NOON - DAY)
    earliest = world.case(S.TRIAGE, customer=customer, first_heard_at=NOON - 2 * DAY)
    start_first_clocks(session, target)
    session.commit()
    realm = acting(actor := agent(world), LATER)
    for case in (earlier, earliest):
        merge_case(realm, actor, case.id, target.id, version=None, now=LATER)
    clock = select(SlaClock).where(SlaClock.case_id == target.id, SlaClock.stage == Stage.RESOLVE)
    heard = []

    for case in (earlier, earliest):
        unmerge_case(realm, actor, case.id, version=None, now=LATER + HOUR)
        realm.commit()
        session.expire_all()
        heard.append((target.first_heard_at, session.scalars(clock).one().started_at))

    assert heard == [(NOON - 2 * DAY,) * 2, (NOON,) * 2]


def test_a_case_does_not_go_back_to_a_dealer_that_is_gone(world, session, acting):
    dealer, customer = world.dealer(), world.customer()
    case = world.case(S.CONTACTED, dealer, customer=customer)
    target = world.case(S.TRIAGE, customer=customer)
    realm = acting(actor := agent(world), LATER)
    merge_case(realm, actor, case.id, target.id, version=None, now=LATER)
    realm.commit()
    realm.close()
    dealer.state = DealerState.GONE
    session.commit()
    realm = acting(actor, LATER + DAY)

    unmerge_case(realm, actor, case.id, version=None, now=LATER + DAY)
    realm.commit()

    session.expire_all()
    assert (case.status, case.dealer_id) == (S.TRIAGE, None)
    offer = session.scalars(select(Offer).where(Offer.case_id == case.id)).one()
    assert offer.release is Release.ENDED
    running = select(SlaClock.stage).where(
        SlaClock.case_id == case.id, SlaClock.state == ClockState.RUNNING
    )
    assert session.scalars(running).all() == [Stage.TRIAGE]


def test_what_lay_with_the_supervisor_lies_there_again(world, session, acting):
    customer = world.customer()
    case = world.case(S.TRIAGE, customer=customer, declines=2, at_supervisor=True)
    target = world.case(S.TRIAGE, customer=customer)
    realm = acting(actor := agent(world), LATER)
    merge_case(realm, actor, case.id, target.id, version=None, now=LATER)

    unmerge_case(realm, actor, case.id, version=None, now=LATER + DAY)
    realm.commit()

    session.expire_all()
    assert case.at_supervisor


def test_undoing_takes_back_whom_the_merge_had_brought_along(world, session, acting):
    dealer, customer = world.dealer(), world.customer()
    blamed = world.installer("Ding", dealer=dealer)
    both = world.installer("Wen", dealer=dealer)
    case = world.case(S.TRIAGE, customer=customer, accused=blamed)
    target = world.case(S.TRIAGE, customer=customer, accused=both)
    world.add(CaseAccused(case_id=case.id, installer_id=both.id, at=NOON))
    realm = acting(actor := agent(world), LATER)
    merge_case(realm, actor, case.id, target.id, version=None, now=LATER)
    realm.commit()

    unmerge_case(realm, actor, case.id, version=None, now=LATER + DAY)
    realm.commit()

    session.expire_all()
    named = select(CaseAccused.installer_id).where(CaseAccused.case_id == target.id)
    assert session.scalars(named).all() == [both.id]
