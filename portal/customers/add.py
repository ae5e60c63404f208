"""Add a customer, a number, an address. Who looks alike is offered for merging, never merged."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Text, cast, func, select
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.orm import Session

from models import Customer, CustomerAddress, CustomerKind, CustomerPhone, LikelyDuplicate
from portal.access.actors import Actor
from portal.access.kept import kept_customer
from portal.access.permissions import Permission
from portal.errors import InvalidError
from portal.infra.phones import Phone, read_phone
from portal.search.tokens import fold, index_tokens

SAME_NUMBER = 80
SAME_NAME_AND_ADDRESS = 90
SAME_NAME_AND_DISTRICT = 60
MOST_ALIKE = 5
MOST_LOOKED_AT = 50


def add_customer(
    session: Session,
    actor: Actor,
    *,
    name: str,
    kind: CustomerKind = CustomerKind.PRIVATE,
    phone: str = "",
    whose: str = "",
    told_purpose: bool = False,
    now: datetime,
) -> Customer:
    """Put a new customer on record, with the number they call from.

    Another customer with the same number stays another one; the two are noted as likely the
    same (L2). `told_purpose`: they have heard what is kept, and why (L3).
    """
    actor.require(Permission.CASE_OPEN)
    return put_customer(
        session, name=name, kind=kind, phone=phone, whose=whose, told_purpose=told_purpose, now=now
    )


def put_customer(
    session: Session,
    *,
    name: str,
    kind: CustomerKind = CustomerKind.PRIVATE,
    phone: str = "",
    whose: str = "",
    told_purpose: bool = False,
    now: datetime,
) -> Customer:
    """The row itself, for rules that have asked for the right of their own (relay, import)."""
    if not name.strip():
        raise InvalidError("customer_needs_name", field="name")
    customer = Customer(
        name=name.strip(),
        name_folded=fold(name),
        name_tokens=func.array_to_tsvector(cast(index_tokens(name), ARRAY(Text))),
        kind=kind,
        told_purpose_at=now if told_purpose else None,
        created_at=now,
    )
    session.add(customer)
    session.flush()
    if phone:
        _put_phone(session, customer, readable_phone(phone), whose, now)
    return customer


def add_phone(
    session: Session,
    actor: Actor,
    customer_id: int,
    *,
    phone: str,
    whose: str = "",
    now: datetime,
) -> CustomerPhone:
    """Another number of a customer; one that they have already is not added twice."""
    actor.require(Permission.CASE_EDIT)
    customer = kept_customer(session, actor, customer_id, now=now)
    return _put_phone(session, customer, readable_phone(phone), whose, now)


def add_address(
    session: Session,
    actor: Actor,
    customer_id: int,
    *,
    text: str,
    district: str = "",
    now: datetime,
) -> CustomerAddress:
    """Another address of a customer."""
    actor.require(Permission.CASE_EDIT)
    customer = kept_customer(session, actor, customer_id, now=now)
    if not text.strip():
        raise InvalidError("address_needs_text", field="address")
    address = CustomerAddress(customer_id=customer.id, text=text.strip(), district=district.strip())
    session.add(address)
    session.flush()
    _note_neighbour(session, customer, address, now)
    return address


def readable_phone(spelled: str) -> Phone:
    """A number that has digits at least; what else is odd about it is no reason to refuse it."""
    phone = read_phone(spelled)
    if not phone.normal:
        raise InvalidError("phone_without_digits", field="phone")
    return phone


def _put_phone(
    session: Session, customer: Customer, phone: Phone, whose: str, now: datetime
) -> CustomerPhone:
    standing = session.scalar(
        select(CustomerPhone).where(
            CustomerPhone.customer_id == customer.id, CustomerPhone.normal == phone.normal
        )
    )
    if standing is not None:
        return standing
    row = CustomerPhone(
        customer_id=customer.id,
        spelled=phone.spelled,
        normal=phone.normal,
        last4=phone.last4,
        whose=whose.strip(),
    )
    session.add(row)
    session.flush()
    _note_alike(session, customer, phone.normal, now)
    return row


def _note_alike(session: Session, customer: Customer, normal: str, now: datetime) -> None:
    """Others with the same number are likely the same person, or share a telephone (L2)."""
    others = session.scalars(
        select(CustomerPhone.customer_id)
        .join(Customer, Customer.id == CustomerPhone.customer_id)
        .where(CustomerPhone.normal == normal, Customer.id != customer.id)
        .where(Customer.merged_into_id.is_(None))
        .order_by(CustomerPhone.id.desc())
        .limit(MOST_ALIKE)
    ).all()
    _note(session, customer, others, SAME_NUMBER, now)


def _note_neighbour(
    session: Session, customer: Customer, address: CustomerAddress, now: datetime
) -> None:
    """Others of the same name in the same district, or at the same address (L2)."""
    same_place = fold(address.text)
    rows = session.execute(
        select(CustomerAddress.customer_id, CustomerAddress.district, CustomerAddress.text)
        .join(Customer, Customer.id == CustomerAddress.customer_id)
        .where(Customer.name_folded == customer.name_folded, Customer.id != customer.id)
        .where(Customer.merged_into_id.is_(None))
        .order_by(CustomerAddress.id.desc())
        .limit(MOST_LOOKED_AT)
    ).all()
    here = {row.customer_id for row in rows if fold(row.text) == same_place}
    here_about = [row for row in rows if row.district and row.district == address.district]
    near = {row.customer_id for row in here_about}
    _note(session, customer, here, SAME_NAME_AND_ADDRESS, now)
    _note(session, customer, near - here, SAME_NAME_AND_DISTRICT, now)


def _note(
    session: Session, customer: Customer, others: Iterable[int], score: int, now: datetime
) -> None:
    for other in sorted(set(others)):
        one, two = sorted((customer.id, other))
        session.execute(
            insert(LikelyDuplicate)
            .values(kind="customer", one_id=one, other_id=two, score=score, found_at=now)
            .on_conflict_do_nothing()
        )
