"""What still stands before closing is asked of this attempt, and of who may answer (K1, C1, D1)."""

import pytest
from sqlalchemy import update

from models import CaseStatus, Offer, Release, Role
from portal.cases.rows_of_case import read_dossier
from portal.cases.standing_before_close import unmet_conditions
from tests.support.world import NOON

S = CaseStatus


@pytest.fixture
def agent(world):
    return world.actor(Role.AGENT)


def conditions(realm, agent, case):
    rows = read_dossier(realm, agent, case, now=NOON)
    return {one.code: one for one in unmet_conditions(agent, case, rows, NOON)}


def test_a_visit_of_this_attempt_is_met(world, acting, agent):
    case = world.case(S.VISITED, world.dealer())

    found = conditions(acting(agent), agent, case)

    assert (found["contact"].met, found["visit"].met) == (True, True)


def test_a_reopened_case_wants_its_contact_and_visit_anew(world, session, acting, agent):
    dealer = world.dealer()
    case = world.case(S.VISITED, dealer)
    had = update(Offer).where(Offer.case_id == case.id)
    session.execute(had.values(release=Release.REOPENED, released_at=NOON))
    case.status, case.dealer_id, case.attempt = S.TRIAGE, None, 2
    session.commit()
    world.hold(case, dealer)

    found = conditions(acting(agent), agent, case)

    assert (found["contact"].met, found["visit"].met) == (False, False)
    assert found["visit"].why == "no_visit"
