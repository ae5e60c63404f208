"""The customer lets it rest, and can say that it was not they (K6)."""

import pytest
from sqlalchemy import select, text

from models import (
    CaseStatus,
    Withdrawal,
)
from portal.access.actors import WORKER_ACTOR
from portal.cases.reopen import reopen_case
from portal.cases.withdraw import (
    end_withdrawn,
    object_by_link,
    object_to_withdrawal,
    record_withdrawal,
    withdraw_by_link,
)
from portal.errors import InvalidError, RefusedError
from tests.cases.endings import DAY, HOUR, agent
from tests.support.world import NOON

S = CaseStatus


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
