"""Promise 2, attacked: no dealer's claim counts that the customer has contradicted (C1–C3)."""

import pytest
from sqlalchemy import select, text

from models import CaseStatus, ContactClaim, DispatchPerson, Installer, Role, SentBy, Visit
from portal.access.actors import Actor
from portal.cases.links import issue_link
from tests.attacks.test_tight_walls import CLAIM, refused, run
from tests.support.world import NOON

# Opened before any realm's session, so that it is closed after them.
pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def ground(world, session):
    """A contacted and a visited case of one dealer, and who could try something with them."""
    dealer = world.dealer()
    case = world.case(CaseStatus.CONTACTED, dealer)
    visited = world.case(CaseStatus.VISITED, dealer)
    was_there = session.query(DispatchPerson).filter_by(case_id=visited.id).one()
    claim = session.scalars(select(ContactClaim).where(ContactClaim.case_id == case.id)).one()
    visit = session.scalars(select(Visit).where(Visit.case_id == visited.id)).one()
    ids = {
        "case": case.id,
        "visited": visited.id,
        "dealer": dealer.id,
        "claim": claim.id,
        "visit": visit.id,
        "agent": world.user(Role.AGENT).id,
        "boss": world.user(Role.SUPERVISOR).id,
        "noon": NOON,
    }
    return dealer, ids, was_there.installer_id


DENY = (
    "INSERT INTO customer_words (case_id, dealer_id, claim_id, confirmed, via, noted_by_id, at)"
    " VALUES (:case, :dealer, :claim, false, 'brand_call', :agent, :noon)"
)
DISPUTE = (
    "INSERT INTO claim_disputes (case_id, dealer_id, claim_id, word_id, opened_at, answer_by,"
    " reason) SELECT :case, :dealer, :claim, max(id), :noon, :noon, '' FROM customer_words"
)
DISPUTED = "UPDATE contact_claims SET state = 'disputed' WHERE id = :claim"
FALLEN = "UPDATE cases SET status = 'accepted' WHERE id = :case"
CONFIRM = (
    "INSERT INTO customer_words (case_id, dealer_id, {column}, confirmed, via, noted_by_id, at)"
    " VALUES ({case}, :dealer, {row}, true, 'brand_call', :me, :noon)"
)
VERIFIED = "UPDATE {table} SET state = 'verified' WHERE id = {row}"
MET = (
    "INSERT INTO sla_clocks (case_id, attempt, stage, owner, dealer_id, policy_id, severity,"
    " calendar_code, minutes, started_at, due_at, state, stopped_at, warn_at, supervisor_at,"
    " double_at) SELECT :case, 1, 'first_contact', 'dealer', :dealer, max(id), 'normal', 'service',"
    " 240, :noon, :noon, 'met', :noon, :noon, :noon, :noon FROM sla_policies"
)


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        (VERIFIED.format(table="contact_claims", row=":claim"), "privilege"),
        (CONFIRM.format(column="claim_id", case=":case", row=":claim"), "privilege"),
        (VERIFIED.format(table="visits", row=":visit"), "claim_is_as_the_customer_says"),
        ("UPDATE visits SET verify_first = true WHERE id = :visit", "claim_waits_where_it_must"),
        ("DELETE FROM customer_words", "privilege"),
        ("INSERT INTO verify_first (dealer_id, began_at, upheld, claims)"
         " VALUES (:dealer, :noon, 2, 2)", "privilege"),
        ("UPDATE verify_first SET ended_at = :noon", "privilege"),
        (MET, "privilege"),
    ],
)  # fmt: skip
def test_a_dealer_verifies_nothing_of_its_own(ground, world, acting, statement, why):
    dealer, ids, _person = ground
    manager = world.actor(Role.DEALER_MANAGER, dealer)

    assert refused(acting(manager), statement, me=manager.user_id, **ids) == why


