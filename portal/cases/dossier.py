"""Everything about a caller at once: purchases, open cases, when we last spoke (I1, I3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from models import Callback, Case, CaseEvent, Customer, Enquiry, EventKind, Product, Purchase
from portal.access.actors import Actor
from portal.access.scope import visible
from portal.customers.find import Known, know
from portal.sla.zone import portal_zone
from portal.warranty.entitlement import Judgement, judge

MOST: Final = 20
LOG_LENGTH: Final = 8


class Spoke(StrEnum):
    """How a line of the contact log came about."""

    CASE = "case"
    ENQUIRY = "enquiry"
    CHASE = "chase"
    CALLBACK = "callback"


@dataclass(frozen=True, slots=True)
class Bought:
    """A purchase with its product and what it would be owed today."""

    purchase: Purchase
    product: Product
    judgement: Judgement


@dataclass(frozen=True, slots=True)
class Contact:
    """One time we spoke: `what` is the topic of an enquiry, the summary or number of a case."""

    at: datetime
    how: Spoke
    what: str
    number: str = ""


@dataclass(frozen=True, slots=True)
class Dossier:
    """A customer as the right side of a call shows them."""

    known: Known
    bought: Sequence[Bought]
    open_cases: Sequence[Case]
    log: Sequence[Contact]
    calls: int

    @property
    def customer(self) -> Customer:
        return self.known.customer


def dossier(session: Session, actor: Actor, customer: Customer, *, now: datetime) -> Dossier:
    """In six queries, however much there is."""
    cases = session.scalars(
        visible(actor, Case)
        .where(Case.customer_id == customer.id)
        .options(joinedload(Case.dealer))
        .order_by(Case.is_open.desc(), Case.first_heard_at.desc(), Case.id.desc())
        .limit(MOST)
    ).all()
    log = _log(session, cases, customer)
    return Dossier(
        known=know(session, actor, customer, now=now),
        bought=_bought(session, actor, customer, now),
        open_cases=[case for case in cases if case.is_open],
        log=log[:LOG_LENGTH],
        calls=len(log),
    )


def purchases_of(session: Session, actor: Actor, customer: Customer) -> Sequence[Purchase]:
    """What the customer bought, the latest first."""
    return session.scalars(
        visible(actor, Purchase)
        .where(Purchase.customer_id == customer.id)
        .order_by(Purchase.bought_on.desc().nulls_last(), Purchase.id.desc())
        .limit(MOST)
    ).all()


def _bought(session: Session, actor: Actor, customer: Customer, now: datetime) -> list[Bought]:
    today = now.astimezone(portal_zone(session)).date()
    purchases = purchases_of(session, actor, customer)
    wanted = {purchase.product_id for purchase in purchases}
    rows = session.scalars(select(Product).where(Product.id.in_(wanted)).order_by(Product.id))
    products = {product.id: product for product in rows}
    return [
        Bought(
            purchase,
            products[purchase.product_id],
            judge(purchase, products[purchase.product_id], None, damage_alleged=False, on=today),
        )
        for purchase in purchases
    ]


def _log(session: Session, cases: Sequence[Case], customer: Customer) -> list[Contact]:
    numbers = {case.id: case.number for case in cases}
    found = [Contact(case.first_heard_at, Spoke.CASE, case.summary, case.number) for case in cases]
    enquiries = session.scalars(
        select(Enquiry)
        .where(Enquiry.customer_id == customer.id)
        .order_by(Enquiry.at.desc(), Enquiry.id.desc())
        .limit(MOST)
    )
    found += [Contact(row.at, Spoke.ENQUIRY, row.topic) for row in enquiries]
    chases = session.execute(
        select(CaseEvent.at, CaseEvent.case_id)
        .where(CaseEvent.case_id.in_(numbers), CaseEvent.kind == EventKind.CHASED)
        .order_by(CaseEvent.id.desc())
        .limit(MOST)
    )
    found += [Contact(at, Spoke.CHASE, "", numbers[case_id]) for at, case_id in chases]
    callbacks = session.execute(
        select(Callback.made_at, Callback.case_id)
        .where(Callback.case_id.in_(numbers))
        .order_by(Callback.id.desc())
        .limit(MOST)
    )
    found += [Contact(at, Spoke.CALLBACK, "", numbers[case_id]) for at, case_id in callbacks]
    return sorted(found, key=lambda line: line.at, reverse=True)
