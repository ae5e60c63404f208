"""Anybody who has a number in front of them says that it is vacant: one click (domain P2).

That alone makes no number dead: the hotline rings it once. Nobody learns whose number it is.
"""

from datetime import datetime
from typing import Final

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from models import ContactKind, ContactPoint, ContactState, NumberReport
from portal.access.actors import Actor
from portal.access.beyond import beyond_sight
from portal.access.permissions import Permission
from portal.errors import ForbiddenError, InvalidError
from portal.infra.phones import read_phone

MOST: Final = 20
LONGEST: Final = 60


def report_vacant(session: Session, actor: Actor, spelled: str, *, now: datetime) -> int:
    """Whoever has an account reports a number in any spelling; how many records carry it.

    Not told to them. A number that nobody has on record is reported all the same: it may stand
    in print.
    """
    actor.require(Permission.ACCOUNT_OWN)
    return _report(session, spelled, now=now, user_id=actor.user_id)


def report_vacant_by_link(session: Session, actor: Actor, spelled: str, *, now: datetime) -> int:
    """The customer reports a number that stands on their page or their paper."""
    if actor.link_id is None:
        raise ForbiddenError("not_allowed")
    actor.require(Permission.LINK_USE)
    return _report(session, spelled, now=now, link_id=actor.link_id)


def _report(
    session: Session,
    spelled: str,
    *,
    now: datetime,
    user_id: int | None = None,
    link_id: int | None = None,
) -> int:
    phone = read_phone(spelled)
    if not phone.normal or len(spelled) > LONGEST:
        raise InvalidError("contact_point_unreadable", field="spelled")
    with beyond_sight(session, always=True):
        points = session.scalars(
            select(ContactPoint.id)
            .where(
                ContactPoint.normal == phone.normal,
                ContactPoint.kind == ContactKind.PHONE,
                ContactPoint.state != ContactState.RETIRED,
            )
            .order_by(ContactPoint.id)
            .limit(MOST)
        ).all()
        waiting = set(
            session.scalars(
                select(NumberReport.point_id).where(
                    NumberReport.normal == phone.normal, NumberReport.closed_at.is_(None)
                )
            )
        )
        found: list[int | None] = [*points] if points else [None]
        new = [one for one in found if one not in waiting]
        if new:
            session.execute(
                insert(NumberReport),
                [
                    {
                        "point_id": one,
                        "spelled": phone.spelled,
                        "normal": phone.normal,
                        "reported_by_id": user_id,
                        "link_id": link_id,
                        "at": now,
                    }
                    for one in new
                ],
            )
    return len(points)


def close_reports(session: Session, point: ContactPoint, *, now: datetime) -> None:
    """What was reported of this number has been seen to: it was rung, or it is retired."""
    session.execute(
        update(NumberReport)
        .where(NumberReport.point_id == point.id, NumberReport.closed_at.is_(None))
        .values(closed_at=now)
        .execution_options(synchronize_session=False)
    )
