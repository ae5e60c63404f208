"""Each realm with a raw connection sees and changes what the domain says, and nothing else.

The statements are what an injected or careless query could say. Each runs as the application's
login in the actor's realm; what must fail names why.
"""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from models import CaseStatus, EventKind, Installer, Role
from portal.cases.confirm import TRIES, VERB
from portal.history.attempts import note_attempt
from portal.history.record import BRAND, EVERYBODY, record
from tests.support.world import NOON


def refused(session, statement, **values):
    """Why the database refuses it: the constraint's name, or 'privilege', or 'policy'."""
    try:
        result = session.execute(text(statement), values)
        session.commit()
    except DBAPIError as error:
        session.rollback()
        if error.orig.sqlstate == "42501":
            return "policy" if "row-level" in str(error.orig) else "privilege"
        return error.orig.diag.constraint_name
    return "no row" if result.rowcount == 0 else None


@pytest.fixture
def held(world):
    dealer = world.dealer()
    return dealer, world.case(CaseStatus.ACCEPTED, dealer)


@pytest.fixture
def dealers(world, acting, held):
    return acting(world.actor(Role.DEALER_MANAGER, held[0]))


# What a dealer may not do with a case that it holds, and what stops it.
DEALERS_TRIES = {
    "end it": ("UPDATE cases SET status = 'closed' WHERE id = :case", "case_step_is_known"),
    "give it away": ("UPDATE cases SET dealer_id = NULL WHERE id = :case", "privilege"),
    "send it back quietly": (
        "UPDATE cases SET status = 'triage' WHERE id = :case",
        "case_step_is_known",
    ),
    "make it minor": ("UPDATE cases SET severity = 'minor' WHERE id = :case", "privilege"),
    "say it was heard later": (
        "UPDATE cases SET first_heard_at = now() WHERE id = :case",
        "privilege",
    ),
    "skip the contact": (
        "UPDATE cases SET status = 'contacted' WHERE id = :case",
        "case_status_has_its_reason",
    ),
    "say it is resolved": (
        "UPDATE cases SET status = 'resolved' WHERE id = :case",
        "case_status_has_its_reason",
    ),
    "delete it": ("DELETE FROM cases WHERE id = :case", "privilege"),
    "stop the clocks": ("UPDATE sla_clocks SET state = 'met' WHERE case_id = :case", "privilege"),
    "call the customer back itself": (
        "INSERT INTO callbacks (case_id, resolution_id, resolved_by_id, resolved_at, made_by_id,"
        " maker_side, made_at, outcome, note)"
        " VALUES (:case, 1, 1, now(), 1, 'brand', now(), 'settled', '')",
        "privilege",
    ),
    "read callbacks": ("SELECT * FROM callbacks", "privilege"),
    "clear the accused": ("DELETE FROM case_accused WHERE case_id = :case", "privilege"),
    "rewrite history": ("UPDATE case_events SET kind = 'closed'", "privilege"),
    "write as somebody else": (
        "SELECT record_event(:case, now(), 'user:1', 1, 'commented', true, false, false, NULL,"
        " NULL, '{}', NULL)",
        "policy",
    ),
    "write the brand's event": (
        "SELECT record_event(:case, now(), 'user', :me, 'closed', true, false, false, NULL, NULL,"
        " '{}', NULL)",
        "policy",
    ),
    "lift a hold": ("UPDATE installers SET standing = 'good'", "privilege"),
    "make a calendar": ("UPDATE calendars SET weekly = '{}'", "privilege"),
    "become an agent": ("UPDATE users SET role = 'agent' WHERE id = :me", "privilege"),
    "read passwords": ("SELECT * FROM credentials", "privilege"),
    "read a job's arguments": ("SELECT * FROM procrastinate_jobs", "privilege"),
    "read links": ("SELECT * FROM customer_links", "privilege"),
}


