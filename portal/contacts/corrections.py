"""Requests to correct a contact point: asked, reminded, told further up, closed (domain P2)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models import (
    ContactPoint,
    ContactState,
    Correction,
    CorrectionEnd,
    Doubt,
    NoticeKind,
)
from portal.access.beyond import beyond_sight
from portal.contacts.recalls import recall_editions
from portal.notices.recipients import (
    DealerDesk,
    DealerManagers,
    HotlineTeam,
    Recipient,
    Supervisors,
)
from portal.notices.tell import News, tell, tell_many
from portal.settings.known import CONTACT_DAYS, CORRECTION_DAYS
from portal.settings.read import setting
from portal.sla.calendars import load_calendar

BATCH: Final = 200
OFFICE: Final = "office"
# What is held against it here wants its owner; an unanswered call wants another call first.
ASKED: Final = frozenset({Doubt.VACANT, Doubt.STALE, Doubt.OUT_OF_SERVICE, Doubt.FAILED})


def ask_correction(session: Session, point: ContactPoint, *, now: datetime) -> bool:
    """Ask its owner, once while one is open; what carries a dead number is recalled (P3)."""
    if point.doubt not in ASKED:
        return False
    with beyond_sight(session, always=True):
        asked = _ask(session, [point], now)
        if point.state is ContactState.DEAD:
            recall_editions(session, point, now=now)
    return bool(asked)


def close_corrections(
    session: Session,
    point: ContactPoint,
    how: CorrectionEnd = CorrectionEnd.PROVED,
    *,
    now: datetime,
) -> None:
    """It is proved, replaced or retired: nobody needs to be reminded any more."""
    with beyond_sight(session, always=True):
        session.execute(
            update(Correction)
            .where(Correction.point_id == point.id, Correction.closed_at.is_(None))
            .values(closed_at=now, outcome=how)
        )


def sweep_stale(session: Session, *, now: datetime, batch: int = BATCH) -> int:
    """Live once, and nothing has proved it for so long: suspect, and its owner is asked (P1)."""
    until = now - timedelta(days=setting(session, CONTACT_DAYS))
    points = session.scalars(
        select(ContactPoint)
        .where(ContactPoint.state == ContactState.LIVE, ContactPoint.proved_at <= until)
        .order_by(ContactPoint.proved_at, ContactPoint.id)
        .limit(batch)
        .with_for_update(key_share=True, skip_locked=True)
    ).all()
    for point in points:
        point.state, point.doubt = ContactState.SUSPECT, Doubt.STALE
    session.flush()
    _ask(session, points, now)
    return len(points)


def ask_for_corrections(session: Session, *, now: datetime, batch: int = BATCH) -> int:
    """What became dead or suspect by a message that failed, or was so before anybody asked."""
    open_one = select(Correction.id).where(
        Correction.point_id == ContactPoint.id, Correction.closed_at.is_(None)
    )
    # Who has confirmed what is stale or failing is not asked for the same again.
    points = session.scalars(
        select(ContactPoint)
        .where(
            ContactPoint.state.in_([ContactState.DEAD, ContactState.SUSPECT]),
            ContactPoint.doubt.in_(ASKED),
            ~open_one.exists(),
        )
        .order_by(ContactPoint.id)
        .limit(batch)
        .with_for_update(key_share=True, skip_locked=True)
    ).all()
    _ask(session, points, now)
    for point in points:
        if point.state is ContactState.DEAD:
            recall_editions(session, point, now=now)
    return len(points)


def remind_of_corrections(session: Session, *, now: datetime, batch: int = BATCH) -> int:
    """The ladder: a reminder, the breach to manager and hotline, then the supervisors."""
    next_at = (
        (Correction.rung == 0) & (Correction.warn_at <= now)
        | (Correction.rung == 1) & (Correction.due_at <= now)
        | (Correction.rung == 2) & (Correction.supervisor_at <= now)
    )
    rows = session.execute(
        select(Correction, ContactPoint)
        .join(ContactPoint, ContactPoint.id == Correction.point_id)
        .where(Correction.closed_at.is_(None), next_at)
        .order_by(Correction.due_at, Correction.id)
        .limit(batch)
        .with_for_update(of=Correction, key_share=True, skip_locked=True)
    ).all()
    news = []
    for row, _point in rows:
        row.rung = 3 if row.supervisor_at <= now else 2 if row.due_at <= now else 1
        if row.due_at <= now:
            row.breached_at = row.due_at
        news.append(
            News(
                NoticeKind.CORRECTION_DUE,
                _whom(row.dealer_id, row.rung),
                f"correction:{row.id}:{row.rung}",
                detail=_detail(row),
            )
        )
    session.flush()
    tell_many(session, news, now=now)
    return len(rows)


def _ask(session: Session, points: Sequence[ContactPoint], now: datetime) -> list[int]:
    if not points:
        return []
    office, days = load_calendar(session, OFFICE), setting(session, CORRECTION_DAYS)
    due_at = office.add_working_days(now, days)
    rows = session.execute(
        insert(Correction)
        .values(
            [
                {
                    "point_id": point.id,
                    "dealer_id": point.dealer_id,
                    "reason": point.doubt,
                    "asked_at": now,
                    "warn_at": office.add_working_days(now, max(days - 1, 0)),
                    "due_at": due_at,
                    "supervisor_at": office.add_working_days(now, days + 1),
                    "rung": 0,
                }
                for point in points
            ]
        )
        .on_conflict_do_nothing()
        .returning(Correction)
    ).scalars()
    asked = list(rows)
    for row in asked:
        tell(
            session, NoticeKind.CORRECTION_ASKED, _whom(row.dealer_id, 0),
            now=now, key=f"correction:{row.id}", **_detail(row),
        )  # fmt: skip
    return [row.id for row in asked]


def _whom(dealer_id: int | None, rung: int) -> tuple[Recipient, ...]:
    """The dealer; from the due time on the hotline, at last the supervisors. Ours: they at once."""
    if dealer_id is None:
        return (Supervisors(),)
    to: list[Recipient] = [DealerManagers(dealer_id), DealerDesk(dealer_id)]
    if rung >= 2:
        to.append(HotlineTeam())
    if rung >= 3:
        to.append(Supervisors())
    return tuple(to)


def _detail(row: Correction) -> dict[str, Any]:
    return {
        "point_id": row.point_id,
        "dealer_id": row.dealer_id,
        "due_at": row.due_at.isoformat(),
    }
