"""What the tests of claims have in common: a denial, an answer, a decision."""

from datetime import timedelta

from sqlalchemy import select

from models import (
    CaseStatus,
    ClaimDispute,
    Evidence,
    RequestKind,
    SlaClock,
    SupervisorRequest,
)
from portal.cases.answer_dispute import answer_dispute
from portal.cases.customer_says import (
    say_not_contacted,
)
from portal.cases.decide_dispute import decide_dispute
from tests.cases.endings import HOUR
from tests.support.world import NOON

S = CaseStatus
CALLED = NOON + timedelta(minutes=30)
ASKED = NOON + 2 * HOUR


def clock(session, case, stage):
    session.expire_all()
    return session.scalars(
        select(SlaClock)
        .where(SlaClock.case_id == case.id, SlaClock.stage == stage)
        .order_by(SlaClock.id.desc())
    ).first()


def denied(acting, session, case, who, at=ASKED):
    realm = acting(who, at)
    say_not_contacted(realm, who, "Nobody has rung.", now=at)
    realm.commit()
    session.expire_all()
    return session.scalars(
        select(ClaimDispute).where(ClaimDispute.case_id == case.id).order_by(ClaimDispute.id)
    ).all()[-1]


def answered(acting, session, desk, case, dispute, *, contested, at=ASKED + HOUR):
    realm = acting(desk, at)
    answer_dispute(
        realm, desk, case.id, dispute.id, contested=contested, words="See our call list.",
        evidence=Evidence.CALL_RECORD if contested else None, now=at,
    )  # fmt: skip
    realm.commit()
    session.expire_all()
    return session.get(ClaimDispute, dispute.id)


def decided(acting, session, who, case, *, stands, at=ASKED + 2 * HOUR):
    request = session.scalars(
        select(SupervisorRequest).where(
            SupervisorRequest.case_id == case.id,
            SupervisorRequest.kind == RequestKind.DISPUTED_CLAIM,
        )
    ).one()
    realm = acting(who, at)
    decide_dispute(
        realm, who, case.id, request.id, stands=stands, reason="The call list shows it.", now=at
    )
    realm.commit()
    session.expire_all()
    return request
