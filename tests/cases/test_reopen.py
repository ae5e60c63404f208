"""A case comes back on the customer's word, or after its season (K3, K8)."""

import pytest
from sqlalchemy import select, text

from models import (
    CaseEnding,
    CaseStatus,
    Outcome,
    Setting,
    Task,
    TaskKind,
)
from portal.cases.callbacks import Call
from portal.cases.recheck import recheck_case, set_recheck
from portal.cases.reopen import reopen_case
from portal.errors import ForbiddenError, RefusedError
from tests.cases.endings import DAY, LATER, agent, last_events, not_settled, settled
from tests.support.world import NOON

S = CaseStatus


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


def test_how_long_is_what_administrators_set(world, session, acting):
    case = world.case(S.CLOSED, world.dealer())
    session.add(Setting(key="reopen_days", value=60, changed_at=NOON))
    session.commit()
    realm = acting(actor := agent(world), at := NOON + 40 * DAY)

    reopen_case(realm, actor, case.id, "It drips.", version=None, now=at)
    realm.commit()

    session.expire_all()
    assert case.status is S.TRIAGE


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
