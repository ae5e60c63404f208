"""The hotline rings a contact point and writes down what it heard (domain P1, P2)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import CheckResult, ContactPoint, ContactState, PointCheck
from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.access.scope import get_one
from portal.contacts.corrections import ask_correction, close_corrections
from portal.contacts.keep import as_recorded
from portal.contacts.report_vacant import close_reports
from portal.contacts.state import hear
from portal.errors import InvalidError, RefusedError
from portal.history.changes import record_change


def check_contact_point(
    session: Session,
    actor: Actor,
    point_id: int,
    result: CheckResult,
    note: str = "",
    *,
    now: datetime,
) -> ContactPoint:
    """One call is enough: answered is a proof, vacant is dead; who reported it is answered."""
    actor.require(Permission.POINT_CHECK)
    get_one(session, actor, ContactPoint, point_id)
    point = session.scalars(
        select(ContactPoint)
        .where(ContactPoint.id == point_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one()
    if point.state is ContactState.RETIRED:
        raise RefusedError("contact_point_is_retired", spelled=point.spelled)
    if result is CheckResult.SOMEBODY_ELSE and not note.strip():
        raise InvalidError("say_who_answered", field="note")
    before = as_recorded(point)
    same_hour = _rung_this_hour(session, point, now)
    session.add(
        PointCheck(
            point_id=point.id, made_by_id=actor.user_id, at=now, result=result, note=note.strip()
        )
    )
    session.flush()
    hear(point, result, at=now, same_hour=same_hour)
    session.flush()
    close_reports(session, point, now=now)
    record_change(session, actor, f"contact_point:{point.id}", before, as_recorded(point), now=now)
    if point.state is ContactState.LIVE:
        close_corrections(session, point, now=now)
    elif point.doubt is not None and point.state in (ContactState.DEAD, ContactState.SUSPECT):
        ask_correction(session, point, now=now)
    return point


def _rung_this_hour(session: Session, point: ContactPoint, now: datetime) -> bool:
    """Three calls in a row count as one: they are to be at different hours (P2)."""
    last = session.scalar(
        select(PointCheck.at)
        .where(PointCheck.point_id == point.id)
        .order_by(PointCheck.id.desc())
        .limit(1)
    )
    return last is not None and (now - last).total_seconds() < 3600
