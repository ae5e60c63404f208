"""A closed case with its agent, and an auditor who reads it."""

import pytest
from sqlalchemy import select

from models import CaseStatus, Role, ScorecardQuestion
from portal.access.actors import Actor
from portal.audits.scoring import Answer
from portal.audits.start import start_audit
from tests.support.world import NOON


@pytest.fixture
def agent(world):
    return world.user(Role.AGENT, name="Chen Yu")


@pytest.fixture
def auditor_user(world):
    return world.user(Role.QA, name="He Qing")


@pytest.fixture
def auditor(auditor_user):
    return Actor.of_user(auditor_user)


@pytest.fixture
def closed(world, agent):
    return world.case(CaseStatus.CLOSED, world.dealer("Riverside"), agent_id=agent.id)


@pytest.fixture
def qa(acting, auditor):
    """A session in the auditor's realm."""
    return acting(auditor)


@pytest.fixture
def audit(qa, auditor, closed):
    found = start_audit(qa, auditor, closed.id, now=NOON)
    qa.commit()
    return found


@pytest.fixture
def questions(session):
    found = session.scalars(select(ScorecardQuestion).order_by(ScorecardQuestion.position)).all()
    session.commit()
    return found


@pytest.fixture
def all_yes(questions):
    return {question.id: Answer(2) for question in questions}
