"""Inside the rows that an actor sees: what it writes is its own, true of its time, and stays.

Each statement is one that an injected or careless query could say in the actor's own realm.
"""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from models import CaseStatus, DispatchPerson, Installer, Role
from portal.access.actors import Actor
from tests.support.world import NOON


def refused(session, statement, **values):
    """Why the database refuses it: the constraint's name, or 'privilege', or 'policy'."""
    used = {name: value for name, value in values.items() if f":{name}" in statement}
    try:
        result = session.execute(text(statement), used)
        session.commit()
    except DBAPIError as error:
        session.rollback()
        if error.orig.sqlstate == "42501":
            return "policy" if "row-level" in str(error.orig) else "privilege"
        return error.orig.diag.constraint_name
    return "no row" if result.rowcount == 0 else None


def run(session, *statements, **values):
    """As the owner, to lay the ground."""
    for statement in statements:
        session.execute(text(statement), values)
    session.commit()


@pytest.fixture
def ground(world, session):
    """A scheduled and a visited case of one dealer, its people, and a person of another dealer."""
    dealer = world.dealer()
    scheduled = world.case(CaseStatus.SCHEDULED, dealer)
    visited = world.case(CaseStatus.VISITED, dealer)
    going = session.query(DispatchPerson).filter_by(case_id=scheduled.id).one()
    was_there = session.query(DispatchPerson).filter_by(case_id=visited.id).one()
    ids = {
        "dealer": dealer.id,
        "case": scheduled.id,
        "visited": visited.id,
        "dispatch": going.dispatch_id,
        "old_dispatch": was_there.dispatch_id,
        "person": going.installer_id,
        "other": world.installer("Home", dealer=dealer).id,
        "stranger": world.installer("Elsewhere", dealer=world.dealer()).id,
        "colleague": world.user(Role.DEALER_DESK, dealer).id,
        "agent": world.user(Role.AGENT).id,
        "noon": NOON,
        "later": NOON + timedelta(days=3),
    }
    return dealer, ids, session.get(Installer, going.installer_id)


CLAIM = (
    "INSERT INTO contact_claims (case_id, dealer_id, attempt, claimed_by_id, caller_role, how,"
    " reached, spoke_to_customer, contacted_at, claimed_at, note, caller_name, counts, state)"
    " VALUES (:case, :dealer, 1, {by}, 'dealer_desk', '{how}', true, true, :noon, :noon, 'We rang',"
    " 'Desk', true, '{state}')"
)
PERSON = (
    "INSERT INTO dispatch_people (dispatch_id, case_id, dealer_id, installer_id, lead, slot,"
    " active, visible_from) VALUES (:dispatch, :case, :dealer, :other, false,"
    " tstzrange(:later, :later + interval '1 hour'), true, {since})"
)
VISIT = (
    "INSERT INTO visits (dispatch_id, case_id, dealer_id, installer_id, checked_in_at, finding,"
    " cause, done, needs_return, signer_name, signer_relation, version)"
    " VALUES ({dispatch}, {case}, :dealer, :{who}, :noon, '', '', '', false, '', '', 1)"
)
FILE = (
    "INSERT INTO files (key, case_id, kind, state, refusal, name, mime, size, sha256, for_dealer,"
    " for_installer, for_customer, added_by, added_by_id, added_at) VALUES ('a-key', :case,"
    " 'evidence', '{state}', '', 'x', 'image/jpeg', 1, '0', true, true, false, 'user:1',"
    " {by}, :noon)"
)
DEALERS_TRIES = {
    "verify its own claim": (CLAIM.format(by=":me", how="phone", state="verified"), "policy"),
    "claim a call that the hotline was on": (
        CLAIM.format(by=":me", how="three_way", state="claimed"),
        "policy",
    ),
    "claim in a colleague's name": (
        CLAIM.format(by=":colleague", how="phone", state="claimed"),
        "policy",
    ),
    "turn a claim that does not count": ("UPDATE contact_claims SET counts = true", "privilege"),
    "open the customer's door a week early": (
        PERSON.format(since=":noon - interval '7 days'"),
        "ck_dispatch_people_seen_from_the_day_before",
    ),
    "send somebody else instead, unseen": (
        "UPDATE dispatch_people SET installer_id = :other WHERE dispatch_id = :dispatch",
        "privilege",
    ),
    "let the slot end earlier": (
        "UPDATE dispatch_people SET slot = tstzrange(:later, :later + interval '1 hour')",
        "privilege",
    ),
    "write a visit of somebody who was not sent": (
        VISIT.format(dispatch=":dispatch", case=":case", who="other"),
        "visit_is_of_who_was_sent",
    ),
    "move a visit to another person": (
        "UPDATE visits SET installer_id = :other WHERE case_id = :visited",
        "visit_is_of_who_was_sent",
    ),
    "date a check-in back": (
        "UPDATE visits SET checked_in_at = checked_in_at - interval '1 day'"
        " WHERE case_id = :visited",
        "visit_is_of_who_was_sent",
    ),
    "rewrite what was found after leaving": (
        "UPDATE visits SET finding = 'Nothing' WHERE case_id = :visited",
        "visit_is_of_who_was_sent",
    ),
    "plan an old visit anew": (
        "UPDATE dispatches SET state = 'planned', ended_at = NULL WHERE id = :old_dispatch",
        "stays_as_written",
    ),
    "move the window unseen": (
        "UPDATE dispatches SET window_start = window_start - interval '1 hour'",
        "privilege",
    ),
    "employ somebody it has never met, and read their number": (
        "INSERT INTO installer_dealers (installer_id, dealer_id, since)"
        " VALUES (:stranger, :dealer, '2026-01-01')",
        "privilege",
    ),
    "show another file's bytes as its own": (FILE.format(state="ready", by=":me"), "policy"),
    "add a photo in a colleague's name": (
        FILE.format(state="waiting", by=":colleague"),
        "policy",
    ),
}


