"""A dead or retired number is looked for in everything printed; each edition is recalled (P3)."""

from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models import ContactPoint, ContactState, Edition, EditionNumber, NoticeKind, Recall
from portal.access.actors import Actor
from portal.access.beyond import beyond_sight
from portal.access.permissions import Permission
from portal.errors import ForbiddenError, InvalidError, NotFoundError, RefusedError
from portal.notices.recipients import DealerManagers, HotlineTeam, Recipient, Supervisors
from portal.notices.tell import News, tell, tell_many
from portal.sla.calendars import load_calendar

BATCH: Final = 200
# So many working days to take an edition out of use.
RECALL_DAYS: Final = 10


def recall_editions(session: Session, point: ContactPoint, *, now: datetime) -> list[int]:
    """One task for each edition in use that carries this number, in whatever spelling.

    By its normal form, and over everybody's materials: the brand's number stands on dealers'
    cards too. To be called in the portal's own realm.
    """
    alive = select(ContactPoint.id).where(
        ContactPoint.normal == point.normal,
        ContactPoint.state.in_([ContactState.LIVE, ContactState.UNVERIFIED]),
        ContactPoint.id != point.id,
    )
    if session.scalar(alive.limit(1)) is not None:
        return []  # somebody else answers there, and is on record
    carrying = session.execute(
        select(Edition.id, Edition.dealer_id, EditionNumber.spelled)
        .join(EditionNumber, EditionNumber.edition_id == Edition.id)
        .where(EditionNumber.normal == point.normal, Edition.withdrawn_at.is_(None))
        .order_by(Edition.id)
    ).all()
    if not carrying:
        return []
    due_at = load_calendar(session, "office").add_working_days(now, RECALL_DAYS)
    made = session.execute(
        insert(Recall)
        .values(
            [
                {
                    "edition_id": row.id,
                    "dealer_id": row.dealer_id,
                    "normal": point.normal,
                    "spelled": row.spelled,
                    "asked_at": now,
                    "due_at": due_at,
                    "rung": 0,
                    "evidence": "",
                }
                for row in carrying
            ]
        )
        .on_conflict_do_nothing()
        .returning(Recall)
    ).scalars()
    recalls = list(made)
    for recall in recalls:
        tell(
            session, NoticeKind.RECALL_ASKED, _whom(recall.dealer_id), now=now,
            key=f"recall:{recall.id}", dealer_id=recall.dealer_id, due_at=due_at.isoformat(),
        )  # fmt: skip
    return [recall.id for recall in recalls]


def finish_recall(
    session: Session, actor: Actor, recall_id: int, evidence: str, *, now: datetime
) -> Recall:
    """What was done with the copies, in words that somebody else can check."""
    actor.require(Permission.PRINTED_KEEP)
    recall = session.scalar(
        select(Recall).where(Recall.id == recall_id).with_for_update(key_share=True)
    )
    if recall is None:
        raise NotFoundError("recall")
    if actor.dealer_id is not None and recall.dealer_id != actor.dealer_id:
        raise ForbiddenError("not_allowed")
    if recall.done_at is not None:
        raise RefusedError("recall_is_done")
    if len(evidence.strip()) < 10:
        raise InvalidError("evidence_is_wanted_in_words", field="evidence")
    recall.done_at, recall.done_by_id = now, actor.user_id
    recall.evidence = evidence.strip()
    session.flush()
    return recall


def remind_of_recalls(session: Session, *, now: datetime, batch: int = BATCH) -> int:
    """At its time the owner and the hotline hear of it, two days later the supervisors."""
    late = load_calendar(session, "office")
    rows = session.scalars(
        select(Recall)
        .where(Recall.done_at.is_(None), Recall.rung < 2, Recall.due_at <= now)
        .order_by(Recall.due_at, Recall.id)
        .limit(batch)
        .with_for_update(key_share=True, skip_locked=True)
    ).all()
    due = [row for row in rows if row.rung == 0 or late.add_working_days(row.due_at, 2) <= now]
    news = []
    for row in due:
        row.rung = 2 if late.add_working_days(row.due_at, 2) <= now else 1
        up: tuple[Recipient, ...] = (HotlineTeam(),) if row.rung == 1 else (Supervisors(),)
        news.append(
            News(
                NoticeKind.RECALL_DUE, (*_whom(row.dealer_id), *up), f"recall:{row.id}:{row.rung}",
                detail={"dealer_id": row.dealer_id, "due_at": row.due_at.isoformat()},
            )
        )  # fmt: skip
    session.flush()
    tell_many(session, news, now=now)
    return len(due)


def recall_retired(session: Session, point: ContactPoint, *, now: datetime) -> list[int]:
    """Nobody uses it any more, so nobody should read it on paper either (P3)."""
    if point.state is not ContactState.RETIRED:
        return []
    with beyond_sight(session, always=True):
        return recall_editions(session, point, now=now)


def _whom(dealer_id: int | None) -> tuple[Recipient, ...]:
    return (Supervisors(),) if dealer_id is None else (DealerManagers(dealer_id),)
