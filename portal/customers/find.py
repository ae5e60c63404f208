"""Find who is calling: the customers behind a number in any spelling (domain I1, L2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Customer, CustomerAddress, CustomerPhone
from portal.access.actors import Actor
from portal.access.scope import visible
from portal.infra.phones import read_phone

MOST = 10


@dataclass(frozen=True, slots=True)
class Known:
    """A customer with the ways to reach them."""

    customer: Customer
    phones: Sequence[CustomerPhone]
    addresses: Sequence[CustomerAddress]


def find_by_phone(session: Session, actor: Actor, spelled: str, *, now: datetime) -> list[Customer]:
    """The customers who have this number, the newest first. A number may be shared."""
    normal = read_phone(spelled).normal
    if not normal:
        return []
    owners = select(CustomerPhone.customer_id).where(CustomerPhone.normal == normal)
    return list(
        session.scalars(
            visible(actor, Customer, now=now)
            .where(Customer.id.in_(owners), Customer.merged_into_id.is_(None))
            .order_by(Customer.created_at.desc(), Customer.id.desc())
            .limit(MOST)
        )
    )


def know(session: Session, actor: Actor, customer: Customer, *, now: datetime) -> Known:
    """The customer's numbers and addresses, as the actor may see them."""
    phones = session.scalars(
        visible(actor, CustomerPhone, now=now)
        .where(CustomerPhone.customer_id == customer.id)
        .order_by(CustomerPhone.id)
        .limit(MOST)
    ).all()
    addresses = session.scalars(
        visible(actor, CustomerAddress, now=now)
        .where(CustomerAddress.customer_id == customer.id)
        .order_by(CustomerAddress.id.desc())
        .limit(MOST)
    ).all()
    return Known(customer, phones, addresses)
