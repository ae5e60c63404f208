"""Add a product or change its names and warranty terms."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from models import Product, WarrantyStart
from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.errors import InvalidError, NotFoundError
from portal.history.changes import record_change
from portal.products.catalogue import check_entry, put_changes
from portal.search.tokens import sort_key

MOST_MONTHS: Final = 600


@dataclass(frozen=True, slots=True)
class ProductTerms:
    """What is known of a product (domain E1: start and length of its warranties)."""

    code: str
    name_en: str
    name_zh_hans: str
    name_zh_hant: str
    warranty_months: int
    workmanship_months: int
    warranty_start: WarrantyStart
    lifetime: bool
    durable: bool
    active: bool = True


def add_product(session: Session, actor: Actor, terms: ProductTerms, *, now: datetime) -> Product:
    """A new product."""
    actor.require(Permission.PRODUCTS_EDIT)
    _check(session, terms, None)
    product = Product(**asdict(terms), name_sort=sort_key(terms.name_zh_hans))
    session.add(product)
    session.flush()
    record_change(session, actor, f"product:{product.id}", None, asdict(terms), now=now)
    return product


def change_product(
    session: Session, actor: Actor, product_id: int, terms: ProductTerms, *, now: datetime
) -> Product:
    """New names or terms. Entitlements that were judged already stay as they are (domain E1)."""
    actor.require(Permission.PRODUCTS_EDIT)
    product = session.get(Product, product_id, with_for_update=True)
    if product is None:
        raise NotFoundError
    _check(session, terms, product_id)
    product.name_sort = sort_key(terms.name_zh_hans)
    put_changes(session, actor, product, asdict(terms), kind="product", now=now)
    return product


def _check(session: Session, terms: ProductTerms, own_id: int | None) -> None:
    check_entry(session, Product, asdict(terms), own_id)
    for name in ("warranty_months", "workmanship_months"):
        if not 0 <= getattr(terms, name) <= MOST_MONTHS:
            raise InvalidError("months_out_of_range", field=name)
