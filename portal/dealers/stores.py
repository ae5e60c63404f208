"""Keep the stores where the brand's products are sold, and who sells there."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Salesperson, Store
from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.errors import InvalidError, NotFoundError
from portal.history.changes import record_change
from portal.search.tokens import sort_key

MOST = 200


def stores_of(session: Session, dealer_id: int) -> Sequence[Store]:
    """The dealer's stores, by name."""
    return session.scalars(
        select(Store)
        .where(Store.dealer_id == dealer_id)
        .order_by(Store.name_sort, Store.id)
        .limit(MOST)
    ).all()


def salespeople_of(session: Session, store_ids: Sequence[int]) -> Sequence[Salesperson]:
    """Who sells in these stores, by name."""
    return session.scalars(
        select(Salesperson)
        .where(Salesperson.store_id.in_(store_ids))
        .order_by(Salesperson.name_sort, Salesperson.id)
        .limit(MOST)
    ).all()


def add_store(
    session: Session,
    actor: Actor,
    dealer_id: int | None,
    name: str,
    city: str,
    address: str,
    *,
    now: datetime,
) -> Store:
    """A new store, of a dealer or of the brand's own."""
    actor.require(Permission.DEALERS_EDIT)
    plain = _checked(name)
    store = Store(
        name=plain,
        name_sort=sort_key(plain),
        dealer_id=dealer_id,
        city=city.strip(),
        address=address.strip(),
    )
    session.add(store)
    session.flush()
    after = {"name": store.name, "dealer_id": dealer_id, "city": store.city}
    record_change(session, actor, f"store:{store.id}", None, after, now=now)
    return store


def add_salesperson(
    session: Session, actor: Actor, store_id: int, name: str, *, now: datetime
) -> Salesperson:
    """Somebody who sells in a store; an account of their own is another matter (I5)."""
    actor.require(Permission.DEALERS_EDIT)
    if session.get(Store, store_id) is None:
        raise NotFoundError("stores")
    plain = _checked(name)
    person = Salesperson(
        name=plain, name_sort=sort_key(plain, surname_first=True), store_id=store_id
    )
    session.add(person)
    session.flush()
    after = {"name": person.name, "store_id": store_id}
    record_change(session, actor, f"salesperson:{person.id}", None, after, now=now)
    return person


def switch_store(
    session: Session, actor: Actor, store_id: int, *, active: bool, now: datetime
) -> Store:
    """A store closes or opens again; what was bought there keeps it."""
    actor.require(Permission.DEALERS_EDIT)
    store = session.get(Store, store_id)
    if store is None:
        raise NotFoundError("stores")
    before, store.active = store.active, active
    session.flush()
    record_change(
        session, actor, f"store:{store.id}", {"active": before}, {"active": active}, now=now
    )
    return store


def switch_salesperson(
    session: Session, actor: Actor, person_id: int, *, active: bool, now: datetime
) -> Salesperson:
    """Somebody stops selling, or begins again; what they sold keeps their name."""
    actor.require(Permission.DEALERS_EDIT)
    person = session.get(Salesperson, person_id)
    if person is None:
        raise NotFoundError("salespeople")
    before, person.active = person.active, active
    session.flush()
    record_change(
        session, actor, f"salesperson:{person.id}", {"active": before}, {"active": active}, now=now
    )
    return person


def _checked(name: str) -> str:
    plain = " ".join(name.split())
    if not plain:
        raise InvalidError("name_missing", field="name")
    return plain
