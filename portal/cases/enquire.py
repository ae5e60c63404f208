"""Record a call that was answered on the call: two clicks, no case, counted."""

from datetime import datetime

from sqlalchemy.orm import Session

from models import Enquiry
from models.intake import EnquiryTopic
from portal.access.actors import Actor
from portal.access.kept import kept_customer
from portal.access.permissions import Permission


def record_enquiry(
    session: Session,
    actor: Actor,
    topic: EnquiryTopic,
    *,
    customer_id: int | None = None,
    note: str = "",
    now: datetime,
) -> Enquiry:
    """Count the call under its topic; whose it was is kept where the number is known."""
    actor.require(Permission.ENQUIRY_RECORD)
    if customer_id is not None:
        customer_id = kept_customer(session, actor, customer_id, now=now).id
    enquiry = Enquiry(
        at=now,
        by_id=actor.user_id,
        topic=topic.value,
        customer_id=customer_id,
        note=note.strip(),
    )
    session.add(enquiry)
    session.flush()
    return enquiry
