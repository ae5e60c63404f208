"""Hand in a complaint that somebody else heard, in 20 seconds (domain I5).

A salesperson or a dealer says who, which number, what. The portal finds the customer by the
number without a word about it to the relayer: a number must not become a question about people.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Case, CaseEvent, CaseStatus, Channel, Customer, CustomerPhone, EventKind
from models import EventText as Words
from portal.access.actors import Actor
from portal.access.beyond import beyond_sight
from portal.access.permissions import Permission
from portal.cases.bear import NewCase, bear_case, bring_photos
from portal.cases.customer_news import tell_received
from portal.customers.add import put_customer, readable_phone
from portal.errors import InvalidError
from portal.history.record import record

MOST: Final = 50


@dataclass(frozen=True, slots=True)
class Relay:
    """What was heard, from whom, and when."""

    name: str
    phone: str
    what: str
    heard_at: datetime | None = None
    file_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Relayed:
    """What became of a relay, in the words that its relayer used."""

    number: str
    said: str
    status: CaseStatus
    heard_at: datetime
    last_step_at: datetime


def relay_case(session: Session, actor: Actor, relay: Relay, *, now: datetime) -> Case:
    """Make the case for the hotline to take up; it is first heard when the relayer heard it."""
    actor.require(Permission.CASE_RELAY)
    name, what = relay.name.strip(), relay.what.strip()
    if not name:
        raise InvalidError("customer_needs_name", field="name")
    if not what:
        raise InvalidError("say_what_happened", field="what")
    phone = readable_phone(relay.phone)
    with beyond_sight(session):
        customer = _only_owner(session, phone.normal) or put_customer(
            session, name=name, phone=relay.phone, now=now
        )
        case = bear_case(
            session,
            actor,
            NewCase(
                customer_id=customer.id,
                said=what,
                first_heard_at=relay.heard_at or now,
                channel=Channel.DEALER if actor.realm == "dealer" else Channel.SALESPERSON,
                relayed_by_id=actor.user_id,
                words=(customer.name, name),
            ),
            kind=EventKind.RELAYED.value,
            now=now,
        )
        # Who they said it was stands in their words: the customer found may have another name.
        record(
            session,
            actor,
            case,
            EventKind.RELAYED,
            now=now,
            body=f"{name}\n{what}",
            channel=case.channel.value,
            first_heard_at=case.first_heard_at.isoformat(),
            photos=len(relay.file_ids),
        )
        bring_photos(session, actor, case, relay.file_ids)
    tell_received(session, case, now=now)
    return case


def my_relays(session: Session, actor: Actor) -> Sequence[Relayed]:
    """The actor's own relays and where they stand, the latest first."""
    actor.require(Permission.CASE_RELAY)
    with beyond_sight(session):
        rows = session.execute(
            select(Case.number, Words.body, Case.status, Case.first_heard_at, Case.last_step_at)
            .join(CaseEvent, CaseEvent.case_id == Case.id)
            .outerjoin(Words, Words.event_id == CaseEvent.id)
            .where(
                Case.relayed_by_id == actor.user_id,
                CaseEvent.kind == EventKind.RELAYED,
                CaseEvent.user_id == actor.user_id,
            )
            .order_by(Case.first_heard_at.desc(), Case.id.desc())
            .limit(MOST)
        ).all()
    return [
        Relayed(number, said or "", status, heard_at, last_step_at)
        for number, said, status, heard_at, last_step_at in rows
    ]


def _only_owner(session: Session, normal: str) -> Customer | None:
    """The one customer with this number; where several share it, nobody is guessed (L2)."""
    owners = session.scalars(
        select(Customer)
        .where(
            Customer.id.in_(
                select(CustomerPhone.customer_id).where(CustomerPhone.normal == normal)
            ),
            Customer.merged_into_id.is_(None),
        )
        .order_by(Customer.id)
        .limit(2)
        # Whoever makes two one at this moment is waited for.
        .with_for_update(read=True, key_share=True)
    ).all()
    return owners[0] if len(owners) == 1 else None
