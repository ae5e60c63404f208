"""Give cases of before their words for likeness, batch by batch, out of their first event."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Case, CaseEvent, CaseLikeness, EventKind, EventText
from portal.search.keep import keep_likeness, what_happened

BATCH = 500
_FIRST = (EventKind.OPENED, EventKind.RELAYED, EventKind.IMPORTED)


def fill_likeness(session: Session) -> int:
    """The next batch of cases that have none; returns how many there were."""
    kept = select(CaseLikeness.case_id).where(CaseLikeness.case_id == Case.id).exists()
    said = (
        select(EventText.body)
        .join(CaseEvent, CaseEvent.id == EventText.event_id)
        .where(CaseEvent.case_id == Case.id, CaseEvent.kind.in_(_FIRST))
        .order_by(CaseEvent.seq)
        .limit(1)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Case.id, Case.summary, said).where(~kept).order_by(Case.id).limit(BATCH)
    ).all()
    keep_likeness(
        session,
        [(case_id, what_happened(summary, words or "")) for case_id, summary, words in rows],
    )
    return len(rows)
