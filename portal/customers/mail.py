"""Where a customer wants their messages by mail: beside the text message, or instead of it."""

from datetime import datetime
from email.errors import HeaderParseError
from email.headerregistry import Address

from sqlalchemy.orm import Session

from models import Customer, CustomerMail
from portal.access.actors import Actor
from portal.access.kept import kept_customer
from portal.access.permissions import Permission
from portal.access.scope import visible
from portal.errors import InvalidError


def set_mail(
    session: Session,
    actor: Actor,
    customer_id: int,
    address: str,
    *,
    instead: bool,
    now: datetime,
) -> CustomerMail | None:
    """From the next message on; without an address they are told by text message again."""
    actor.require(Permission.CASE_EDIT)
    customer = kept_customer(session, actor, customer_id, now=now)
    return put_mail(session, customer, address, instead=instead)


def mail_of(session: Session, actor: Actor, customer: Customer) -> CustomerMail | None:
    """Where their messages go by mail, if they want that."""
    return session.scalar(
        visible(actor, CustomerMail).where(CustomerMail.customer_id == customer.id)
    )


def put_mail(
    session: Session, customer: Customer, address: str, *, instead: bool
) -> CustomerMail | None:
    """The row itself, for rules that have asked for the right of their own."""
    kept = session.get(CustomerMail, customer.id)
    if not address.strip():
        if kept is not None:
            session.delete(kept)
        session.flush()
        return None
    if kept is None:
        kept = CustomerMail(customer_id=customer.id)
        session.add(kept)
    kept.address, kept.instead = readable_mail(address), instead
    session.flush()
    return kept


def readable_mail(spelled: str) -> str:
    """An address that a letter can go to."""
    try:
        found = Address(addr_spec=spelled.strip())
    except (ValueError, IndexError, HeaderParseError) as error:
        raise InvalidError("address_wrong", field="mail") from error
    if not found.username or "." not in found.domain:
        raise InvalidError("address_wrong", field="mail")
    return spelled.strip()
