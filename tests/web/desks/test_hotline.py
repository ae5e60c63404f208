"""The hotline's desk: what it shows, to whom, and with how many questions to the database."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models import (
    CaseStatus,
    ClockOwner,
    ContactState,
    Draft,
    Promise,
    Role,
    SlaClock,
    SlaPolicy,
    Stage,
)
from portal.infra import clock
from tests.support.queries import counted


@pytest.fixture
def agent(world):
    return world.user(Role.AGENT, name="Lin Wen")


def test_an_empty_desk_says_what_will_stand_there(as_user, agent):
    page = as_user(agent).open("/hotline")

    assert "No open case is yours." in page.text
    assert "Nothing waits for you." in page.text
    assert "No promise comes due soon." in page.text


def test_the_queue_shows_a_case_on_one_line_and_the_number_only_by_its_end(as_user, world, agent):
    customer = world.customer("Ms Shen", phone="19900002207")
    case = world.case(CaseStatus.ACCEPTED, world.dealer("Hedong"), customer=customer)

    page = as_user(agent).open("/hotline?view=open")

    assert case.number in page.text
    assert "Ms Shen …2207" in page.text
    assert "19900002207" not in page.html
    assert "Hedong" in page.text
    assert "Accepted" in page.text


def test_the_desk_asks_the_database_at_most_twelve_times(as_user, world, agent, session):
    for _ in range(5):
        world.case(CaseStatus.ACCEPTED, agent_id=agent.id)
    browser = as_user(agent)
    browser.open("/hotline")

    with counted(session) as statements:
        browser.open("/hotline")

    assert len(statements) <= 12, f"{len(statements)} statements"


def test_broken_promises_are_on_the_desk_with_the_name_of_their_owner(
    as_user, world, agent, session
):
    colleague = world.user(Role.AGENT, name="Chen Yu")
    now = clock.now()
    case = world.case(customer=world.customer("Mr Su"))
    for owner, minutes, body in ((colleague, -12, "Parts date"), (colleague, 20, "Not yet mine")):
        world.add(
            Promise(
                case_id=case.id,
                body=body,
                due_at=now + timedelta(minutes=minutes),
                made_at=now - timedelta(hours=2),
                owner_id=owner.id,
            )
        )

    page = as_user(agent).open("/hotline")

    assert "Mr Su · Chen Yu" in page.text
    assert "Parts date" in page.text
    assert "Not yet mine" not in page.text


def test_clocks_that_run_out_next_come_first_and_those_over_are_in_the_queue(
    as_user, world, agent, session
):
    now = clock.now()
    policy = session.scalar(select(SlaPolicy.id))
    for name, minutes in (("Late", -5), ("Second", 50), ("First", 10)):
        case = world.case(customer=world.customer(name))
        world.add(
            SlaClock(
                case_id=case.id,
                attempt=1,
                stage=Stage.TRIAGE,
                owner=ClockOwner.HOTLINE,
                policy_id=policy,
                severity=case.severity,
                calendar_code="service",
                minutes=30,
                started_at=now - timedelta(hours=1),
                due_at=now + timedelta(minutes=minutes),
                warn_at=now - timedelta(minutes=20),
                supervisor_at=now + timedelta(hours=2),
                double_at=now + timedelta(hours=3),
            )
        )

    text = as_user(agent).open("/hotline").text

    assert text.index("Triage · First") < text.index("Triage · Second")
    assert "Triage · Late" not in text


def test_a_dealer_that_nobody_can_reach_is_named_above_the_desk(as_user, world, agent):
    lost = world.dealer("Wangjiang", live=False)
    world.contact_point(lost, ContactState.DEAD)
    world.dealer("Hedong")

    page = as_user(agent).open("/hotline")

    assert "1 dealer cannot be reached Wangjiang" in page.text
    assert "/numbers" in page.links


def test_drafts_of_others_are_not_on_my_desk(as_user, world, agent):
    for owner in (agent, world.user(Role.AGENT)):
        world.add(
            Draft(
                user_id=owner.id,
                form_id=f"new_call.{owner.id}",
                fields="{}",
                saved_at=clock.now(),
            )
        )

    from portal.access.actors import Actor
    from portal.cases.lanes import for_me

    found = for_me(world.session, Actor.of_user(agent))

    assert found.drafts.count == 1


@pytest.mark.parametrize("role", [Role.QA, Role.SALES, Role.DEALER_MANAGER, Role.INSTALLER])
def test_the_desk_is_the_hotlines_alone(as_user, world, role):
    as_user(world.user(role)).open("/hotline", status=403)


def test_the_drafts_of_the_desk_lead_to_the_oldest_call(as_user, world, agent):
    for name, minutes in (("late", 1), ("early", 9)):
        world.add(
            Draft(
                user_id=agent.id,
                form_id=f"new_call.{name}",
                fields="{}",
                saved_at=clock.now() - timedelta(minutes=minutes),
            )
        )

    page = as_user(agent).open("/hotline")

    assert "/hotline/cases/new?draft=new_call.early" in page.links
