"""Retire a contact point: it is kept, and nobody uses it any more (domain P1)."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from models import ContactPoint, ContactState, CorrectionEnd, Doubt, RobotSecret
from portal.access.actors import Actor
from portal.access.beyond import beyond_sight
from portal.contacts.corrections import ask_correction, close_corrections
from portal.contacts.keep import as_recorded, get_kept
from portal.contacts.recalls import recall_retired
from portal.contacts.report_vacant import close_reports
from portal.contacts.state import doubt
from portal.history.changes import record_change


def retire_contact_point(
    session: Session,
    actor: Actor,
    point_id: int,
    how: CorrectionEnd = CorrectionEnd.RETIRED,
    *,
    now: datetime,
) -> ContactPoint:
    """It stays on record; what is printed with it is recalled, and its secret goes.

    A number of the brand's own is looked for in every dealer's records as well (P3).
    """
    point = get_kept(session, actor, point_id)
    before = as_recorded(point)
    point.state, point.retired_at = ContactState.RETIRED, now
    session.flush()
    session.execute(
        delete(RobotSecret)
        .where(RobotSecret.contact_point_id == point.id)
        .execution_options(synchronize_session=False)
    )
    record_change(session, actor, f"contact_point:{point.id}", before, as_recorded(point), now=now)
    close_corrections(session, point, how, now=now)
    with beyond_sight(session, always=True):
        close_reports(session, point, now=now)  # who found it vacant was right; nobody rings it
    recall_retired(session, point, now=now)
    if point.dealer_id is None:
        _look_for_it(session, point, now)
    return point


def _look_for_it(session: Session, point: ContactPoint, now: datetime) -> None:
    """By its normal form: each dealer that has it on record is asked to correct that."""
    with beyond_sight(session, always=True):
        copies = session.scalars(
            select(ContactPoint)
            .where(
                ContactPoint.normal == point.normal,
                ContactPoint.dealer_id.is_not(None),
                ContactPoint.state.not_in([ContactState.RETIRED, ContactState.DEAD]),
            )
            .order_by(ContactPoint.id)
        ).all()
        for copy in copies:
            doubt(copy, Doubt.STALE)
        session.flush()
        for copy in copies:
            ask_correction(session, copy, now=now)
