"""A case's history cannot be changed; what somebody changed all the same is named."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from models import EventKind, Role
from portal.history.record import record
from portal.history.verify import BrokenLink, verify_chains
from tests.support.world import NOON


@pytest.fixture
def told(world, acting):
    """A case with three events, the second with personal words."""
    case = world.case()
    agent = world.actor(Role.AGENT)
    hotline = acting(agent)
    theirs = hotline.merge(case)
    for body in (None, "She took six panels down.", None):
        record(hotline, agent, theirs, EventKind.COMMENTED, now=NOON, body=body)
    hotline.commit()
    return case


def events(session, case):
    return session.execute(
        text("SELECT seq, prev, hash FROM case_events WHERE case_id = :id ORDER BY seq"),
        {"id": case.id},
    ).all()


def test_each_event_carries_the_hash_of_the_one_before(session, told):
    first, second, third = events(session, told)

    assert (first.seq, second.seq, third.seq) == (1, 2, 3)
    assert second.prev == first.hash
    assert third.prev == second.hash
    assert list(verify_chains(session)) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE case_events SET kind = 'closed'",
        "DELETE FROM case_events",
        "TRUNCATE case_events CASCADE",
        "UPDATE event_texts SET body = 'nothing'",
    ],
)
def test_even_the_owner_cannot_change_history_by_dml(session, told, statement):
    with pytest.raises(DBAPIError) as refusal:
        session.execute(text(statement))

    assert refusal.value.orig.diag.constraint_name == "append_only"


def test_erasing_the_words_leaves_the_chain_valid(session, told):
    session.execute(text("DELETE FROM event_texts"))
    session.commit()

    assert list(verify_chains(session)) == []


@pytest.mark.parametrize(
    ("damage", "seq", "why"),
    [
        ("UPDATE case_events SET kind = 'closed' WHERE seq = 2", 2, "changed"),
        ("UPDATE case_events SET at = at + interval '1 day' WHERE seq = 1", 1, "changed"),
        ("DELETE FROM event_texts; DELETE FROM case_events WHERE seq = 2", 3, "missing_before"),
        ("UPDATE event_texts SET body = 'nothing'", 2, "text_changed"),
    ],
)
def test_what_the_owner_changed_with_the_guards_off_is_named(session, told, damage, seq, why):
    """Only DDL opens the way; afterwards the chain itself tells."""
    for table in ("case_events", "event_texts"):
        session.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
    for statement in damage.split(";"):
        session.execute(text(statement))
    session.flush()

    broken = list(verify_chains(session))

    assert broken[0] == BrokenLink(told.number, seq, why)