@pytest.mark.parametrize("what", DEALERS_TRIES)
def test_a_dealer_cannot(world, acting, ground, what):
    dealer, ids, _person = ground
    actor = world.actor(Role.DEALER_MANAGER, dealer)
    statement, stopped_by = DEALERS_TRIES[what]

    assert refused(acting(actor), statement, me=actor.user_id, **ids) == stopped_by


INSTALLERS_TRIES = {
    "keep the customer's number after the job": (
        "UPDATE dispatch_people SET visible_until = NULL, active = true",
        "privilege",
    ),
    "check in on a visit that was called off": (
        VISIT.format(dispatch=":dispatch", case=":case", who="person"),
        "visit_is_of_who_was_sent",
    ),
    "move the window": ("UPDATE dispatches SET window_start = :noon", "privilege"),
}


@pytest.mark.parametrize("what", INSTALLERS_TRIES)
def test_an_installer_cannot(world, session, acting, ground, what):
    _dealer, ids, person = ground
    run(
        session,
        "UPDATE dispatches SET state = 'cancelled', ended_at = :noon WHERE id = :dispatch",
        "UPDATE dispatch_people SET active = false WHERE dispatch_id = :dispatch",
        "UPDATE cases SET status = 'contacted' WHERE id = :case",
        **ids,
    )
    actor = Actor.of_user(world.user(Role.INSTALLER, installer=person))
    statement, stopped_by = INSTALLERS_TRIES[what]

    assert refused(acting(actor), statement, **ids) == stopped_by


HOTLINES_TRIES = {
    "lift a hold": ("UPDATE installers SET standing = 'good'", "privilege"),
    "make a claim count": ("UPDATE contact_claims SET counts = true", "privilege"),
    "claim in somebody else's name": (
        CLAIM.format(by=":agent", how="phone", state="claimed"),
        "policy",
    ),
    "give an offer to another case": (
        "UPDATE offers SET case_id = :visited WHERE case_id = :case",
        "stays_as_written",
    ),
    "change what was promised": (
        "UPDATE promises SET body = 'Nothing' WHERE case_id = :case",
        "stays_as_written",
    ),
    "ask in somebody else's name afterwards": (
        "UPDATE supervisor_requests SET asked_by_id = :agent",
        "stays_as_written",
    ),
    "decide on its own request": (
        "UPDATE supervisor_requests SET decided_by_id = asked_by_id, decided_at = :noon,"
        " granted = true",
        "ck_supervisor_requests_not_on_ones_own_request",
    ),
    "point a link at another case": (
        "UPDATE customer_links SET case_id = :visited",
        "stays_as_written",
    ),
    "withdraw in somebody else's name": (
        "INSERT INTO withdrawals (case_id, via, made_by_id, maker_side, reason, made_at, ends_at)"
        " VALUES (:case, 'brand_call', :agent, 'brand', 'They said so', :noon,"
        " :noon + interval '7 days')",
        "policy",
    ),
}


@pytest.mark.parametrize("what", HOTLINES_TRIES)
def test_the_hotline_cannot(world, session, acting, ground, what):
    _dealer, ids, _person = ground
    me = world.user(Role.SUPERVISOR)
    run(
        session,
        "INSERT INTO promises (case_id, body, due_at, made_by_id, made_at, made_by_name,"
        " version) VALUES (:case, 'We come', :later, :agent, :noon, '', 1)",
        "INSERT INTO supervisor_requests (case_id, kind, asked_by_id, asked_at, reason, due_at,"
        " answer) VALUES (:case, 'unreachable', :me, :noon, 'Nobody', :later, '')",
        **ids,
        me=me.id,
    )
    world.link_actor(world.case())
    statement, stopped_by = HOTLINES_TRIES[what]

    assert refused(acting(Actor.of_user(me)), statement, me=me.id, **ids) == stopped_by


def test_nobody_is_complained_of_while_under_way_to_that_customer(world, acting, ground):
    _dealer, ids, _person = ground
    hotline = acting(world.actor(Role.AGENT))

    stopped = refused(
        hotline,
        "INSERT INTO case_accused (case_id, installer_id, at) VALUES (:case, :person, :noon)",
        **ids,
    )

    assert stopped == "accused_person_is_not_sent"


def test_who_left_a_dealer_does_not_come_back_by_a_stroke_of_the_pen(
    world, session, acting, ground
):
    dealer, ids, _person = ground
    run(
        session,
        "UPDATE installer_dealers SET until = '2026-05-01' WHERE installer_id = :other",
        **ids,
    )
    manager = acting(world.actor(Role.DEALER_MANAGER, dealer))

    stopped = refused(
        manager, "UPDATE installer_dealers SET until = NULL WHERE installer_id = :other", **ids
    )

    assert stopped == "policy"
