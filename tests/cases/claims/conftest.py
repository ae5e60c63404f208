"""A dealer that says it has rung, and the customer who holds the link."""

import pytest
from sqlalchemy import select

from models import (
    CaseStatus,
    ContactHow,
    CustomerLink,
    Role,
    SentBy,
    Stage,
)
from portal.access.actors import Actor
from portal.cases.claim_contact import Claim, claim_contact
from portal.cases.links import issue_link
from portal.sla.clocks import start_clock
from tests.cases.claims.said import CALLED
from tests.cases.endings import agent
from tests.support.world import NOON

S = CaseStatus


@pytest.fixture
def dealer(world):
    return world.dealer("Riverside")


@pytest.fixture
def desk(world, dealer):
    return world.actor(Role.DEALER_DESK, dealer)


@pytest.fixture
def hotline(world):
    return agent(world)


@pytest.fixture
def accepted(world, session, dealer):
    """A case that its dealer has accepted, the clock for the first contact running."""

    def make(**given):
        case = world.case(S.ACCEPTED, dealer, **given)
        start_clock(session, case, Stage.FIRST_CONTACT, now=NOON)
        session.commit()
        return case

    return make


@pytest.fixture
def claimed(acting, session, desk):
    """The dealer's desk says that it has rung."""

    def say(case, at=CALLED, actor=None, how=ContactHow.PHONE):
        by = actor or desk
        realm = acting(by, at)
        said = Claim(
            how=how,
            reached=True,
            contacted_at=at,
            note="We come tomorrow.",
            caller_user_id=desk.user_id,
        )
        row_id = claim_contact(realm, by, case.id, said, now=at).id
        realm.commit()
        realm.close()
        session.expire_all()
        return row_id

    return say


@pytest.fixture
def holder(acting, hotline, session):
    """Whoever holds the link of a case."""

    def make(case):
        realm = acting(hotline)
        issue_link(realm, hotline, case.id, SentBy.SMS, now=NOON)
        realm.commit()
        found = session.scalars(
            select(CustomerLink.id)
            .where(CustomerLink.case_id == case.id)
            .order_by(CustomerLink.id.desc())
        ).first()
        return Actor.of_link(found, case.id)

    return make