def test_an_installer_does_not_verify_their_own_visit(ground, world, acting, session):
    _dealer, ids, person = ground
    who = world.actor(Role.INSTALLER, installer=session.get(Installer, person))

    answer = refused(
        acting(who), VERIFIED.format(table="visits", row=":visit"), me=who.user_id, **ids
    )

    assert answer == "claim_is_as_the_customer_says"


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        (VERIFIED.format(table="contact_claims", row=":claim"), "claim_is_as_the_customer_says"),
        (DISPUTED, "claim_is_as_the_customer_says"),
        ("UPDATE contact_claims SET verify_first = true WHERE id = :claim", "privilege"),
    ],
)
def test_an_agent_verifies_nothing_without_the_customers_word(
    ground, world, acting, statement, why
):
    _dealer, ids, _person = ground
    who = world.actor(Role.AGENT)

    assert refused(acting(who), statement, me=who.user_id, **ids) == why


def test_a_denied_contact_does_not_leave_the_case_contacted(ground, session):
    """Not even by the owner's own hand."""
    _dealer, ids, _person = ground

    session.execute(text(DENY), ids)
    session.execute(text(DISPUTE), ids)

    assert refused(session, DISPUTED, **ids) == "contacted_by_what_stands"


def test_no_clock_is_met_by_a_denied_contact(ground, session):
    _dealer, ids, _person = ground
    for statement in (DENY, DISPUTE, DISPUTED, FALLEN):
        session.execute(text(statement), ids)
    session.commit()

    assert refused(session, MET, **ids) == "no_clock_is_met_by_less"


def test_a_denial_cannot_be_decided_by_its_own_scribe_nor_by_an_agent(
    ground, world, acting, session
):
    _dealer, ids, _person = ground
    for statement in (DENY, DISPUTE, DISPUTED, FALLEN):
        session.execute(text(statement), ids)
    run(session, "UPDATE claim_disputes SET contested = true, answered_at = :noon,"
        " answered_by_id = :boss", noon=NOON, boss=ids["boss"])  # fmt: skip
    upheld = (
        "UPDATE claim_disputes SET outcome = 'upheld', decided_at = :noon, decided_by_id = :me,"
        " reason = 'So.'"
    )
    agent = world.actor(Role.AGENT)

    assert refused(acting(agent), upheld, me=agent.user_id, **ids) == "dispute_is_decided_rightly"


def test_an_import_cannot_bring_a_verified_claim(ground, session, world):
    """The worker's realm, which imports write in."""
    _dealer, ids, _person = ground
    desk = world.user(Role.DEALER_DESK, _dealer)

    statement = CLAIM.format(by=":by", how="phone", state="verified")

    assert refused(session, statement, by=desk.id, **ids) == "claim_is_as_the_customer_says"


def test_a_link_holder_reads_no_claims_of_others_and_writes_none(ground, world, acting, session):
    dealer, ids, _person = ground
    agent = world.actor(Role.AGENT)
    realm = acting(agent)
    issue_link(realm, agent, ids["visited"], SentBy.SMS, now=NOON)
    realm.commit()
    realm.close()
    holder = Actor.of_link(1, ids["visited"])

    for table in ("contact_claims", "customer_words", "claim_disputes", "verify_first"):
        assert refused(acting(holder), f"SELECT * FROM {table}") == "privilege"


def test_verify_first_is_put_on_by_the_database_whatever_is_written(ground, session, world):
    dealer, ids, _person = ground
    run(session, "INSERT INTO verify_first (dealer_id, began_at, upheld, claims)"
        " VALUES (:dealer, :noon, 2, 2)", dealer=dealer.id, noon=NOON)  # fmt: skip
    desk = world.user(Role.DEALER_DESK, dealer)

    run(session, CLAIM.format(by=":by", how="phone", state="claimed"), by=desk.id, **ids)

    last = session.scalars(select(ContactClaim).order_by(ContactClaim.id.desc())).first()
    assert last.verify_first
