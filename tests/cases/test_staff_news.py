"""Whoever else has to know is told, once, and nobody of what they have just done themselves."""

from sqlalchemy import select

from models import CaseStatus, DeclineReason, Notice, NoticeKind, Role, Severity
from portal.access.actors import Actor
from portal.cases.chase import record_chase
from portal.cases.decline import decline_offer
from portal.cases.hand_back import hand_back_case
from portal.cases.offer import offer_case
from portal.cases.reopen import reopen_case
from portal.cases.take_away import take_case_away
from portal.cases.withdraw_offer import withdraw_offer
from tests.support.world import NOON

K = NoticeKind
STAFF = (Role.DEALER_MANAGER, Role.DEALER_DESK)


def told(session) -> list[tuple[NoticeKind, int]]:
    """What people (not houses, teams or customers) were told."""
    session.expire_all()
    return [
        (one.kind, one.user_id)
        for one in session.scalars(select(Notice).order_by(Notice.id))
        if one.user_id
    ]


def people_of(world, dealer):
    return [world.user(role, dealer) for role in STAFF]


def test_an_offer_reaches_the_dealers_people_and_its_house_with_its_time(world, session, acting):
    dealer = world.dealer()
    people = people_of(world, dealer)
    case = world.case(CaseStatus.TRIAGE, severity=Severity.URGENT)
    agent = acting(actor := world.actor(Role.AGENT))

    offer = offer_case(agent, actor, case.id, dealer.id, version=None, now=NOON)
    agent.commit()

    assert told(session) == [(K.OFFER_MADE, one.id) for one in people]
    notices = session.scalars(select(Notice).where(Notice.kind == K.OFFER_MADE)).all()
    assert {one.dealer_id for one in notices} == {None, dealer.id}
    assert all(one.urgent and one.detail["offer_id"] == offer.id for one in notices)
    assert all(one.detail["due_at"] for one in notices)


def test_a_withdrawn_offer_is_news_for_the_dealer_alone(world, session, acting):
    dealer = world.dealer()
    people = people_of(world, dealer)
    actor = world.actor(Role.AGENT)
    case = world.case(CaseStatus.OFFERED, dealer, agent_id=actor.user_id)
    agent = acting(actor)

    withdraw_offer(agent, actor, case.id, version=None, now=NOON)
    agent.commit()

    assert told(session) == [(K.OFFER_WITHDRAWN, one.id) for one in people]


def test_a_declined_offer_is_news_for_the_agent_whom_the_dealer_does_not_see(
    world, session, acting
):
    dealer, agent = world.dealer(), world.user(Role.AGENT)
    case = world.case(CaseStatus.OFFERED, dealer, agent_id=agent.id)
    desk = acting(actor := world.actor(Role.DEALER_DESK, dealer))

    decline_offer(
        desk, actor, case.id, DeclineReason.NO_CAPACITY, "Nobody is free.", version=None, now=NOON
    )
    desk.commit()

    assert told(session) == [(K.CASE_RETURNED, agent.id)]


def test_a_case_handed_back_without_an_agent_is_the_teams(world, session, acting):
    dealer, agent = world.dealer(), world.user(Role.AGENT)
    case = world.case(CaseStatus.ACCEPTED, dealer)
    desk = acting(actor := world.actor(Role.DEALER_DESK, dealer))

    hand_back_case(desk, actor, case.id, "Too far away.", version=None, now=NOON)
    desk.commit()

    assert (K.CASE_RETURNED, agent.id) in told(session)


def test_a_case_taken_away_is_urgent_news_for_the_dealer(world, session, acting):
    dealer = world.dealer()
    people = people_of(world, dealer)
    case = world.case(CaseStatus.ACCEPTED, dealer)
    agent = acting(actor := world.actor(Role.AGENT))

    take_case_away(agent, actor, case.id, "No news for days.", version=None, now=NOON)
    agent.commit()

    assert told(session) == [(K.CASE_TAKEN_AWAY, one.id) for one in people]
    assert all(session.scalars(select(Notice.urgent)))


def test_a_chase_counts_once_in_two_hours_and_is_told_once(world, session, acting):
    dealer = world.dealer()
    desk = world.user(Role.DEALER_DESK, dealer)
    owner = world.user(Role.AGENT)
    case = world.case(CaseStatus.ACCEPTED, dealer, agent_id=owner.id)
    agent = acting(actor := world.actor(Role.AGENT))

    for _ in range(3):
        record_chase(agent, actor, case.id, now=NOON)
    agent.commit()

    assert told(session) == [(K.CHASED, owner.id), (K.CHASED, desk.id)]


def test_who_reopens_their_own_case_is_not_told_so(world, session, acting):
    dealer = world.dealer()
    manager = world.user(Role.DEALER_MANAGER, dealer)
    owner = world.user(Role.AGENT)
    actor = Actor.of_user(owner)
    case = world.case(CaseStatus.RESOLVED, dealer, agent_id=owner.id)
    agent = acting(actor)

    reopen_case(agent, actor, case.id, "It still leaks.", version=None, now=NOON)
    agent.commit()

    assert (K.REOPENED, manager.id) in told(session)
    assert owner.id not in [whom for _kind, whom in told(session)]
