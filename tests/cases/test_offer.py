"""Offering a case to a dealer, and what it takes (domain O1, O2)."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session, sessionmaker

from models import (
    CaseEvent,
    CaseStatus,
    ClockState,
    ContactState,
    DealerState,
    EventKind,
    Offer,
    OfferState,
    Role,
    SlaClock,
    Stage,
)
from portal.access.actors import Actor
from portal.access.scope import visible_cases
from portal.cases.ask_supervisor import ask_to_offer_without_contact
from portal.cases.give_word import give_word
from portal.cases.offer import offer_case
from portal.cases.withdraw_offer import withdraw_offer
from portal.errors import ChangedMeanwhileError, ForbiddenError, InvalidError, RefusedError
from portal.infra import db
from portal.sla.clocks import start_clock
from tests.support.world import NOON, World

HOUR = timedelta(hours=1)


@pytest.fixture
def agent(world):
    return world.actor(Role.AGENT)


@pytest.fixture
def supervisor(world):
    return world.actor(Role.SUPERVISOR)


def test_an_offer_puts_the_case_before_the_dealer_and_starts_its_clock(
    acting, session, world, agent
):
    case, dealer = world.case(), world.dealer("Riverside")
    desk = world.actor(Role.DEALER_DESK, dealer)
    start_clock(session, case, Stage.TRIAGE, now=NOON)
    session.commit()
    hotline = acting(agent)

    offer_case(hotline, agent, case.id, dealer.id, version=case.version, now=NOON)
    hotline.commit()

    session.expire_all()
    assert (case.status, case.dealer_id, case.version) == (CaseStatus.OFFERED, dealer.id, 2)
    triage, accept = session.scalars(select(SlaClock).order_by(SlaClock.id)).all()
    assert (triage.stage, triage.state) == (Stage.TRIAGE, ClockState.MET)
    assert (accept.stage, accept.dealer_id) == (Stage.ACCEPT, dealer.id)
    assert (case.next_stage, case.next_due_at) == (Stage.ACCEPT, accept.due_at)
    event = session.scalars(select(CaseEvent).where(CaseEvent.case_id == case.id)).one()
    assert (event.kind, event.dealer_id, event.for_dealer) == (EventKind.OFFERED, dealer.id, True)
    session.commit()
    assert acting(desk).scalars(visible_cases(desk)).one().id == case.id


def test_a_case_that_was_offered_meanwhile_is_refused(acting, world, agent):
    case, dealer = world.case(CaseStatus.OFFERED), world.dealer()
    hotline = acting(agent)

    with pytest.raises(ChangedMeanwhileError):
        offer_case(hotline, agent, case.id, dealer.id, version=0, now=NOON)
    with pytest.raises(RefusedError, match="wrong_status"):
        offer_case(hotline, agent, case.id, dealer.id, version=None, now=NOON)


@pytest.mark.parametrize("state", [DealerState.LEAVING, DealerState.GONE])
def test_a_dealer_that_leaves_is_offered_nothing(acting, world, agent, state):
    case, dealer = world.case(), world.dealer(state=state)

    with pytest.raises(RefusedError, match="dealer_takes_no_cases"):
        offer_case(acting(agent), agent, case.id, dealer.id, version=1, now=NOON)


def test_only_a_supervisor_compels_a_dealer(acting, world, agent, supervisor):
    case, dealer = world.case(), world.dealer()
    hotline = acting(agent)

    with pytest.raises(ForbiddenError, match="only_a_supervisor_compels"):
        offer_case(hotline, agent, case.id, dealer.id, version=1, now=NOON, compulsory=True)
    hotline.rollback()
    offer = offer_case(
        acting(supervisor), supervisor, case.id, dealer.id, version=1, now=NOON, compulsory=True
    )

    assert offer.compulsory


def test_what_lies_at_the_supervisor_an_agent_does_not_offer(acting, world, agent, supervisor):
    case, dealer = world.case(at_supervisor=True, declines=2), world.dealer()
    hotline = acting(agent)

    with pytest.raises(ForbiddenError, match="case_at_supervisor"):
        offer_case(hotline, agent, case.id, dealer.id, version=1, now=NOON)
    hotline.rollback()
    offer = offer_case(acting(supervisor), supervisor, case.id, dealer.id, version=1, now=NOON)

    assert offer.state is OfferState.OPEN


def test_another_dealer_works_at_the_first_ones_charge_only_if_it_had_the_case(
    acting, world, supervisor
):
    first, second, stranger = world.dealer("First"), world.dealer("Second"), world.dealer()
    case = world.case(CaseStatus.OFFERED, first)
    hotline = acting(supervisor)
    withdraw_offer(hotline, supervisor, case.id, version=1, now=NOON)
    give = {"version": None, "now": NOON + HOUR}

    with pytest.raises(InvalidError, match="charged_is_the_same_dealer"):
        offer_case(hotline, supervisor, case.id, first.id, charged_to_id=first.id, **give)
    with pytest.raises(InvalidError, match="charged_never_had_the_case"):
        offer_case(hotline, supervisor, case.id, second.id, charged_to_id=stranger.id, **give)
    offer = offer_case(hotline, supervisor, case.id, second.id, charged_to_id=first.id, **give)

    assert offer.charged_to_id == first.id


@pytest.mark.parametrize("state", [None, ContactState.DEAD, ContactState.UNVERIFIED])
def test_a_dealer_whom_nobody_can_reach_wants_a_supervisors_word(
    acting, world, agent, supervisor, state
):
    case, dealer = world.case(), world.dealer(live=False)
    if state:
        world.contact_point(dealer, state)
    hotline, above = acting(agent), acting(supervisor)
    with pytest.raises(RefusedError, match="dealer_cannot_be_reached") as refused:
        offer_case(hotline, agent, case.id, dealer.id, version=1, now=NOON)
    assert refused.value.values["dealer_id"] == dealer.id
    hotline.rollback()

    request = ask_to_offer_without_contact(
        hotline, agent, case.id, dealer.id, "They are next door.", version=1, now=NOON
    )
    hotline.commit()
    assert request.due_at == NOON + 2 * HOUR
    give_word(above, supervisor, case.id, request.id, granted=True, answer="Go.", now=NOON + HOUR)
    above.commit()
    offer = offer_case(hotline, agent, case.id, dealer.id, version=None, now=NOON + HOUR)

    assert offer.dealer_id == dealer.id


def test_a_word_given_holds_for_one_offer(acting, world, agent, supervisor):
    case, dealer = world.case(), world.dealer(live=False)
    hotline, above = acting(agent), acting(supervisor)
    request = ask_to_offer_without_contact(
        hotline, agent, case.id, dealer.id, "They are next door.", version=1, now=NOON
    )
    hotline.commit()
    give_word(above, supervisor, case.id, request.id, granted=True, answer="", now=NOON)
    above.commit()
    offer_case(hotline, agent, case.id, dealer.id, version=None, now=NOON + HOUR)
    withdraw_offer(hotline, agent, case.id, version=None, now=NOON + HOUR)

    with pytest.raises(RefusedError, match="dealer_cannot_be_reached"):
        offer_case(hotline, agent, case.id, dealer.id, version=None, now=NOON + 2 * HOUR)


def test_nothing_is_asked_about_a_case_that_cannot_be_offered(acting, world, agent):
    case = world.case(CaseStatus.CLOSED, world.dealer())
    realm = acting(agent)

    with pytest.raises(RefusedError) as refused:
        ask_to_offer_without_contact(
            realm, agent, case.id, case.dealer_id, "No other.", version=None, now=NOON
        )

    assert refused.value.code == "wrong_status"


def test_nobody_gives_the_word_on_their_own_request(acting, world, supervisor):
    case, dealer = world.case(), world.dealer(live=False)
    session = acting(supervisor)
    request = ask_to_offer_without_contact(
        session, supervisor, case.id, dealer.id, "Please.", version=1, now=NOON
    )

    with pytest.raises(ForbiddenError, match="not_ones_own_request"):
        give_word(session, supervisor, case.id, request.id, granted=True, answer="", now=NOON)


def test_one_asks_once(acting, world, agent):
    case, dealer = world.case(), world.dealer(live=False)
    session = acting(agent)
    ask = {"version": None, "now": NOON}
    ask_to_offer_without_contact(session, agent, case.id, dealer.id, "Please.", **ask)

    with pytest.raises(RefusedError, match="already_asked"):
        ask_to_offer_without_contact(session, agent, case.id, dealer.id, "Please!", **ask)


@pytest.mark.processes
def test_two_agents_at_once_make_one_offer(clone):
    """Each sees a case in triage; the second is told that somebody was first."""
    owner = create_engine(clone.owner_url)
    with Session(owner, expire_on_commit=False, info={"identity": None}) as building:
        world = World(building)
        case, dealers = world.case(), [world.dealer(), world.dealer()]
        agents = [world.actor(Role.AGENT), world.actor(Role.AGENT)]
    engine = db.make_engine(clone.app_url)
    together, outcomes = Barrier(2), []

    def offer(agent: Actor, dealer) -> None:
        with sessionmaker(engine)() as session:
            session.info = {"identity": agent.identity, "now": NOON}
            together.wait()
            try:
                offer_case(session, agent, case.id, dealer.id, version=1, now=NOON)
                session.commit()
                outcomes.append("offered")
            except ChangedMeanwhileError:
                outcomes.append("too late")

    threads = [Thread(target=offer, args=pair) for pair in zip(agents, dealers, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["offered", "too late"]
    with Session(owner, info={"identity": None}) as looking:
        assert len(looking.scalars(select(Offer)).all()) == 1
    owner.dispose()
    engine.dispose()
