"""The brand has spoken with the customer outside a callback: when, how, what was said (I6)."""

from datetime import datetime

from sqlalchemy.orm import Session

from models import BrandCall, Case, ContactHow, EventKind
from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.errors import InvalidError
from portal.history.record import CUSTOMER, record


def note_call(
    session: Session,
    actor: Actor,
    case: Case,
    how: ContactHow,
    spoke_at: datetime,
    words: str,
    *,
    now: datetime,
) -> BrandCall:
    """Put it on record of a case in hand; the customer can say that it never was."""
    actor.require(Permission.PROMISE_MAKE)
    if spoke_at > now:
        raise InvalidError("contact_in_future", field="spoke_at")
    if spoke_at < case.first_heard_at.replace(second=0, microsecond=0):
        raise InvalidError("contact_before_case", field="spoke_at", at=case.first_heard_at)
    if not words.strip():
        raise InvalidError("contact_says_nothing", field="note")
    call = BrandCall(
        case_id=case.id, made_by_id=actor.user_id, how=how, spoke_at=spoke_at, noted_at=now
    )
    session.add(call)
    session.flush()
    record(
        session,
        actor,
        case,
        EventKind.BRAND_CALLED,
        now=now,
        audience=CUSTOMER,
        body=words.strip(),
        call_id=call.id,
        how=how.value,
        contacted_at=spoke_at.isoformat(),
    )
    return call
