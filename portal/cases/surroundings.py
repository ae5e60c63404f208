"""Who and what a case is about: purchase, people, numbers, as its reader may see them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Final, NamedTuple

from sqlalchemy import DateTime, Select, bindparam, literal, select
from sqlalchemy.orm import Session

from models import (
    Case,
    CaseEvent,
    ContactPoint,
    ContactState,
    CustomerAddress,
    CustomerPhone,
    EventKind,
    Installer,
    Merge,
    Product,
    Purchase,
    Salesperson,
    Standing,
    Store,
    Symptom,
)
from portal.access.actors import Actor
from portal.access.scope import visible, visible_cases
from portal.infra.reading import read_rows

# A case's page is looked at all day: each reader's queries are put together once.
MADE: Final = 200
_NOW: Final[Any] = bindparam("now", type_=DateTime(timezone=True))

# How long a number stays on the page after its reveal was recorded.
SHOWN_FOR: Final = timedelta(minutes=15)

_SELLERS: Final = frozenset({"hotline", "qa", "sales", "dealer", "worker"})
_ADDRESSES: Final = frozenset({"hotline", "sales", "dealer", "installer", "worker"})
_CONTACT_POINTS: Final = frozenset({"hotline", "qa", "dealer", "worker"})
_INSTALLERS: Final = frozenset({"hotline", "qa", "dealer", "installer", "worker"})
_NUMBERS: Final = frozenset({"hotline", "sales", "dealer", "installer", "worker"})


@dataclass(frozen=True, slots=True)
class Matter:
    """What the complaint is about."""

    purchase: Purchase | None = None
    product: Product | None = None
    symptom: Symptom | None = None
    store: str | None = None
    salesperson: str | None = None


class Number(NamedTuple):
    """A customer's number; only its end where the reader may not have more (QA)."""

    last4: str
    spelled: str | None
    normal: str | None
    whose: str


class Person(NamedTuple):
    """An installer with their standing (S3)."""

    id: int
    name: str
    standing: Standing


def read_matter(session: Session, actor: Actor, case: Case) -> Matter:
    """The purchase with its product, the symptom, and who sold it."""
    found = session.execute(_matter(actor), {"case": case.id}).one_or_none()
    return Matter(*found) if found is not None else Matter()


@lru_cache(maxsize=MADE)
def _matter(actor: Actor) -> Select[Any]:
    """Put together once for a reader: it joins seven tables."""
    sellers = actor.realm in _SELLERS
    names: list[Any] = [Store.name, Salesperson.name] if sellers else [literal(None), literal(None)]
    chosen = (
        visible_cases(actor)
        .where(Case.id == bindparam("case"))
        .outerjoin(Purchase, Purchase.id == Case.purchase_id)
        .outerjoin(Product, Product.id == Case.product_id)
        .outerjoin(Symptom, Symptom.id == Case.symptom_id)
    )
    if sellers:
        chosen = chosen.outerjoin(Store, Store.id == Purchase.store_id)
        chosen = chosen.outerjoin(Salesperson, Salesperson.id == Purchase.salesperson_id)
    columns = (Purchase, Product, Symptom, *names)
    return chosen.with_only_columns(*columns, maintain_column_froms=True)


class Reach(NamedTuple):
    """Where the customer is reached: numbers, the one they gave first at the head, and a place."""

    numbers: Sequence[Number]
    address: str | None


def read_reach(session: Session, actor: Actor, case: Case, *, now: datetime) -> Reach:
    """The customer's numbers and, while the reader may know it (D4), where they live."""
    values = {"customer": case.customer_id, "address": case.address_id, "now": now}
    rows: Sequence[Any] = []
    if actor.realm in _NUMBERS or actor.realm == "qa":
        rows = read_rows(session, _numbers(actor), values)
    numbers = [Number(*row[:-1]) for row in rows]
    if rows or case.address_id is None or actor.realm not in _ADDRESSES:
        return Reach(numbers, rows[0].address if rows else None)
    found = read_rows(session, _address(actor), values)
    return Reach(numbers, found[0].text if found else None)


@lru_cache(maxsize=MADE)
def _numbers(actor: Actor) -> Select[*tuple[Any, ...]]:
    """The address beside each: one round trip for both."""
    whole = actor.realm in _NUMBERS
    columns: list[Any] = [CustomerPhone.last4]
    columns += (
        [CustomerPhone.spelled, CustomerPhone.normal, CustomerPhone.whose]
        if whole
        else [literal(None), literal(None), literal("")]
    )
    known = actor.realm in _ADDRESSES
    address = _address(actor).scalar_subquery() if known else literal(None)
    return (
        visible(actor, CustomerPhone, now=_NOW)
        .where(CustomerPhone.customer_id == bindparam("customer"))
        .with_only_columns(*columns, address.label("address"))
        .order_by(CustomerPhone.id)
        .limit(10)
    )


@lru_cache(maxsize=MADE)
def _address(actor: Actor) -> Select[str]:
    return (
        visible(actor, CustomerAddress, now=_NOW)
        .where(CustomerAddress.id == bindparam("address"))
        .with_only_columns(CustomerAddress.text)
    )


def was_revealed(session: Session, actor: Actor, case: Case, *, now: datetime) -> bool:
    """Whether this person has just had the numbers shown, and that is on record (L3)."""
    return bool(
        session.scalar(
            visible(actor, CaseEvent)
            .where(
                CaseEvent.case_id == case.id,
                CaseEvent.kind == EventKind.PHONE_REVEALED,
                CaseEvent.user_id == actor.user_id,
                CaseEvent.at > now - SHOWN_FOR,
            )
            .with_only_columns(CaseEvent.id)
            .limit(1)
        )
    )


def read_contact_points(session: Session, actor: Actor, case: Case) -> Sequence[ContactPoint]:
    """The dealer's ways to be reached that were not retired, each with its state (P1)."""
    if case.dealer_id is None or actor.realm not in _CONTACT_POINTS:
        return []
    return session.scalars(
        visible(actor, ContactPoint)
        .where(ContactPoint.dealer_id == case.dealer_id, ContactPoint.state != ContactState.RETIRED)
        .order_by(ContactPoint.id)
        .limit(10)
    ).all()


def read_people(
    session: Session, actor: Actor, ids: Collection[int | None]
) -> Mapping[int, Person]:
    """These installers by their ids, as far as the reader may know them."""
    wanted = {row_id for row_id in ids if row_id is not None}
    if not wanted or actor.realm not in _INSTALLERS:
        return {}
    rows = read_rows(session, _people(actor), {"wanted": sorted(wanted)})
    return {row.id: Person(*row) for row in rows}


@lru_cache(maxsize=MADE)
def _people(actor: Actor) -> Select[int, str, Standing]:
    return (
        visible(actor, Installer)
        .where(Installer.id.in_(bindparam("wanted", expanding=True)))
        .with_only_columns(Installer.id, Installer.name, Installer.standing)
        .order_by(Installer.id)
    )


def read_numbers_of_cases(
    session: Session, actor: Actor, merges: Collection[Merge]
) -> Mapping[int, str]:
    """The case numbers at both ends of these merges (K7)."""
    ids = {end for merge in merges for end in (merge.case_id, merge.into_case_id)}
    if not ids:
        return {}
    rows = session.execute(
        select(Case.id, Case.number).where(
            Case.id.in_(visible_cases(actor).with_only_columns(Case.id).where(Case.id.in_(ids)))
        )
    )
    return {row.id: row.number for row in rows}
