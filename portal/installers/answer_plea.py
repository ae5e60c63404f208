"""A supervisor answers what is pleaded of a person's standing (domain S1–S3, T8)."""

from datetime import datetime

from sqlalchemy.orm import Session

from models import NoticeKind, PleaKind, Standing, StandingChangeKind, StandingHold, StandingPlea
from portal.access.actors import Actor
from portal.access.beyond import beyond_sight
from portal.access.permissions import Permission
from portal.access.scope import get_one
from portal.errors import ForbiddenError, InvalidError, RefusedError
from portal.installers.decide_hold import Training, reinstate_installer
from portal.installers.standing import (
    lock_people,
    note_change,
    open_hold,
    owed_standing,
    recount_standing,
    standing_now,
)
from portal.installers.standing_news import tell_hold_decided, tell_plea_answered


def answer_contest(
    session: Session, actor: Actor, plea_id: int, *, granted: bool, answer: str, now: datetime
) -> StandingPlea:
    """Judged unfounded, the complaint counts no more; a hold that it carried is lifted with it.

    What a supervisor has confirmed is only ever ended by a reinstatement.
    """
    plea, rows = _locked_plea(session, actor, plea_id, PleaKind.CONTEST)
    _decide(session, actor, plea, granted=granted, answer=answer, now=now)
    with beyond_sight(session, always=True):
        before = standing_now(session, plea.installer_id)
        hold = open_hold(session, rows)
        falls = (
            hold is not None
            and hold.decided_at is None
            and granted
            and not _still_held(session, plea, now)
        )
    if falls and hold is not None:
        _lift(session, actor, hold, plea.answer, now)
    recount_standing(session, rows, now=now)
    with beyond_sight(session, always=True):
        note_change(
            session, actor, plea.installer_id,
            StandingChangeKind.UNFOUNDED if granted else StandingChangeKind.UPHELD,
            before, standing_now(session, plea.installer_id),
            now=now, reason=plea.answer, dealer_id=plea.dealer_id, case_id=plea.case_id,
        )  # fmt: skip
    if falls and hold is not None:
        tell_hold_decided(session, hold, NoticeKind.HOLD_LIFTED, rows, now=now)
    tell_plea_answered(session, plea, rows, now=now)
    return plea


def answer_reinstatement(
    session: Session,
    actor: Actor,
    plea_id: int,
    training: Training | None,
    *,
    answer: str,
    now: datetime,
) -> StandingPlea:
    """With a training on record they are reinstated; without one it is refused."""
    plea, rows = _locked_plea(session, actor, plea_id, PleaKind.REINSTATE)
    _decide(session, actor, plea, granted=training is not None, answer=answer, now=now)
    hold = open_hold(session, rows)
    if training is not None:
        if hold is None:
            raise RefusedError("hold_is_decided")
        reinstate_installer(session, actor, hold.id, training, answer, version=None, now=now)
    else:
        with beyond_sight(session, always=True):
            at = standing_now(session, plea.installer_id)
            note_change(
                session, actor, plea.installer_id, StandingChangeKind.REFUSED_BACK, at, at,
                now=now, reason=plea.answer, dealer_id=plea.dealer_id,
            )  # fmt: skip
    tell_plea_answered(session, plea, rows, now=now)
    return plea


def _locked_plea(
    session: Session, actor: Actor, plea_id: int, kind: PleaKind
) -> tuple[StandingPlea, list[int]]:
    actor.require(Permission.STANDING_DECIDE)
    plea = get_one(session, actor, StandingPlea, plea_id)
    people = lock_people(session, [plea.installer_id])
    plea = session.get_one(StandingPlea, plea_id, populate_existing=True)
    if plea.kind is not kind:
        raise RefusedError("plea_of_another_kind")
    if plea.decided_at is not None:
        raise RefusedError("already_decided")
    if plea.asked_by_id == actor.user_id:
        raise ForbiddenError("not_ones_own_request")
    return plea, [row for rows in people.values() for row in rows]


def _decide(
    session: Session,
    actor: Actor,
    plea: StandingPlea,
    *,
    granted: bool,
    answer: str,
    now: datetime,
) -> None:
    if not answer.strip():
        raise InvalidError("say_why", field="answer")
    plea.decided_by_id, plea.decided_at = actor.user_id, now
    plea.granted, plea.answer = granted, answer.strip()
    session.flush()


def _still_held(session: Session, plea: StandingPlea, now: datetime) -> bool:
    return owed_standing(session, plea.installer_id, at=now) is Standing.HELD


def _lift(session: Session, actor: Actor, hold: StandingHold, why: str, now: datetime) -> None:
    """Nobody had confirmed it, and fewer complaints are left than hold anybody."""
    hold.confirmed, hold.reason = False, why
    hold.decided_by_id = hold.ended_by_id = actor.user_id
    hold.decided_at = hold.ended_at = now
    hold.version += 1
    session.flush()
