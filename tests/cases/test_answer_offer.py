"""What a dealer answers, and what the hotline takes back (domain O1, O2, T3)."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from models import (
    Case,
    CaseEvent,
    CaseStatus,
    ClockState,
    ContactPoint,
    ContactState,
    DeclineReason,
    Dispatch,
    DispatchPerson,
    DispatchState,
    EventKind,
    Offer,
    OfferState,
    Release,
    Role,
    SlaClock,
    Stage,
)
from portal.access.scope import get_case
from portal.cases.accept import accept_offer
from portal.cases.decline import decline_offer
from portal.cases.expire import expire_offer
from portal.cases.hand_back import hand_back_case
from portal.cases.offer import offer_case
from portal.cases.take_away import take_case_away
from portal.cases.uphold_not_ours import uphold_not_ours
from portal.cases.withdraw_offer import withdraw_offer
from portal.errors import ForbiddenError, InvalidError, NotFoundError, RefusedError
from portal.sla.clocks import open_clocks
from tests.support.world import NOON

HOUR = timedelta(hours=1)


@pytest.fixture
def dealer(world):
    return world.dealer("Riverside")


@pytest.fixture
def desk(world, dealer):
    return world.actor(Role.DEALER_DESK, dealer)


@pytest.fixture
def agent(world):
    return world.actor(Role.AGENT)


@pytest.fixture
def offered(acting, world, dealer, agent):
    """A case that was really offered, with its clocks."""
    case = world.case()
    hotline = acting(agent)
    offer_case(hotline, agent, case.id, dealer.id, version=1, now=NOON)
    hotline.commit()
    return case


def running(session, case):
    return [clock.stage for clock in open_clocks(session, case.id)]


def decline(session, actor, case, code=DeclineReason.NO_CAPACITY, now=NOON):
    decline_offer(session, actor, case.id, code, "Nobody is free.", version=None, now=now)
    session.commit()


def test_accepting_starts_the_first_contact_and_proves_the_number(
    acting, session, world, dealer, desk, offered
):
    point = session.scalars(select(ContactPoint).filter_by(dealer_id=dealer.id)).one()
    point.state = ContactState.SUSPECT
    session.commit()
    theirs = acting(desk)

    accept_offer(theirs, desk, offered.id, version=2, now=NOON + HOUR)
    theirs.commit()

    session.expire_all()
    assert offered.status is CaseStatus.ACCEPTED
    assert running(session, offered) == [Stage.FIRST_CONTACT]
    assert (point.state, point.proved_at) == (ContactState.LIVE, NOON + HOUR)
    offer = session.scalars(select(Offer)).one()
    assert (offer.state, offer.answered_by_id) == (OfferState.ACCEPTED, desk.user_id)
    last = session.scalars(select(CaseEvent).order_by(CaseEvent.id.desc())).first()
    assert (last.kind, last.dealer_id) == (EventKind.ACCEPTED, dealer.id)


def test_a_dead_number_is_not_proved_by_accepting(acting, session, world, desk, dealer, offered):
    point = session.scalars(select(ContactPoint).filter_by(dealer_id=dealer.id)).one()
    point.state = ContactState.DEAD
    session.commit()
    theirs = acting(desk)

    accept_offer(theirs, desk, offered.id, version=2, now=NOON)
    theirs.commit()

    session.expire_all()
    assert point.state is ContactState.DEAD


def test_accepting_ends_what_the_supervisor_had_to_decide(acting, session, world, dealer, desk):
    case = world.case(at_supervisor=True, declines=2)
    supervisor = world.actor(Role.SUPERVISOR)
    above, theirs = acting(supervisor), acting(desk)
    offer_case(above, supervisor, case.id, dealer.id, version=1, now=NOON)
    above.commit()

    accept_offer(theirs, desk, case.id, version=2, now=NOON)
    theirs.commit()

    session.expire_all()
    assert not case.at_supervisor


def test_a_dealer_that_declined_does_not_see_the_case_any_more(
    acting, session, dealer, desk, offered
):
    theirs, case_id = acting(desk), offered.id

    decline(theirs, desk, offered)

    with pytest.raises(NotFoundError):
        get_case(theirs, desk, case_id)
    theirs.rollback()
    session.expire_all()
    assert (offered.status, offered.dealer_id, offered.declines) == (CaseStatus.TRIAGE, None, 1)
    assert not offered.at_supervisor
    assert running(session, offered) == [Stage.TRIAGE]
    accept = session.scalars(select(SlaClock).filter_by(stage=Stage.ACCEPT)).one()
    assert accept.state is ClockState.DROPPED


def test_declining_wants_a_reason(acting, desk, offered):
    with pytest.raises(InvalidError, match="say_why"):
        decline_offer(
            acting(desk), desk, offered.id, DeclineReason.OTHER, "  ", version=2, now=NOON
        )


def test_the_second_decline_goes_to_the_supervisor(acting, session, world, agent, desk, offered):
    other = world.dealer("Hillside")
    theirs, hotline = world.actor(Role.DEALER_MANAGER, other), acting(agent)
    decline(acting(desk), desk, offered)
    offer_case(hotline, agent, offered.id, other.id, version=None, now=NOON + HOUR)
    hotline.commit()

    decline(acting(theirs), theirs, offered, now=NOON + HOUR)

    session.expire_all()
    assert (offered.declines, offered.at_supervisor) == (2, True)
    case_id, other_id = offered.id, other.id
    session.commit()
    with pytest.raises(ForbiddenError, match="case_at_supervisor"):
        offer_case(hotline, agent, case_id, other_id, version=None, now=NOON + HOUR)


def test_what_is_compulsory_cannot_be_declined(acting, world, dealer, desk):
    case, supervisor = world.case(), world.actor(Role.SUPERVISOR)
    above = acting(supervisor)
    offer_case(above, supervisor, case.id, dealer.id, version=1, now=NOON, compulsory=True)
    above.commit()

    with pytest.raises(RefusedError, match="offer_is_compulsory"):
        decline(acting(desk), desk, case)


def test_not_ours_upheld_goes_to_the_supervisor_and_is_judged_once(
    acting, session, world, dealer, desk, agent, offered
):
    supervisor = world.actor(Role.SUPERVISOR)
    decline(acting(desk), desk, offered, DeclineReason.NOT_OURS)
    offer = session.scalars(select(Offer)).one()
    session.commit()
    above, hotline = acting(supervisor), acting(agent)
    given = {"upheld": True, "reason": "Sold by another.", "version": None, "now": NOON}

    with pytest.raises(ForbiddenError):
        uphold_not_ours(hotline, agent, offered.id, offer.id, **given)
    hotline.rollback()
    uphold_not_ours(above, supervisor, offered.id, offer.id, **given)
    above.commit()

    session.expire_all()
    assert offer.not_ours_upheld
    assert offered.at_supervisor
    session.commit()
    with pytest.raises(RefusedError, match="not_ours_judged_before"):
        uphold_not_ours(above, supervisor, offered.id, offer.id, **given)


def test_a_withdrawn_offer_is_no_decline(acting, session, agent, desk, offered):
    hotline = acting(agent)

    withdraw_offer(hotline, agent, offered.id, "Wrong town", version=2, now=NOON)
    hotline.commit()

    session.expire_all()
    assert (offered.status, offered.declines) == (CaseStatus.TRIAGE, 0)
    session.commit()
    with pytest.raises(NotFoundError):
        accept_offer(acting(desk), desk, offered.id, version=None, now=NOON)


def test_an_offer_that_nobody_answered_expires(sessions, session, offered):
    late = NOON + 4 * HOUR
    with sessions() as worker:
        expire_offer(worker, offered.id, now=late)
        worker.commit()

    session.expire_all()
    assert offered.status is CaseStatus.TRIAGE
    assert session.scalars(select(Offer)).one().state is OfferState.EXPIRED
    accept = session.scalars(select(SlaClock).filter_by(stage=Stage.ACCEPT)).one()
    assert accept.breached_at == accept.due_at


def test_a_case_handed_back_leaves_its_dealer(acting, session, world, dealer, desk):
    case = world.case(CaseStatus.CONTACTED, dealer)
    theirs = acting(desk)

    hand_back_case(theirs, desk, case.id, "They want another firm.", version=1, now=NOON)
    theirs.commit()

    session.expire_all()
    assert (case.status, case.dealer_id) == (CaseStatus.TRIAGE, None)
    offer = session.scalars(select(Offer).filter_by(case_id=case.id)).one()
    assert (offer.release, offer.released_at) == (Release.HANDED_BACK, NOON)
    assert running(session, case) == [Stage.TRIAGE]
    session.commit()
    with pytest.raises(NotFoundError):
        get_case(theirs, desk, case.id)


def test_handing_back_frees_the_slot_of_a_planned_visit(acting, session, world, dealer, desk):
    case = world.case(CaseStatus.SCHEDULED, dealer)
    theirs = acting(desk)

    hand_back_case(theirs, desk, case.id, "Our van is broken.", version=1, now=NOON)
    theirs.commit()

    session.expire_all()
    assert session.scalars(select(Dispatch)).one().state is DispatchState.CANCELLED
    assert not session.scalars(select(DispatchPerson)).one().active


def test_taking_a_case_away_frees_the_slot_of_a_planned_visit(
    acting, session, world, dealer, agent
):
    case = world.case(CaseStatus.SCHEDULED, dealer)
    hotline = acting(agent)

    take_case_away(hotline, agent, case.id, "Nobody came.", version=1, now=NOON)
    hotline.commit()

    session.expire_all()
    assert (case.status, case.dealer_id) == (CaseStatus.TRIAGE, None)
    dispatch = session.scalars(select(Dispatch)).one()
    assert (dispatch.state, dispatch.ended_at) == (DispatchState.CANCELLED, NOON)
    person = session.scalars(select(DispatchPerson)).one()
    assert (person.active, person.visible_until) == (False, NOON)


def test_a_dealer_takes_nothing_away(acting, world, dealer, desk):
    case = world.case(CaseStatus.ACCEPTED, dealer)

    with pytest.raises(ForbiddenError):
        take_case_away(acting(desk), desk, case.id, "Ours!", version=1, now=NOON)


def refused(session, statement, **values) -> str:
    """Which constraint, or which right, stands against it; or that no row was touched."""
    try:
        with session.begin_nested():
            touched = session.execute(text(statement), values).rowcount
    except DBAPIError as error:
        return error.orig.diag.constraint_name or error.orig.sqlstate
    return "done" if touched else "nothing"


def test_by_sql_a_dealer_accepts_nobody_elses_offer(acting, session, world, offered):
    stranger = world.actor(Role.DEALER_MANAGER)
    theirs = acting(stranger)

    assert (
        refused(
            theirs,
            "UPDATE offers SET state = 'accepted', answered_at = now() WHERE case_id = :id",
            id=offered.id,
        )
        == "nothing"
    )
    assert (
        refused(theirs, "UPDATE cases SET status = 'accepted' WHERE id = :id", id=offered.id)
        == "nothing"
    )


def test_by_sql_a_dealer_does_not_accept_what_was_withdrawn(acting, session, agent, desk, offered):
    hotline = acting(agent)
    withdraw_offer(hotline, agent, offered.id, version=2, now=NOON)
    hotline.commit()
    theirs = acting(desk)
    accept = "UPDATE offers SET state = 'accepted' WHERE case_id = :id"
    step = "UPDATE cases SET status = 'accepted' WHERE id = :id"

    assert refused(theirs, accept, id=offered.id) == "offer_answered_once"
    assert refused(theirs, step, id=offered.id) == "nothing"


def test_by_sql_a_dealer_moves_no_case_to_or_from_itself(acting, session, world, desk, offered):
    other = world.dealer()
    theirs = acting(desk)

    for statement in (
        "UPDATE cases SET dealer_id = :other WHERE id = :id",
        "UPDATE cases SET declines = 0 WHERE id = :id",
        "UPDATE offers SET dealer_id = :other WHERE case_id = :id",
        "UPDATE offers SET compulsory = false WHERE case_id = :id",
    ):
        assert refused(theirs, statement, id=offered.id, other=other.id) == "42501"
    step = "UPDATE cases SET status = 'triage' WHERE id = :id"
    assert refused(theirs, step, id=offered.id) in (
        "case_step_is_known",
        "ck_cases_no_dealer_in_triage",
    )


def test_by_sql_nobody_skips_the_answer_to_an_offer(acting, session, desk, offered):
    theirs = acting(desk)
    theirs.execute(text("UPDATE cases SET status = 'accepted' WHERE id = :id"), {"id": offered.id})

    with pytest.raises(DBAPIError, match="a case that is accepted needs"):
        theirs.commit()


def test_the_case_of_another_dealer_is_not_found(acting, world, offered):
    stranger = world.actor(Role.DEALER_DESK)
    theirs = acting(stranger)

    with pytest.raises(NotFoundError):
        accept_offer(theirs, stranger, offered.id, version=2, now=NOON)
    assert theirs.scalars(select(Case)).all() == []
