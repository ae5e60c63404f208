"""Add and correct purchases: what was bought, who sold, serves and installed it."""

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from models import (
    CustomerAddress,
    Dealer,
    Installer,
    Product,
    Purchase,
    Salesperson,
    Store,
)
from portal.access.actors import Actor
from portal.access.kept import kept_customer
from portal.access.permissions import Permission
from portal.access.scope import get_one
from portal.errors import ChangedMeanwhileError, InvalidError
from portal.search.tokens import fold

FIRST_DAY: Final = date(1990, 1, 1)


@dataclass(frozen=True, slots=True)
class PurchaseData:
    """What is known of a purchase; ids of rows that must exist."""

    product_id: int
    bought_on: date | None = None
    installed_on: date | None = None
    accepted_on: date | None = None
    order_number: str = ""
    place: str = ""
    out_of_use_days: int = 0
    address_id: int | None = None
    store_id: int | None = None
    salesperson_id: int | None = None
    selling_dealer_id: int | None = None
    serving_dealer_id: int | None = None
    installer_id: int | None = None


_REFERRED: Final[tuple[tuple[str, type[Any]], ...]] = (
    ("product_id", Product),
    ("address_id", CustomerAddress),
    ("store_id", Store),
    ("salesperson_id", Salesperson),
    ("selling_dealer_id", Dealer),
    ("serving_dealer_id", Dealer),
    ("installer_id", Installer),
)
_DAYS: Final = ("bought_on", "installed_on", "accepted_on")


def order_normal(order_number: str) -> str:
    """An order number as it is compared: letters and digits only."""
    return "".join(sign for sign in fold(order_number) if sign.isalnum())


def add_purchase(
    session: Session, actor: Actor, customer_id: int, data: PurchaseData, *, now: datetime
) -> Purchase:
    """Put a purchase of a customer on record."""
    actor.require(Permission.PURCHASES_EDIT)
    customer = kept_customer(session, actor, customer_id, now=now)
    purchase = Purchase(customer_id=customer.id, created_at=now)
    _write(session, purchase, data, now)
    session.add(purchase)
    session.flush()
    return purchase


def edit_purchase(
    session: Session,
    actor: Actor,
    purchase_id: int,
    data: PurchaseData,
    *,
    version: int,
    now: datetime,
) -> Purchase:
    """Correct a purchase, if it is still the one that was looked at."""
    actor.require(Permission.PURCHASES_EDIT)
    get_one(session, actor, Purchase, purchase_id)
    purchase = session.get_one(Purchase, purchase_id, with_for_update=True, populate_existing=True)
    if purchase.version != version:
        raise ChangedMeanwhileError("changed_meanwhile")
    _write(session, purchase, data, now)
    purchase.version += 1
    session.flush()
    return purchase


def _write(session: Session, purchase: Purchase, data: PurchaseData, now: datetime) -> None:
    _check_days(data, now.date())
    for name, model in _REFERRED:
        wanted = getattr(data, name)
        if wanted is not None and session.get(model, wanted) is None:
            raise InvalidError("unknown_choice", field=name)
    if data.address_id is not None:
        address = session.get_one(CustomerAddress, data.address_id)
        if address.customer_id != purchase.customer_id:
            raise InvalidError("unknown_choice", field="address_id")
    for field in fields(data):
        setattr(purchase, field.name, getattr(data, field.name))
    purchase.order_number = data.order_number.strip()
    purchase.order_normal = order_normal(data.order_number)


def _check_days(data: PurchaseData, today: date) -> None:
    """Days may be missing, not impossible: the warranty is counted from them (E1)."""
    known = [(name, getattr(data, name)) for name in _DAYS if getattr(data, name) is not None]
    for name, day in known:
        if day < FIRST_DAY or (day - today).days > 1:
            raise InvalidError("day_impossible", field=name, day=day)
    for (_earlier, first), (name, second) in zip(known, known[1:], strict=False):
        if second < first:
            raise InvalidError("days_out_of_order", field=name, day=second)
    if data.out_of_use_days < 0:
        raise InvalidError("unknown_choice", field="out_of_use_days")
