"""A supervisor confirms a hold or lifts it, and reinstates who was suspended (domain S1, S3)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from models import Installer, NoticeKind, Standing, StandingChangeKind, StandingHold
from portal.access.actors import Actor
from portal.access.beyond import beyond_sight
from portal.access.permissions import Permission
from portal.access.scope import get_one
from portal.errors import ChangedMeanwhileError, InvalidError, RefusedError
from portal.installers.standing import (
    lock_people,
    note_change,
    recount_standing,
    set_standing,
    standing_now,
)
from portal.installers.standing_news import tell_hold_decided
from portal.sla.zone import portal_zone


@dataclass(frozen=True, slots=True)
class Training:
    """The retraining that has been, and what holds from now on (S3)."""

    trained_on: date
    trainer: str
    condition: str


def decide_hold(
    session: Session,
    actor: Actor,
    hold_id: int,
    *,
    confirmed: bool,
    reason: str,
    version: int | None,
    now: datetime,
) -> StandingHold:
    """Confirmed: suspended, until reinstated. Lifted: what was before the supervisor is settled.

    Only a further customer holds the person again.
    """
    actor.require(Permission.STANDING_DECIDE)
    hold, rows = _locked_hold(session, actor, hold_id, version)
    if hold.decided_at is not None:
        raise RefusedError("hold_is_decided")
    said = reason.strip()
    if not said:
        raise InvalidError("say_why", field="reason")
    hold.confirmed, hold.reason = confirmed, said
    hold.decided_by_id, hold.decided_at = actor.user_id, now
    if not confirmed:
        hold.ended_by_id, hold.ended_at = actor.user_id, now
    hold.version += 1
    session.flush()
    kind = StandingChangeKind.CONFIRMED if confirmed else StandingChangeKind.LIFTED
    _follow(session, actor, hold, rows, kind, said, now=now)
    told = NoticeKind.INSTALLER_SUSPENDED if confirmed else NoticeKind.HOLD_LIFTED
    tell_hold_decided(session, hold, told, rows, now=now)
    return hold


def reinstate_installer(
    session: Session,
    actor: Actor,
    hold_id: int,
    training: Training,
    reason: str,
    *,
    version: int | None,
    now: datetime,
) -> StandingHold:
    """After retraining, with a condition; the count starts anew (S3)."""
    actor.require(Permission.STANDING_DECIDE)
    hold, rows = _locked_hold(session, actor, hold_id, version)
    if hold.decided_at is None:
        raise RefusedError("hold_is_not_decided")
    if hold.ended_at is not None:
        raise RefusedError("hold_is_decided")
    _check_training(session, training, reason, now)
    hold.end_reason, hold.condition = reason.strip(), training.condition.strip()
    hold.trained_on, hold.trainer = training.trained_on, training.trainer.strip()
    hold.ended_by_id, hold.ended_at = actor.user_id, now
    hold.version += 1
    session.flush()
    with beyond_sight(session, always=True):
        session.execute(
            update(Installer)
            .where(Installer.id.in_(rows))
            .values(counted_from=now)
            .execution_options(synchronize_session="fetch")
        )
    _follow(
        session, actor, hold, rows, StandingChangeKind.REINSTATED, reason.strip(),
        now=now, condition=hold.condition, trained_on=training.trained_on.isoformat(),
    )  # fmt: skip
    tell_hold_decided(session, hold, NoticeKind.INSTALLER_REINSTATED, rows, now=now)
    return hold


def _locked_hold(
    session: Session, actor: Actor, hold_id: int, version: int | None
) -> tuple[StandingHold, list[int]]:
    """The hold and all rows of its person: the person first, as everywhere (decision 6)."""
    hold = get_one(session, actor, StandingHold, hold_id)
    people = lock_people(session, [hold.installer_id])
    hold = session.get_one(StandingHold, hold_id, populate_existing=True)
    if version is not None and hold.version != version:
        raise ChangedMeanwhileError("hold_changed_meanwhile")
    return hold, [row for rows in people.values() for row in rows]


def _check_training(session: Session, training: Training, reason: str, now: datetime) -> None:
    if not reason.strip():
        raise InvalidError("say_why", field="reason")
    if not training.condition.strip():
        raise InvalidError("say_the_condition", field="condition")
    if not training.trainer.strip():
        raise InvalidError("say_who_trained", field="trainer")
    if training.trained_on > now.astimezone(portal_zone(session)).date():
        raise InvalidError("training_is_to_come", field="trained_on")


def _follow(
    session: Session,
    actor: Actor,
    hold: StandingHold,
    rows: list[int],
    kind: StandingChangeKind,
    reason: str,
    *,
    now: datetime,
    **detail: Any,
) -> None:
    """The standing goes by the decision: suspended, or what the count alone asks for."""
    with beyond_sight(session, always=True):
        before = standing_now(session, hold.installer_id)
        if hold.ended_at is None:
            set_standing(session, rows, Standing.SUSPENDED)
        else:
            recount_standing(session, rows, now=now)
        after = standing_now(session, hold.installer_id)
        note_change(
            session, actor, hold.installer_id, kind, before, after,
            now=now, reason=reason, hold_id=hold.id, **detail,
        )  # fmt: skip
