"""The customer tells that a person they complain of has contacted them (domain C4)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Case, CaseAccused, ContactHow, EventKind
from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.access.scope import get_case
from portal.errors import ForbiddenError, InvalidError
from portal.history.record import BRAND, only_dealer, record


def report_accused_contact(
    session: Session,
    actor: Actor,
    case_id: int,
    installer_id: int,
    *,
    how: ContactHow,
    contacted_at: datetime,
    said: str,
    now: datetime,
) -> Case:
    """Put it on record as the customer tells it; the dealer reads that it happened."""
    actor.require(Permission.CONTACT_CLAIM)
    case = get_case(session, actor, case_id, lock=True)
    if not actor.is_brand:
        raise ForbiddenError("not_allowed", permission=Permission.CONTACT_CLAIM.value)
    named = session.scalar(
        select(CaseAccused.id).where(
            CaseAccused.case_id == case.id, CaseAccused.installer_id == installer_id
        )
    )
    if named is None:
        raise InvalidError("person_not_complained_of", field="installer_id")
    if contacted_at > now:
        raise InvalidError("contact_in_future", field="contacted_at")
    record(
        session,
        actor,
        case,
        EventKind.ACCUSED_CONTACT,
        now=now,
        audience=only_dealer(case.dealer_id) if case.dealer_id else BRAND,
        body=said.strip() or None,
        installer_id=installer_id,
        how=how.value,
        contacted_at=contacted_at.isoformat(),
        told_by_customer=True,
    )
    return case
