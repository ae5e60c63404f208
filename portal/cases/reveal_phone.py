"""Show a customer's number to whoever may see it now, and write down that it was shown (D4)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from models import Case, CaseEvent, CustomerPhone, EventKind
from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.access.scope import get_case, visible
from portal.errors import RefusedError
from portal.history.record import BRAND, Audience, record
from portal.settings.known import REVEAL_HOUR
from portal.settings.read import setting


def reveal_phone(
    session: Session, actor: Actor, case_id: int, *, now: datetime
) -> Sequence[CustomerPhone]:
    """The numbers of the case's customer, if this is the time at which the actor sees them."""
    actor.require(Permission.PHONE_REVEAL)
    case = get_case(session, actor, case_id, lock=True)
    phones = _phones(session, actor, case, now)
    if not phones:
        raise RefusedError("number_not_shown_now", time=f"{setting(session, REVEAL_HOUR):02}:00")
    record(
        session,
        actor,
        case,
        EventKind.PHONE_REVEALED,
        now=now,
        audience=_reader(actor),
        phones=[phone.id for phone in phones],
    )
    return phones


def revealed_phones(
    session: Session, actor: Actor, case: Case, *, now: datetime
) -> Sequence[CustomerPhone]:
    """The numbers that were shown to this actor before, as long as they may still see them."""
    shown = session.scalar(
        visible(actor, CaseEvent)
        .where(
            CaseEvent.case_id == case.id,
            CaseEvent.kind == EventKind.PHONE_REVEALED,
            CaseEvent.user_id == actor.user_id,
        )
        .with_only_columns(CaseEvent.id)
        .limit(1)
    )
    return [] if shown is None else _phones(session, actor, case, now)


def _phones(session: Session, actor: Actor, case: Case, now: datetime) -> Sequence[CustomerPhone]:
    return session.scalars(
        visible(actor, CustomerPhone, now=now)
        .where(CustomerPhone.customer_id == case.customer_id)
        .order_by(CustomerPhone.id)
        .limit(10)
    ).all()


def _reader(actor: Actor) -> Audience:
    """The brand reads who looked; so does the one who looked."""
    if actor.realm == "installer":
        return Audience(installer=True, installer_id=actor.installer_id)
    if actor.realm == "dealer":
        return Audience(dealer=True, dealer_id=actor.dealer_id)
    return BRAND
