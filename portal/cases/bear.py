"""Give a new case its number, its row, its entitlement, its clocks and its words.

What opening and relaying share: each of them asks for its own right before and writes its own
event after.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from models import Case, CaseAccused, Channel, Role, Severity, StoredFile, User, case_running
from portal.access.actors import Actor
from portal.access.beyond import beyond_sight
from portal.cases.number import format_number
from portal.cases.searchable import make_searchable
from portal.errors import InvalidError
from portal.installers.standing import lock_people, recount_standing
from portal.search.keep import keep_likeness, what_happened
from portal.sla.clocks import next_deadline, start_first_clocks
from portal.sla.zone import portal_zone
from portal.warranty.judge_case import judge_case

SUMMARY_LENGTH: Final = 80
_ENDS_OF_A_SENTENCE: Final = "。！？!?\n"


@dataclass(frozen=True, slots=True)
class NewCase:
    """The finished values of a case about to be; the rows it points at exist."""

    customer_id: int
    said: str
    first_heard_at: datetime
    channel: Channel
    summary: str = ""
    severity: Severity = Severity.NORMAL
    wish: str = ""
    danger: bool = False
    spreading: bool = False
    damage_alleged: bool = False
    purchase_id: int | None = None
    product_id: int | None = None
    symptom_id: int | None = None
    address_id: int | None = None
    district: str = ""
    agent_id: int | None = None
    relayed_by_id: int | None = None
    accused_ids: tuple[int, ...] = ()
    words: tuple[str, ...] = field(default=())


def bear_case(session: Session, actor: Actor, new: NewCase, *, kind: str, now: datetime) -> Case:
    """Make the case; `kind` is the event that its maker is about to write."""
    said = new.said.strip()
    if not said:
        raise InvalidError("say_what_happened", field="what")
    if new.first_heard_at > now:
        raise InvalidError("heard_in_the_future", field="first_heard_at")
    lock_people(session, new.accused_ids)
    running = session.scalar(case_running)
    year = new.first_heard_at.astimezone(portal_zone(session)).year
    case = Case(
        number=format_number(year, running),
        severity=new.severity,
        channel=new.channel,
        summary=new.summary.strip() or one_line(said),
        wish=new.wish.strip(),
        danger=new.danger,
        spreading=new.spreading,
        customer_id=new.customer_id,
        purchase_id=new.purchase_id,
        product_id=new.product_id,
        symptom_id=new.symptom_id,
        address_id=new.address_id,
        district=new.district,
        agent_id=new.agent_id,
        relayed_by_id=new.relayed_by_id,
        first_heard_at=new.first_heard_at,
        opened_at=now,
        last_step=kind,
        last_step_at=now,
    )
    session.add(case)
    session.flush()
    judge_case(session, actor, case, damage_alleged=new.damage_alleged, now=now)
    for installer_id in new.accused_ids:
        session.add(
            CaseAccused(
                case_id=case.id, installer_id=installer_id, named_by_id=actor.user_id, at=now
            )
        )
    case.next_stage, case.next_due_at = next_deadline(start_first_clocks(session, case))
    make_searchable(session, case, (said, *new.words))
    # The third customer holds the person with the very complaint that is the third (S1).
    recount_standing(session, new.accused_ids, now=now)
    keep_likeness(session, [(case.id, what_happened(case.summary, said))])
    return case


def bring_photos(session: Session, actor: Actor, case: Case, file_ids: Collection[int]) -> None:
    """The photos of the draft go along; one that is not there any more is said, not left out."""
    wanted = set(file_ids)
    if not wanted:
        return
    with beyond_sight(session):
        brought = session.scalars(
            update(StoredFile)
            .where(
                StoredFile.id.in_(wanted),
                StoredFile.case_id.is_(None),
                _added_by_them(actor),
            )
            .values(case_id=case.id)
            .returning(StoredFile.id)
        ).all()
    if len(brought) < len(wanted):
        raise InvalidError("photo_is_gone", field="photos")


def _added_by_them(actor: Actor) -> ColumnElement[bool]:
    """One's own; at the hotline also a colleague's, whose draft was handed over (I6)."""
    if actor.realm != "hotline":
        return StoredFile.added_by_id == actor.user_id
    at_the_desk = select(User.id).where(User.role.in_([Role.AGENT, Role.SUPERVISOR, Role.DIRECTOR]))
    return StoredFile.added_by_id.in_(at_the_desk)


def one_line(said: str) -> str:
    """The first sentence of what was said, short enough for a list."""
    first = said
    for sign in _ENDS_OF_A_SENTENCE:
        first = first.partition(sign)[0] or first
    first = " ".join(first.split())
    return first if len(first) <= SUMMARY_LENGTH else f"{first[: SUMMARY_LENGTH - 1]}…"
