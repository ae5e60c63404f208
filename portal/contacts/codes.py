"""A code goes to a contact point by its own channel; who enters it proves it alive (domain P1)."""

from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import ContactKind, ContactPoint, NoticeKind, PointCode
from portal.access.actors import Actor
from portal.access.beyond import beyond_sight
from portal.contacts.corrections import close_corrections
from portal.contacts.keep import as_recorded, get_kept
from portal.contacts.state import prove
from portal.errors import InvalidError, RefusedError
from portal.history.changes import record_change
from portal.infra.phones import PhoneKind, phone_from_normal
from portal.notices.recipients import OnePoint
from portal.notices.tell import tell

LIVES: Final = timedelta(hours=24)
TRIES: Final = 5
MOST_A_DAY: Final = 5


def can_take_code(point: ContactPoint) -> bool:
    """A mobile, a mail box, a robot. For a landline the hotline rings instead."""
    if point.kind is ContactKind.PHONE:
        return phone_from_normal(point.normal).kind is PhoneKind.MOBILE
    return point.kind in (ContactKind.EMAIL, ContactKind.ROBOT)


def send_code(session: Session, actor: Actor, point_id: int, *, now: datetime) -> PointCode:
    """Six digits, made when the message leaves; nobody reads them anywhere but there."""
    point = get_kept(session, actor, point_id)
    if point.dealer_id is None or not can_take_code(point):
        raise RefusedError("point_takes_no_code", spelled=point.spelled)
    with beyond_sight(session, always=True):
        sent = session.scalar(
            select(func.count()).where(
                PointCode.point_id == point.id, PointCode.asked_at > now - timedelta(days=1)
            )
        )
        if (sent or 0) >= MOST_A_DAY:
            raise RefusedError("codes_sent_too_often", spelled=point.spelled)
        code = PointCode(
            point_id=point.id, asked_by_id=actor.user_id, asked_at=now, expires_at=now + LIVES
        )
        session.add(code)
        session.flush()
    tell(
        session, NoticeKind.CONTACT_CODE, [OnePoint(point.dealer_id, point.id)],
        now=now, key=f"point_code:{code.id}", urgent=True, code_id=code.id,
        dealer_id=point.dealer_id,
    )  # fmt: skip
    return code


def enter_code(
    session: Session, actor: Actor, point_id: int, digits: str, *, now: datetime
) -> ContactPoint | None:
    """The right one proves the number alive; None for a wrong one, which is counted.

    The caller commits either way: a try that is not kept could be had for nothing.
    """
    point = get_kept(session, actor, point_id)
    with beyond_sight(session, always=True):
        code = session.scalar(
            select(PointCode)
            .where(PointCode.point_id == point.id)
            .order_by(PointCode.id.desc())
            .limit(1)
            .with_for_update()
        )
        if code is None or code.used_at is not None or code.expires_at <= now:
            raise InvalidError("no_code_is_waiting", field="code")
        if code.tries >= TRIES:
            raise RefusedError("code_tried_too_often", field="code")
        code.tries += 1
        if not code.digest or not compare_digest(code.digest, digest_of(digits.strip())):
            session.flush()
            return None
        before = as_recorded(point)
        code.used_at = now
        prove(point, at=now)
        session.flush()
    close_corrections(session, point, now=now)
    record_change(session, actor, f"contact_point:{point.id}", before, as_recorded(point), now=now)
    return point


def digest_of(digits: str) -> str:
    return sha256(digits.encode()).hexdigest()
