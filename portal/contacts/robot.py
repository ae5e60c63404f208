"""The secret that a group's robot wants its messages signed with, and a trial of the robot.

The secret is written and read back by nobody but the worker that sends. A trial is a message of
its own: it says nothing of a case, is tried once, and leaves no work behind at the hotline.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models import (
    ContactKind,
    ContactPoint,
    Delivery,
    DeliveryChannel,
    DeliveryState,
    RobotSecret,
)
from portal.access.actors import Actor
from portal.contacts.keep import get_kept
from portal.errors import InvalidError, RefusedError
from portal.history.changes import record_change
from portal.notices.sealing import seal
from portal.notices.trial import send_trial

# A trial that is still under way is waited for.
PATIENCE: Final = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Trial:
    """What became of a trial."""

    channel: DeliveryChannel
    state: DeliveryState
    reason: str
    error: str
    created_at: datetime
    tried_at: datetime | None
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class Robot:
    """A robot as its keeper sees it: whether a secret is kept, never which."""

    point: ContactPoint
    has_secret: bool
    set_at: datetime | None
    trial: Trial | None


def read_robot(session: Session, actor: Actor, point_id: int) -> Robot:
    """One that the actor keeps."""
    point = _robot(session, actor, point_id)
    kept = session.execute(
        select(RobotSecret.contact_point_id, RobotSecret.set_at).where(
            RobotSecret.contact_point_id == point.id
        )
    ).one_or_none()
    return Robot(
        point, kept is not None, None if kept is None else kept.set_at, _last(session, point)
    )


def set_robot_secret(
    session: Session, actor: Actor, point_id: int, secret: str, *, secret_key: str, now: datetime
) -> ContactPoint:
    """From the next message on; the one before is forgotten."""
    point = _robot(session, actor, point_id)
    if not secret.strip():
        raise InvalidError("robot_secret_missing", field="secret")
    values = {"sealed": seal(secret_key, {"secret": secret.strip()}), "set_at": now}
    session.execute(
        insert(RobotSecret)
        .inline()
        .values(contact_point_id=point.id, **values)
        .on_conflict_do_update(index_elements=[RobotSecret.contact_point_id], set_=values)
    )
    record_change(session, actor, f"contact_point:{point.id}", None, {"secret": "written"}, now=now)
    return point


def forget_robot_secret(
    session: Session, actor: Actor, point_id: int, *, now: datetime
) -> ContactPoint:
    """Its messages are signed with the channel's own secret again, where there is one."""
    point = _robot(session, actor, point_id)
    session.execute(
        delete(RobotSecret)
        .where(RobotSecret.contact_point_id == point.id)
        .execution_options(synchronize_session=False)
    )
    record_change(session, actor, f"contact_point:{point.id}", {"secret": "written"}, None, now=now)
    return point


def try_robot(session: Session, actor: Actor, point_id: int, *, now: datetime) -> ContactPoint:
    """A trial message leaves by a job; the robot's page shows what became of it (P1)."""
    point = _robot(session, actor, point_id)
    last = _last(session, point)
    if (
        last is not None
        and last.state is DeliveryState.WAITING
        and last.created_at > now - PATIENCE
    ):
        raise RefusedError("robot_trial_under_way")
    send_trial(session, point, by_id=actor.user_id, locale=actor.locale, now=now)
    return point


def _robot(session: Session, actor: Actor, point_id: int) -> ContactPoint:
    point = get_kept(session, actor, point_id)
    if point.kind is not ContactKind.ROBOT:
        raise RefusedError("contact_point_is_no_robot", spelled=point.spelled)
    return point


def _last(session: Session, point: ContactPoint) -> Trial | None:
    row = session.execute(
        select(
            Delivery.channel,
            Delivery.state,
            Delivery.reason,
            Delivery.error,
            Delivery.created_at,
            Delivery.tried_at,
            Delivery.sent_at,
        )
        .where(Delivery.contact_point_id == point.id, Delivery.trial)
        .order_by(Delivery.id.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else Trial(*row)
