"""What the customer says on their own link: contacted or not, settled or not (C3, K1, K9).

"Nobody has contacted me", "nobody was here" and "it is not settled" count as a chase: the hotline
hears of it at once. What the dealer claims is verified or disputed by it; nothing else moves the
case. "Settled" shortens our call and does not replace it.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from models import Case, CaseEvent, CaseStatus, EventKind, NoticeKind, WordVia
from portal.access.actors import Actor
from portal.access.beyond import beyond_sight
from portal.access.scope import visible
from portal.cases.chase import note_chase
from portal.cases.claims_of import Claimed, claims_now
from portal.cases.hear_customer import Voice, contacts_among, heed, visits_among
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
    """ "Nobody has contacted me": a chase, and every contact that is claimed is disputed (C3)."""
    case = case_of_link(session, actor)
    claimed = contacts_among(claims_now(session, case))
    if case.status not in WAITING and not (case.is_open and claimed):
        raise RefusedError("nobody_need_ring_now", status=case.status)
    event = _chase(session, actor, case, EventKind.SAID_NOT_CONTACTED, said, now=now)
    _heed(session, actor, case, [(one, False) for one in claimed], event, now=now)
    return case


def say_contacted(
    session: Session, actor: Actor, claim_id: int | None = None, *, now: datetime
) -> Case:
    """ "Yes, they were in touch": the contact that they were asked about is verified (C3)."""
    case = case_of_link(session, actor)
    claimed = contacts_among(claims_now(session, case))
    if case.status not in WITH_A_DEALER and not (case.is_open and claimed):
        raise RefusedError("nobody_need_ring_now", status=case.status)
    event = record(session, actor, case, EventKind.SAID_CONTACTED, now=now, audience=CUSTOMER)
    confirmed = [(one, True) for one in claimed if one.id == claim_id]
    _heed(session, actor, case, confirmed, event, now=now)
    return case


def say_visited(session: Session, actor: Actor, visit_id: int, *, now: datetime) -> Case:
    """ "Yes, somebody was here": that visit is verified (C2)."""
    case = case_of_link(session, actor)
    visits = [one for one in visits_among(claims_now(session, case)) if one.id == visit_id]
    if not visits:
        raise RefusedError("nothing_is_claimed")
    with beyond_sight(session):
        event = record(session, actor, case, EventKind.SAID_VISITED, now=now, audience=CUSTOMER)
    _heed(session, actor, case, [(one, True) for one in visits], event, now=now)
    return case


def say_not_visited(session: Session, actor: Actor, said: str = "", *, now: datetime) -> Case:
    """ "Nobody was here": a chase, and every visit that is claimed is disputed (C2)."""
    case = case_of_link(session, actor)
    visits = visits_among(claims_now(session, case))
    if not (case.is_open and visits):
        raise RefusedError("nothing_is_claimed")
    event = _chase(session, actor, case, EventKind.SAID_NOT_VISITED, said, now=now)
    _heed(session, actor, case, [(one, False) for one in visits], event, now=now)
    return case


def _heed(
    session: Session,
    actor: Actor,
    case: Case,
    said: Sequence[tuple[Claimed, bool]],
    event: int,
    *,
    now: datetime,
) -> None:
    if said:
        voice = Voice(WordVia.LINK, link_id=actor.link_id, event_id=event)
        heed(session, actor, case, said, voice, now=now)


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
) -> int:
    with beyond_sight(session):
        event = note_chase(session, actor, case, said=said[:LONGEST], now=now, kind=kind)
    whom: list[Recipient] = [HotlineTeam()]
    if case.agent_id is not None:
        whom.append(Person(case.agent_id))
    # One that counts is told; pressed ten times within two hours it is the same news.
    tell(
        session, NoticeKind.CHASED, whom,
        now=now, case=case, key=f"chase:{case.id}:{case.chases}", times=case.chases,
    )  # fmt: skip
    return event


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