@pytest.mark.parametrize("what", DEALERS_TRIES)
def test_a_dealer_cannot(dealers, held, what):
    statement, stopped_by = DEALERS_TRIES[what]
    me = dealers.info["identity"].user_id

    assert refused(dealers, statement, **_given(statement, case=held[1].id, me=me)) == stopped_by


def _given(statement, **values):
    return {name: value for name, value in values.items() if f":{name}" in statement}


def test_a_dealer_does_not_see_another_dealers_anything(world, acting, held):
    stranger = acting(world.actor(Role.DEALER_MANAGER, world.dealer()))
    case = held[1]

    for table, column in (
        ("cases", "id"),
        ("offers", "case_id"),
        ("case_events", "case_id"),
        ("case_search", "case_id"),
        ("entitlements", "case_id"),
        ("contact_claims", "case_id"),
        ("sla_clocks", "case_id"),
    ):
        rows = stranger.execute(
            text(f"SELECT count(*) FROM {table} WHERE {column} = :case"), {"case": case.id}
        ).scalar_one()
        assert rows == 0, table
    assert (
        refused(stranger, "UPDATE cases SET status = 'contacted' WHERE id = :case", case=case.id)
        == "no row"
    )
    assert (
        refused(
            stranger, "UPDATE offers SET state = 'declined' WHERE case_id = :case", case=case.id
        )
        == "no row"
    )


def test_a_dealer_reads_only_the_events_for_it(world, session, acting, held):
    dealer, case = held
    agent = world.actor(Role.AGENT)
    hotline = acting(agent)
    record(hotline, agent, hotline.merge(case), EventKind.COMMENTED, now=NOON, audience=BRAND)
    record(hotline, agent, hotline.merge(case), EventKind.CHASED, now=NOON, audience=EVERYBODY)
    hotline.commit()

    theirs = acting(world.actor(Role.DEALER_DESK, dealer))
    kinds = theirs.execute(text("SELECT kind FROM case_events")).scalars().all()

    assert kinds == ["chased"]


def test_a_number_leaves_the_dealers_sight_with_the_case(world, acting):
    dealer = world.dealer()
    offered, closed = (world.case(status, dealer) for status in ("offered", "closed"))
    held = world.case(CaseStatus.CONTACTED, dealer)
    theirs = acting(world.actor(Role.DEALER_DESK, dealer))

    seen = theirs.execute(text("SELECT customer_id FROM customer_phones")).scalars().all()

    assert seen == [held.customer_id]
    assert {offered.customer_id, closed.customer_id}.isdisjoint(seen)


# QA reads every case and changes none.
QA_TRIES = {
    "UPDATE cases SET severity = 'minor'": "privilege",
    "UPDATE cases SET status = 'closed'": "privilege",
    "INSERT INTO comments VALUES (1)": None,
    "SELECT spelled FROM customer_phones": "privilege",
    "SELECT normal FROM customer_phones": "privilege",
    "SELECT * FROM customer_addresses": "privilege",
    "UPDATE callbacks SET outcome = 'settled'": "privilege",
    "UPDATE offers SET state = 'declined'": "privilege",
    "DELETE FROM case_events": "privilege",
}
del QA_TRIES["INSERT INTO comments VALUES (1)"]


@pytest.mark.parametrize("statement", QA_TRIES)
def test_an_auditor_cannot(world, acting, statement):
    world.case(CaseStatus.CLOSED)
    auditor = acting(world.actor(Role.QA))

    assert refused(auditor, statement) == QA_TRIES[statement]


def test_an_auditor_sees_the_last_four_digits_alone(world, acting):
    world.case(CaseStatus.CLOSED)
    auditor = acting(world.actor(Role.QA))

    last4 = auditor.execute(text("SELECT last4 FROM customer_phones")).scalars().all()

    assert last4
    assert all(len(digits) == 4 for digits in last4)


