"""Did we speak with the customer in time? A promise is kept by that, not by a click (I6)."""

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, select, union_all
from sqlalchemy.orm import Session

from models import (
    BrandCall,
    Callback,
    CaseEvent,
    ClaimState,
    ContactClaim,
    EventKind,
    Outcome,
    Promise,
)

# A call of the last minute is written down after it; what is written later proves nothing.
WRITTEN_WITHIN: Final = timedelta(minutes=15)


def contact_in_time(session: Session, promise: Promise) -> datetime | None:
    """When the customer was first spoken to between the promise and its time.

    Our own calls, callbacks that were answered, contacts that were verified, and the customer's
    own "I was contacted".
    """
    return session.scalar(_contacts(promise, until=promise.due_at))


def contact_at_all(session: Session, promise: Promise, *, now: datetime) -> datetime | None:
    """The same, up to now."""
    return session.scalar(_contacts(promise, until=now))


def _contacts(promise: Promise, *, until: datetime) -> Select[datetime]:
    def within(at: Any) -> tuple[ColumnElement[bool], ...]:
        # People tell times by the minute.
        since = promise.made_at.replace(second=0, microsecond=0)
        return (at >= since, at <= until)

    case_id = promise.case_id
    calls = select(BrandCall.spoke_at.label("at")).where(
        BrandCall.case_id == case_id,
        *within(BrandCall.spoke_at),
        # Backdated when it was too late already.
        (BrandCall.spoke_at > promise.due_at)
        | (BrandCall.noted_at <= promise.due_at + WRITTEN_WITHIN),
    )
    callbacks = select(Callback.made_at).where(
        Callback.case_id == case_id,
        Callback.outcome != Outcome.NO_ANSWER,
        *within(Callback.made_at),
    )
    claims = select(ContactClaim.contacted_at).where(
        ContactClaim.case_id == case_id,
        ContactClaim.counts,
        ContactClaim.state == ClaimState.VERIFIED,
        *within(ContactClaim.contacted_at),
    )
    said = select(CaseEvent.at).where(
        CaseEvent.case_id == case_id,
        CaseEvent.kind == EventKind.SAID_CONTACTED,
        *within(CaseEvent.at),
    )
    found = union_all(calls, callbacks, claims, said).subquery()
    return select(func.min(found.c.at))
