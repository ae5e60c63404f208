"""The other ways in which a case ends, and how it comes back (K3, K4, K6, K7, K8)."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text

from models import (
    CaseEnding,
    CaseStatus,
    CustomerLink,
    EventKind,
    Offer,
    Outcome,
    Role,
    SentBy,
    SlaClock,
    Stage,
    Task,
    TaskKind,
    Withdrawal,
)
from portal.access.actors import WORKER_ACTOR, Actor
from portal.cases.callbacks import Call
from portal.cases.links import find_link, issue_link, revoke_link
from portal.cases.merge import merge_case, unmerge_case
from portal.cases.recheck import recheck_case, set_recheck
from portal.cases.reopen import reopen_case
from portal.cases.unreachable import (
    ask_unreachable,
    count_evidence,
    refuse_unreachable,
    release_unreachable,
)
from portal.cases.withdraw import (
    end_withdrawn,
    object_by_link,
    object_to_withdrawal,
    record_withdrawal,
    withdraw_by_link,
)
from portal.errors import ForbiddenError, InvalidError, NotFoundError, RefusedError
from portal.sla.clocks import start_first_clocks
from tests.cases.endings import LATER, not_settled, resolved, settled
from tests.support.world import NOON

S = CaseStatus
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def agent(world) -> Actor:
    return world.actor(Role.AGENT)


def last_events(session, case):
    rows = session.execute(
        text("SELECT kind FROM case_events WHERE case_id = :case ORDER BY seq"), {"case": case.id}
    )
    return [kind for (kind,) in rows]


# Reopened


def test_the_customers_word_reopens_within_thirty_days(world, session, acting):
    case = world.case(S.CLOSED, world.dealer())
    ending_id = case.ending_id
    realm = acting(actor := agent(world), at := NOON + 29 * DAY)

    reopen_case(realm, actor, case.id, "It drips.", version=case.version, now=at)
    realm.commit()

    session.expire_all()
    assert (case.status, case.attempt, case.ending_id, case.ended_at) == (S.TRIAGE, 2, None, None)
    assert session.get(CaseEnding, ending_id).undone_at == at
    assert not case.at_supervisor


def test_after_thirty_days_it_is_a_new_case(world, acting):
    case = world.case(S.CLOSED, world.dealer())
    realm = acting(actor := agent(world), at := NOON + 31 * DAY)

    with pytest.raises(RefusedError) as refused:
        reopen_case(realm, actor, case.id, "It drips.", version=None, now=at)

    assert refused.value.code == "reopen_too_late"


def test_the_second_reopening_goes_to_the_supervisor(world, session, acting):
    dealer = world.dealer()
    case = world.case(S.CLOSED, dealer, attempt=2)
    realm = acting(actor := agent(world), LATER)

    with pytest.raises(ForbiddenError):
        reopen_case(realm, actor, case.id, "Again.", version=None, now=LATER, same_dealer=True)
    realm.rollback()
    reopen_case(realm, actor, case.id, "Again.", version=None, now=LATER)
    realm.commit()

    session.expire_all()
    assert (case.attempt, case.at_supervisor) == (3, True)


def test_the_second_failed_repair_opens_a_review(world, session, acting):
    case = world.case(S.CLOSED, world.dealer())
    session.execute(
        text(
            "INSERT INTO resolutions (case_id, attempt, resolved_by_id, made_at, remote, what,"
            " root_cause, cost, cost_bearer, share_brand, share_dealer, share_installer,"
            " share_customer, share_third_party, share_reason, customers_word, claimed, granted,"
            " ended_by, ended_at) SELECT case_id, attempt, resolved_by_id, made_at, remote, what,"
            " root_cause, cost, cost_bearer, share_brand, share_dealer, share_installer,"
            " share_customer, share_third_party, share_reason, customers_word, claimed, granted,"
            " 'reopened', made_at FROM resolutions WHERE case_id = :case"
        ),
        {"case": case.id},
    )
    session.commit()
    realm = acting(actor := agent(world), LATER)

    reopen_case(realm, actor, case.id, "Again.", version=None, now=LATER)
    realm.commit()

    task = session.scalars(select(Task).where(Task.case_id == case.id)).one()
    assert (task.kind, task.team) == (TaskKind.REVIEW, True)


# Rechecked


def test_a_recheck_reopens_whatever_the_date(world, session, acting):
    case = world.case(S.CLOSED, world.dealer())
    actor, due = agent(world), NOON + 200 * DAY
    realm = acting(actor)
    task = set_recheck(realm, actor, case.id, "After the first frost.", due_at=due, now=NOON)
    realm.commit()
    realm.close()
    realm = acting(actor, due)

    recheck_case(realm, actor, task.id, Call(Outcome.NO_ANSWER), now=due)
    recheck_case(realm, actor, task.id, not_settled(), now=due)
    realm.commit()

    session.expire_all()
    assert (case.status, case.attempt) == (S.TRIAGE, 2)
    assert session.get(Task, task.id).done_at == due


def test_a_settled_recheck_leaves_the_case_closed(world, session, acting):
    case = world.case(S.CLOSED, world.dealer())
    actor, due = agent(world), NOON + 200 * DAY
    realm = acting(actor, due)
    task = set_recheck(realm, actor, case.id, "Rainy season.", due_at=due + DAY, now=due)

    recheck_case(realm, actor, task.id, settled(), now=due)
    realm.commit()

    session.expire_all()
    assert case.status is S.CLOSED
    assert last_events(session, case)[-2:] == ["rechecked", "task_done"]


# Unreachable


def unanswered(world, session, case, by, *hours):
    for hour in hours:
        call = world.callback(case, by, Outcome.CALL_LATER)
        session.expunge(call)
        session.execute(text("ALTER TABLE callbacks DISABLE TRIGGER append_only"))
        session.execute(
            text("UPDATE callbacks SET outcome = 'no_answer', made_at = :at WHERE id = :id"),
            {"at": NOON + hour * HOUR, "id": call.id},
        )
        session.execute(text("ALTER TABLE callbacks ENABLE ALWAYS TRIGGER append_only"))
    session.commit()


@pytest.fixture
def silent(world, session, acting):
    """A case of which everything was tried: calls at noon and in the evening, a link sent."""
    case, asker = resolved(world)
    unanswered(world, session, case, world.user(Role.AGENT), 1, 7, 25)
    realm = acting(asker, NOON + HOUR)
    issue_link(realm, asker, case.id, SentBy.SMS, now=NOON + HOUR)
    realm.commit()
    realm.close()
    return case, asker


def test_an_unreachable_customer_is_released_by_another_person(world, session, acting, silent):
    case, asker = silent
    at = NOON + 25 * HOUR + 3 * DAY
    realm = acting(asker, at)
    request = ask_unreachable(realm, asker, case.id, "Nobody there.", version=None, now=at)
    realm.commit()
    realm.close()
    realm = acting(supervisor := world.actor(Role.SUPERVISOR), at)

    release_unreachable(realm, supervisor, request.id, "All of it was tried.", now=at)
    realm.commit()

    session.expire_all()
    assert case.status is S.UNREACHABLE
    assert case.ended_at == at


def test_nobody_releases_what_they_asked_for(world, acting, silent):
    case, _asker = silent
    at = NOON + 25 * HOUR + 3 * DAY
    realm = acting(supervisor := world.actor(Role.SUPERVISOR), at)
    request = ask_unreachable(realm, supervisor, case.id, "Nobody there.", version=None, now=at)

    with pytest.raises(ForbiddenError) as refused:
        release_unreachable(realm, supervisor, request.id, "All of it was tried.", now=at)

    assert refused.value.code == "not_ones_own_request"


def test_a_refused_request_leaves_the_case_resolved(world, session, acting, silent):
    case, asker = silent
    at = NOON + 25 * HOUR + 3 * DAY
    realm = acting(asker, at)
    request = ask_unreachable(realm, asker, case.id, "Nobody there.", version=None, now=at)
    realm.commit()
    realm.close()
    realm = acting(supervisor := world.actor(Role.SUPERVISOR), at)

    refuse_unreachable(realm, supervisor, request.id, "Try the office.", now=at)
    realm.commit()

    session.expire_all()
    assert case.status is S.RESOLVED
    assert last_events(session, case)[-1] == EventKind.UNREACHABLE_REFUSED


def test_the_page_says_what_is_still_missing(world, session, acting):
    case, actor = resolved(world)
    unanswered(world, session, case, world.user(Role.AGENT), 1, 2)
    realm = acting(actor, NOON + 3 * HOUR)

    evidence = count_evidence(realm, case, now=NOON + 3 * HOUR)

    assert (evidence.calls, evidence.days, evidence.parts) == (2, 1, 1)
    assert evidence.missing == ("calls", "days", "parts", "link", "silence")
    with pytest.raises(RefusedError) as refused:
        ask_unreachable(realm, actor, case.id, "Nobody there.", version=None, now=NOON + 3 * HOUR)
    assert refused.value.code == "unreachable_not_yet"


def test_whoever_answered_once_was_reached(world, session, acting, silent):
    case, asker = silent
    world.callback(case, world.user(Role.AGENT), Outcome.CALL_LATER)
    call_at = NOON + 26 * HOUR
    session.execute(text("ALTER TABLE callbacks DISABLE TRIGGER append_only"))
    session.execute(
        text("UPDATE callbacks SET made_at = :at WHERE case_id = :c AND outcome = 'call_later'"),
        {"at": call_at, "c": case.id},
    )
    session.execute(text("ALTER TABLE callbacks ENABLE ALWAYS TRIGGER append_only"))
    session.commit()
    realm = acting(asker, at := NOON + 9 * DAY)

    assert count_evidence(realm, case, now=at).calls == 0


# Withdrawn


def test_a_withdrawal_ends_the_case_after_seven_days_and_once(world, session, acting):
    dealer = world.dealer()
    case = world.case(S.SCHEDULED, dealer)
    actor = agent(world)
    realm = acting(actor)
    withdrawal = record_withdrawal(realm, actor, case.id, "Enough.", version=None, now=NOON)
    realm.commit()
    realm.close()
    realm = acting(WORKER_ACTOR, at := NOON + 7 * DAY)

    with pytest.raises(RefusedError):
        end_withdrawn(realm, WORKER_ACTOR, withdrawal.id, now=at - HOUR)
    realm.rollback()
    first = end_withdrawn(realm, WORKER_ACTOR, withdrawal.id, now=at)
    second = end_withdrawn(realm, WORKER_ACTOR, withdrawal.id, now=at)
    realm.commit()

    session.expire_all()
    assert (case.status, first is not None, second) == (S.WITHDRAWN, True, None)
    states = session.scalars(
        text("SELECT state FROM dispatches WHERE case_id = :c").bindparams(c=case.id)
    )
    assert states.all() == ["cancelled"]


def test_a_job_waits_for_the_seven_days(world, session, acting):
    case = world.case()
    realm = acting(actor := agent(world))

    withdrawal = record_withdrawal(realm, actor, case.id, "Enough.", version=None, now=NOON)
    realm.commit()

    job = session.execute(
        text("SELECT task_name, scheduled_at FROM procrastinate_jobs WHERE queueing_lock = :lock"),
        {"lock": f"end_withdrawn:{withdrawal.id}"},
    ).one()
    assert tuple(job) == ("end_withdrawn", NOON + 7 * DAY)


def test_the_customer_withdraws_and_objects_by_their_own_link(world, session, acting):
    customer = world.customer(phone="13900004417")
    case = world.case(S.ACCEPTED, customer=customer)
    link = world.link_actor(case)
    realm = acting(link)

    with pytest.raises(InvalidError) as refused:
        withdraw_by_link(realm, link, "Enough.", "0000", now=NOON)
    realm.rollback()
    withdraw_by_link(realm, link, "Enough.", "4417", now=NOON)
    realm.commit()
    object_by_link(realm, link, "4417", now=NOON + DAY)
    realm.commit()

    assert refused.value.code == "last_four_wrong"
    row = session.scalars(select(Withdrawal).where(Withdrawal.case_id == case.id)).one()
    assert row.objected_at == NOON + DAY
    realm.close()
    late = acting(WORKER_ACTOR, NOON + 8 * DAY)
    assert end_withdrawn(late, WORKER_ACTOR, row.id, now=NOON + 8 * DAY) is None


def test_a_withdrawn_case_reopens_and_can_be_withdrawn_again(world, session, acting):
    case = world.case(S.ACCEPTED, world.dealer())
    realm = acting(actor := agent(world))
    first = record_withdrawal(realm, actor, case.id, "Enough.", version=None, now=NOON)
    end_withdrawn(realm, actor, first.id, now=NOON + 7 * DAY)

    reopen_case(realm, actor, case.id, "Not I.", version=None, now=NOON + 8 * DAY)
    record_withdrawal(realm, actor, case.id, "Now I do.", version=None, now=NOON + 9 * DAY)
    realm.commit()

    session.expire_all()
    assert (case.status, session.get(Withdrawal, first.id).lapsed_at) == (S.TRIAGE, NOON + 8 * DAY)
    object_to_withdrawal(realm, actor, case.id, now=NOON + 10 * DAY)
    realm.commit()


# Merged


def test_a_merge_keeps_the_earlier_clock_and_can_be_undone(world, session, acting):
    dealer, customer = world.dealer(), world.customer()
    early = world.case(S.CONTACTED, dealer, customer=customer, first_heard_at=NOON - DAY)
    late = world.case(S.TRIAGE, customer=customer)
    for case in (early, late):
        start_first_clocks(session, case, now=NOON)
    session.commit()
    due = {
        c.case_id: c.due_at
        for c in session.scalars(select(SlaClock).where(SlaClock.stage == Stage.RESOLVE))
    }
    realm = acting(actor := agent(world), LATER)

    merge_case(realm, actor, early.id, late.id, version=early.version, now=LATER)
    realm.commit()

    session.expire_all()
    assert (early.status, late.first_heard_at) == (S.MERGED, NOON - DAY)
    clock = select(SlaClock).where(SlaClock.case_id == late.id, SlaClock.stage == Stage.RESOLVE)
    assert session.scalars(clock).one().due_at == due[early.id]

    unmerge_case(realm, actor, early.id, version=None, now=LATER + DAY)
    realm.commit()

    session.expire_all()
    assert (early.status, early.ending_id, late.first_heard_at) == (S.CONTACTED, None, NOON)
    assert session.scalars(clock).one().due_at == due[late.id]
    assert session.scalars(select(Offer).where(Offer.case_id == early.id)).one().release is None
    running = select(SlaClock).where(SlaClock.case_id == early.id, SlaClock.state == "running")
    assert {one.stage for one in session.scalars(running)} == {Stage.TRIAGE, Stage.RESOLVE}


def test_a_merge_is_not_undone_after_thirty_days(world, acting):
    customer = world.customer()
    one, two = world.case(customer=customer), world.case(customer=customer)
    realm = acting(actor := agent(world), LATER)
    merge_case(realm, actor, one.id, two.id, version=None, now=LATER)

    with pytest.raises(RefusedError) as refused:
        unmerge_case(realm, actor, one.id, version=None, now=LATER + 31 * DAY)

    assert refused.value.code == "unmerge_too_late"


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("ended", "merge_into_ended"),
        ("other", "merge_other_customer"),
        ("self", "merge_into_itself"),
    ],
)
def test_a_merge_goes_only_into_an_open_case_of_the_same_customer(world, acting, target, code):
    customer = world.customer()
    case = world.case(customer=customer)
    targets = {
        "ended": lambda: world.case(S.CLOSED, customer=customer).id,
        "other": lambda: world.case().id,
        "self": lambda: case.id,
    }
    into = targets[target]()
    realm = acting(actor := agent(world), LATER)

    with pytest.raises(RefusedError) as refused:
        merge_case(realm, actor, case.id, into, version=None, now=LATER)

    assert refused.value.code == code


# The customer's link


def test_a_link_is_found_by_its_token_until_it_is_revoked(world, session, acting):
    case = world.case()
    realm = acting(actor := agent(world))

    issued = issue_link(realm, actor, case.id, SentBy.SMS, now=NOON)
    realm.commit()

    assert issued.token not in issued.link.token_digest
    assert find_link(session, issued.token, now=NOON).id == issued.link.id
    assert find_link(session, issued.token + "x", now=NOON) is None
    assert find_link(session, issued.token, now=NOON + 61 * DAY) is None
    revoke_link(realm, actor, issued.link.id, now=NOON)
    realm.commit()
    session.expire_all()
    assert find_link(session, issued.token, now=NOON) is None
    assert session.get(CustomerLink, issued.link.id).code.isdigit()


def test_a_request_that_is_not_there_is_not_found(world, acting):
    realm = acting(supervisor := world.actor(Role.SUPERVISOR))

    with pytest.raises(NotFoundError):
        release_unreachable(realm, supervisor, 4711, "All of it was tried.", now=NOON)
