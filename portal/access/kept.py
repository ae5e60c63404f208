"""Whoever is on record twice and was made one is meant as the one that was kept (domain L2)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Customer
from portal.access.actors import Actor
from portal.access.scope import get_one


def kept_customer(session: Session, actor: Actor, customer_id: int, *, now: datetime) -> Customer:
    """The customer, or whom they were made one with; nobody makes them one until we are done."""
    while True:
        # A merge locks both rows first: this waits for it, and reads what it has left.
        session.execute(
            select(Customer.id)
            .where(Customer.id == customer_id)
            .with_for_update(read=True, key_share=True)
        )
        customer = get_one(session, actor, Customer, customer_id, now=now)
        session.refresh(customer, ["merged_into_id"])
        if customer.merged_into_id is None:
            return customer
        customer_id = customer.merged_into_id
