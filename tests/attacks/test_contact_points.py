"""Nobody proves or kills a number by SQL, nor offers to whom nobody can reach (P1, P2, O1)."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from models import (
    CaseStatus,
    CheckResult,
    ContactState,
    Role,
)
from portal.access.actors import Actor
from portal.contacts.check import check_contact_point
from tests.support.world import NOON

# Opened before any realm's session, so that it is closed after them.
pytestmark = pytest.mark.usefixtures("session")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
S, R = ContactState, CheckResult


@pytest.fixture
def dealer(world):
    return world.dealer("Riverside", live=False)


@pytest.fixture
def point(world, dealer):
    return world.contact_point(dealer)


@pytest.fixture
def agent(world):
    return world.actor(Role.AGENT)


@pytest.fixture
def desk(world, dealer):
    return world.actor(Role.DEALER_DESK, dealer)


@pytest.fixture
def rung(acting, session, agent):
    """The hotline rings a number and hears something."""

    def ring(point, result):
        with acting(agent) as realm:
            check_contact_point(realm, agent, point.id, result, now=NOON)
            realm.commit()

    return ring


def why(realm, statement, **values):
    try:
        realm.execute(text(statement), values)
        realm.commit()
    except DBAPIError as error:
        realm.rollback()
        if error.orig.sqlstate == "42501":
            return "privilege"
        return error.orig.diag.constraint_name
    return None


def test_a_dealer_marks_nothing_dead_or_live_and_reads_no_codes(acting, desk, point):
    dead = "UPDATE contact_points SET state = 'dead' WHERE id = :id"
    live = "UPDATE contact_points SET state = 'live', proved_at = now() WHERE id = :id"

    with acting(desk) as realm:
        found = [
            why(realm, dead, id=point.id),
            why(realm, live, id=point.id),
            why(realm, "SELECT * FROM point_codes"),
            why(realm, "UPDATE corrections SET closed_at = now()"),
            why(realm, "INSERT INTO point_checks (point_id, made_by_id, at, result, note)"
                " VALUES (:id, 1, now(), 'answered', '')", id=point.id),
        ]  # fmt: skip

    assert found == [
        "contact_not_proved_by_its_owner", "contact_not_proved_by_its_owner", "privilege",
        "privilege", "privilege",
    ]  # fmt: skip


def test_an_agent_needs_the_call_behind_a_dead_or_a_live_number(acting, agent, point):
    with acting(agent) as realm:
        dead = why(realm, "UPDATE contact_points SET state = 'dead' WHERE id = :id", id=point.id)
        live = why(realm, "UPDATE contact_points SET proved_at = now() WHERE id = :id", id=point.id)

    assert (dead, live) == ("dead_after_a_check", "live_by_a_proof")


def test_another_dealer_sees_no_corrections_and_no_checks(acting, session, world, rung, point):
    rung(point, R.VACANT)
    stranger = world.actor(Role.DEALER_MANAGER, world.dealer("Elsewhere"))

    with acting(stranger) as realm:
        seen = [
            realm.scalar(select(func.count()).select_from(table))
            for table in (text("corrections"), text("point_checks"), text("contact_points"))
        ]

    assert seen == [0, 0, 1]


def test_no_case_is_offered_to_a_dealer_whom_nobody_can_reach_not_even_by_sql(
    acting, session, world, dealer, agent
):
    case = world.case()
    offer = (
        "INSERT INTO offers (case_id, dealer_id, attempt, made_by_id, made_at, compulsory, state,"
        " reason, release_reason) VALUES (:case, :dealer, 1, :me, now(), false, 'open', '', '')"
    )

    with acting(agent) as realm:
        found = why(realm, offer, case=case.id, dealer=dealer.id, me=agent.user_id)

    assert found == "offered_to_who_can_be_reached"


def test_a_link_holder_reads_no_contact_points(acting, world, dealer):
    case = world.case(CaseStatus.ACCEPTED, dealer)
    holder = world.link_actor(case)
    assert isinstance(holder, Actor)

    with acting(holder) as realm:
        assert why(realm, "SELECT * FROM contact_points") == "privilege"