INSTALLERS_TRIES = {
    "UPDATE cases SET status = 'resolved'": "case_step_is_known",
    "UPDATE cases SET severity = 'minor'": "privilege",
    "UPDATE dispatch_people SET slot = tstzrange(now(), now() + interval '1 hour')": "privilege",
    "UPDATE installers SET standing = 'good'": "privilege",
    "SELECT * FROM offers": "privilege",
    "SELECT * FROM resolutions": "privilege",
    "SELECT * FROM promises": "privilege",
    "SELECT * FROM case_accused": "privilege",
    "INSERT INTO dispatches DEFAULT VALUES": "privilege",
    "INSERT INTO callbacks DEFAULT VALUES": "privilege",
}


@pytest.mark.parametrize("statement", INSTALLERS_TRIES)
def test_an_installer_cannot(world, session, acting, statement):
    world.case(CaseStatus.SCHEDULED)
    person = session.execute(text("SELECT installer_id FROM dispatch_people")).scalar_one()
    going = world.user(Role.INSTALLER, installer=session.get(Installer, person))
    from portal.access.actors import Actor

    theirs = acting(Actor.of_user(going))

    assert refused(theirs, statement) == INSTALLERS_TRIES[statement]


def test_a_link_sees_its_case_and_no_other(world, acting):
    mine, other = world.case(), world.case()
    customer = acting(world.link_actor(mine))

    assert customer.execute(text("SELECT id FROM cases")).scalars().all() == [mine.id]
    assert refused(customer, "SELECT * FROM customer_phones") == "privilege"
    assert refused(customer, "UPDATE cases SET wish = ''") == "privilege"
    assert (
        refused(
            customer,
            "INSERT INTO withdrawals (case_id, via, link_id, reason, made_at, ends_at)"
            " VALUES (:case, 'link', 1, '', now(), now() + interval '7 days')",
            case=other.id,
        )
        == "privilege"
    )


def test_an_administrator_and_a_board_member_see_no_case(world, acting):
    world.case()

    for role in (Role.ADMIN, Role.BOARD_MEMBER):
        assert refused(acting(world.actor(role)), "SELECT * FROM cases") == "privilege"


CODE = "SELECT code_is_right(:case, '123456', now())"


def test_a_customers_code_is_asked_by_nobody_but_who_is_sent_there(world, session, acting):
    case = world.case(CaseStatus.SCHEDULED, dealer := world.dealer())
    world.link_actor(case)
    sent = session.execute(text("SELECT installer_id FROM dispatch_people")).scalar_one()
    going = world.actor(Role.INSTALLER, installer=session.get(Installer, sent))
    at_home = world.actor(Role.INSTALLER, installer=world.installer("Wen", dealer=dealer))

    manager = world.actor(Role.DEALER_MANAGER, dealer)
    others = [world.actor(role) for role in (Role.AGENT, Role.QA, Role.SALES, Role.ADMIN)]

    answers = []
    for actor in (going, at_home, manager):
        realm = acting(actor)
        answers.append(realm.execute(text(CODE), {"case": case.id}).scalar_one())
        realm.rollback()

    assert answers == [True, False, False]
    assert {refused(acting(actor), CODE, case=case.id) for actor in others} == {"privilege"}


def test_a_customers_code_is_not_tried_for_ever_by_sql_either(world, session, acting):
    case = world.case(CaseStatus.SCHEDULED)
    world.link_actor(case)
    sent = session.execute(text("SELECT installer_id FROM dispatch_people")).scalar_one()
    for _ in range(TRIES + 1):
        note_attempt(session, "user:1", VERB, "code_is_wrong", case_id=case.id, now=NOON)
    session.commit()
    going = acting(world.actor(Role.INSTALLER, installer=session.get(Installer, sent)))

    asked = text("SELECT code_is_right(:case, '123456', :now)")
    assert going.execute(asked, {"case": case.id, "now": NOON}).scalar_one() is False
