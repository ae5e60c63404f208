"""What the customer says on their own link: contacted or not, settled or not (C3, K1, K9).

None of it moves the case by itself. "Nobody has contacted me" and "it is not settled" count as a
chase: the hotline hears of it at once. "Settled" shortens our call and does not replace it.
"""

from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from models import Case, CaseEvent, CaseStatus, EventKind, NoticeKind
from portal.access.actors import Actor
from portal.access.beyond import beyond_sight
from portal.access.scope import visible
from portal.cases.chase import note_chase
from portal.cases.link_case import case_of_link
from portal.errors import RefusedError
from portal.history.record import CUSTOMER, Audience, record
from portal.notices.recipients import HotlineTeam, Person, Recipient
from portal.notices.tell import tell

S = CaseStatus
WAITING: Final = frozenset({S.TRIAGE, S.OFFERED, S.ACCEPTED, S.CONTACTED, S.SCHEDULED})
# Only once somebody has it can somebody have been in touch.
WITH_A_DEALER: Final = frozenset({S.ACCEPTED, S.CONTACTED, S.SCHEDULED})
LONGEST: Final = 2000


def say_not_contacted(session: Session, actor: Actor, said: str = "", *, now: datetime) -> Case:
    """ "Nobody has contacted me": a chase, at the hotline at once."""
    case = case_of_link(session, actor)
    if case.status not in WAITING:
        raise RefusedError("nobody_need_ring_now", status=case.status)
    _chase(session, actor, case, EventKind.SAID_NOT_CONTACTED, said, now=now)
    return case


def say_contacted(session: Session, actor: Actor, *, now: datetime) -> Case:
    """ "Yes, they were in touch": stands beside what the dealer says of itself."""
    case = case_of_link(session, actor)
    if case.status not in WITH_A_DEALER:
        raise RefusedError("nobody_need_ring_now", status=case.status)
    record(session, actor, case, EventKind.SAID_CONTACTED, now=now, audience=CUSTOMER)
    return case


def say_settled(session: Session, actor: Actor, last_four: str, *, now: datetime) -> Case:
    """ "It is settled", with the last four digits: our own call still comes (K1, K9)."""
    case = case_of_link(session, actor, last_four=last_four)
    _check_resolved(case)
    record(session, actor, case, EventKind.SAID_SETTLED, now=now, audience=Audience(customer=True))
    return case


def say_not_settled(session: Session, actor: Actor, said: str = "", *, now: datetime) -> Case:
    """ "It is not settled": we ring sooner, and the call decides what follows (K3)."""
    case = case_of_link(session, actor)
    _check_resolved(case)
    _chase(session, actor, case, EventKind.SAID_NOT_SETTLED, said, now=now)
    return case


def _check_resolved(case: Case) -> None:
    if case.status is not S.RESOLVED:
        raise RefusedError("not_resolved_yet", status=case.status)


def _chase(
    session: Session, actor: Actor, case: Case, kind: EventKind, said: str, *, now: datetime
) -> None:
    with beyond_sight(session):
        note_chase(session, actor, case, said=said[:LONGEST], now=now, kind=kind)
    whom: list[Recipient] = [HotlineTeam()]
    if case.agent_id is not None:
        whom.append(Person(case.agent_id))
    # One that counts is told; pressed ten times within two hours it is the same news.
    tell(
        session, NoticeKind.CHASED, whom,
        now=now, case=case, key=f"chase:{case.id}:{case.chases}", times=case.chases,
    )  # fmt: skip


def last_said_of_result(
    session: Session, actor: Actor, case: Case, *, since: datetime
) -> CaseEvent | None:
    """What the customer last said on the link of this resolution: it shortens our call (K1)."""
    return session.scalar(
        visible(actor, CaseEvent)
        .where(
            CaseEvent.case_id == case.id,
            CaseEvent.kind.in_([EventKind.SAID_SETTLED, EventKind.SAID_NOT_SETTLED]),
            CaseEvent.at >= since,
        )
        .order_by(CaseEvent.id.desc())
        .limit(1)
    )
