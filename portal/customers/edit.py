"""Correct what is known of a customer."""

from datetime import datetime

from sqlalchemy import Text, cast, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from models import Customer, CustomerAddress, CustomerKind, CustomerPhone
from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.access.scope import get_one
from portal.errors import InvalidError, RefusedError
from portal.search.tokens import fold, index_tokens


def edit_customer(
    session: Session,
    actor: Actor,
    customer_id: int,
    *,
    name: str,
    kind: CustomerKind,
    key_account: bool,
    told_purpose: bool,
    now: datetime,
) -> Customer:
    """Change name, kind and marks. When the purpose was told first stays (L3)."""
    actor.require(Permission.CASE_EDIT)
    customer = get_one(session, actor, Customer, customer_id, now=now)
    if not name.strip():
        raise InvalidError("customer_needs_name", field="name")
    if customer.name != name.strip():
        customer.name, customer.name_folded = name.strip(), fold(name)
        customer.name_tokens = func.array_to_tsvector(cast(index_tokens(name), ARRAY(Text)))
    customer.kind, customer.key_account = kind, key_account
    if told_purpose and customer.told_purpose_at is None:
        customer.told_purpose_at = now
    session.flush()
    return customer


def edit_address(
    session: Session, actor: Actor, address_id: int, *, text: str, district: str, now: datetime
) -> CustomerAddress:
    """Correct an address where it stands; cases and purchases that point at it follow."""
    actor.require(Permission.CASE_EDIT)
    address = get_one(session, actor, CustomerAddress, address_id, now=now)
    if not text.strip():
        raise InvalidError("address_needs_text", field="address")
    address.text, address.district = text.strip(), district.strip()
    session.flush()
    return address


def remove_phone(session: Session, actor: Actor, phone_id: int, *, now: datetime) -> Customer:
    """Take away a number that is not theirs; the last one stays, or nobody can be rung."""
    actor.require(Permission.CASE_EDIT)
    phone = get_one(session, actor, CustomerPhone, phone_id, now=now)
    customer = get_one(session, actor, Customer, phone.customer_id, now=now)
    others = session.scalar(
        select(func.count())
        .select_from(CustomerPhone)
        .where(CustomerPhone.customer_id == customer.id, CustomerPhone.id != phone.id)
    )
    if not others:
        raise RefusedError("last_phone_stays")
    session.delete(phone)
    session.flush()
    return customer
