import dataclasses

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError

from models import CaseEvent, CaseStatus, DealerSays, DealerWord, EventKind, EventText, Role
from portal.access.permissions import Permission
from portal.cases.note_dealer_word import note_dealer_word
from portal.errors import NotFoundError, RefusedError
from tests.support.world import NOON

NEVER = DealerSays.NEVER_HAPPENED


@pytest.fixture
def dealer(world):
    return world.dealer()


@pytest.fixture
def case(world, dealer):
    return world.case(CaseStatus.ACCEPTED, dealer)


def note(acting, actor, case, says=NEVER, **given):
    session = acting(actor, NOON)
    row = note_dealer_word(session, actor, case.id, says, now=NOON, **given)
    session.commit()
    return row


def test_an_agent_notes_what_the_dealer_told_them(session, world, acting, case, dealer):
    agent = world.actor(Role.AGENT)

    note(acting, agent, case, words="It never did that.", said_by="Mr Gu")

    row = session.scalars(select(DealerWord)).one()
    assert (row.dealer_id, row.says, row.noted_by_id) == (dealer.id, NEVER, agent.user_id)
    event = session.scalars(select(CaseEvent).filter_by(kind=EventKind.DEALER_SAID)).one()
    assert (event.for_dealer, event.for_customer, event.dealer_id) == (True, False, dealer.id)
    assert event.detail["says"] == "never_happened"
    assert session.get(EventText, event.id).body == "Mr Gu: It never did that."


def test_the_dealers_own_desk_says_it_under_its_own_name(session, world, acting, case, dealer):
    desk = world.actor(Role.DEALER_DESK, dealer)

    note(acting, desk, case, words="Never.", said_by="somebody else")

    row = session.scalars(select(DealerWord)).one()
    assert (row.noted_by_id, row.dealer_id) == (desk.user_id, dealer.id)
    assert session.scalars(select(EventText.body)).all() == ["Never."]


def test_where_no_dealer_has_the_case_none_has_a_word(world, acting):
    with pytest.raises(RefusedError, match="no_dealer_to_contact"):
        note(acting, world.actor(Role.AGENT), world.case())


def test_another_dealer_has_none_either(world, acting, case):
    other = world.actor(Role.DEALER_MANAGER, world.dealer())

    with pytest.raises(NotFoundError):
        note(acting, other, case)


def test_the_database_lets_no_dealer_speak_for_another(world, acting, case, dealer):
    other = world.actor(Role.DEALER_MANAGER, world.dealer())
    session = acting(other, NOON)

    with pytest.raises(ProgrammingError, match="row-level security"):
        session.execute(
            text(
                "INSERT INTO dealer_words (case_id, dealer_id, says, noted_by_id,"
                " noted_at) VALUES (:case, :dealer, 'never_happened', :me, now())"
            ),
            {"case": case.id, "dealer": dealer.id, "me": other.user_id},
        )


@pytest.mark.parametrize("role", [Role.INSTALLER, Role.SALES])
def test_nobody_else_reads_or_writes_any(world, acting, case, role):
    session = acting(world.actor(role), NOON)

    with pytest.raises(ProgrammingError, match="permission denied"):
        session.execute(text("SELECT * FROM dealer_words"))


def test_what_was_said_is_never_said_otherwise(world, acting, case):
    agent = world.actor(Role.AGENT)
    note(acting, agent, case)
    session = acting(dataclasses.replace(agent, grants=frozenset(Permission)), NOON)

    with pytest.raises(ProgrammingError, match="permission denied"):
        session.execute(text("UPDATE dealer_words SET says = 'not_our_fault'"))
