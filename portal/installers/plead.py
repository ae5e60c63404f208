"""A counted complaint is contested, or reinstatement asked for (domain S2, S3, T8)."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import (
    Installer,
    PleaKind,
    Standing,
    StandingChangeKind,
    StandingHold,
    StandingHoldCase,
    StandingPlea,
    StoredFile,
)
from portal.access.actors import Actor
from portal.access.beyond import beyond_sight
from portal.access.permissions import Permission
from portal.access.scope import get_one
from portal.errors import ForbiddenError, InvalidError, NotFoundError, RefusedError
from portal.installers.explain import shown_complaints
from portal.installers.standing import note_change, standing_now
from portal.installers.standing_news import tell_plea
from portal.installers.works_at import works_at
from portal.sla.calendars import load_calendar
from portal.sla.policy import OFFICE

# A supervisor's word is given within so much office time, then it moves up (T8, T1).
ANSWERED_WITHIN: Final = timedelta(hours=2)


def contest_complaint(
    session: Session,
    actor: Actor,
    installer_id: int,
    case_id: int,
    reason: str,
    file_ids: Collection[int] = (),
    *,
    now: datetime,
) -> StandingPlea:
    """The person, or a dealer for its people: this complaint should not count, and why."""
    person = _whose(session, actor, installer_id)
    known = shown_complaints(session, person, now=now)
    if case_id not in {one.case_id for one in known}:
        raise NotFoundError("case")
    return _plead(
        session, actor, person, PleaKind.CONTEST, reason, now=now, case_id=case_id,
        file_ids=file_ids,
    )  # fmt: skip


def ask_reinstatement(
    session: Session,
    actor: Actor,
    installer_id: int,
    reason: str,
    file_ids: Collection[int] = (),
    *,
    now: datetime,
) -> StandingPlea:
    """What was done since, such as the retraining; a supervisor decides (S3)."""
    person = _whose(session, actor, installer_id)
    if person.standing is not Standing.SUSPENDED:
        raise RefusedError("not_suspended", name=person.name)
    return _plead(session, actor, person, PleaKind.REINSTATE, reason, now=now, file_ids=file_ids)


def _whose(session: Session, actor: Actor, installer_id: int) -> Installer:
    actor.require(Permission.STANDING_CONTEST)
    person = get_one(session, actor, Installer, installer_id)
    if actor.realm == "installer":
        return person
    if works_at(session, person.id, actor.dealer_id) is None:
        raise ForbiddenError("not_of_ones_own")
    return person


def _plead(
    session: Session,
    actor: Actor,
    person: Installer,
    kind: PleaKind,
    reason: str,
    *,
    now: datetime,
    case_id: int | None = None,
    file_ids: Collection[int] = (),
) -> StandingPlea:
    if not reason.strip():
        raise InvalidError("say_why", field="reason")
    plea = StandingPlea(
        installer_id=person.same_as_id or person.id,
        kind=kind,
        case_id=case_id,
        dealer_id=actor.dealer_id,
        asked_by_id=actor.user_id,
        asked_at=now,
        reason=reason.strip(),
        file_ids=sorted(set(file_ids)),
        due_at=load_calendar(session, OFFICE).due(now, ANSWERED_WITHIN),
    )
    _put_in(session, plea)
    _bring_evidence(session, actor, plea)
    with beyond_sight(session, always=True):
        at = standing_now(session, plea.installer_id)
        note_change(
            session, actor, plea.installer_id,
            StandingChangeKind.CONTESTED if case_id else StandingChangeKind.ASKED_BACK, at, at,
            now=now, dealer_id=actor.dealer_id, plea_id=plea.id, case_id=case_id,
        )  # fmt: skip
    tell_plea(session, plea, now=now)
    return plea


def _put_in(session: Session, plea: StandingPlea) -> None:
    """Asked twice at once: the table says that the second is none."""
    try:
        with session.begin_nested():
            session.add(plea)
            session.flush()
    except IntegrityError as error:
        if getattr(error.orig, "sqlstate", None) != "23505":
            raise
        raise RefusedError("pleaded_already") from error


def _bring_evidence(session: Session, actor: Actor, plea: StandingPlea) -> None:
    """Their photos go to the brand: onto the case where there is one, and to no other party."""
    if not plea.file_ids:
        return
    with beyond_sight(session, always=True):
        brought = session.scalars(
            update(StoredFile)
            .where(
                StoredFile.id.in_(plea.file_ids),
                StoredFile.case_id.is_(None),
                StoredFile.added_by_id == actor.user_id,
            )
            .values(
                case_id=plea.case_id or _a_case_of(session, plea),
                for_dealer=False,
                for_installer=False,
                for_customer=False,
            )
            .returning(StoredFile.id)
        ).all()
    if len(brought) < len(plea.file_ids):
        raise InvalidError("photo_is_gone", field="photos")


def _a_case_of(session: Session, plea: StandingPlea) -> int | None:
    """Where no case is named: the latest one that the person is held for."""
    return session.scalar(
        select(func.max(StandingHoldCase.case_id))
        .join(StandingHold, StandingHold.id == StandingHoldCase.hold_id)
        .where(StandingHold.installer_id == plea.installer_id, StandingHold.ended_at.is_(None))
    )
