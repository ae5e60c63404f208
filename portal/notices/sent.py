"""What was sent about a case, and what could not be delivered and wants a hand."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, load_only

from models import (
    Case,
    Dealer,
    Delivery,
    DeliveryState,
    Notice,
    NoticeKind,
    User,
)
from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.errors import NotFoundError, RefusedError

MOST: Final = 200
LANE_ROWS: Final = 50
LOST: Final = (DeliveryState.FAILED, DeliveryState.BOUNCED)
# What did not arrive and nobody has seen to.
UNATTENDED: Final = (Delivery.state.in_(LOST), Delivery.attended_at.is_(None), ~Delivery.trial)


@dataclass(frozen=True, slots=True)
class Said:
    """One notice, whom it was for, and the ways it went."""

    notice: Notice
    person: str | None
    dealer: str | None
    deliveries: list[Delivery] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Lost:
    """A message that did not arrive, and what it was about."""

    delivery: Delivery
    kind: NoticeKind
    number: str | None
    whom: str | None


def said_about(session: Session, actor: Actor, case_id: int) -> list[Said]:
    """Everything that was told about a case, the latest first. For the brand's own people.

    Quality assurance sees that it went and not to which number.
    """
    actor.require(Permission.QUEUE_READ)
    rows = session.execute(
        select(Notice, User.name, Dealer.name)
        .outerjoin(User, User.id == Notice.user_id)
        .outerjoin(Dealer, Dealer.id == Notice.dealer_id)
        .where(Notice.case_id == case_id)
        .order_by(Notice.id.desc())
        .limit(MOST)
    ).all()
    deliveries: defaultdict[int, list[Delivery]] = defaultdict(list)
    found = (
        select(Delivery)
        .where(Delivery.notice_id.in_([row[0].id for row in rows]))
        .order_by(Delivery.id)
    )
    for delivery in session.scalars(_readable(found, actor)):
        deliveries[delivery.notice_id].append(delivery)
    return [Said(notice, who, dealer, deliveries[notice.id]) for notice, who, dealer in rows]


def lost_messages(session: Session, actor: Actor, *, limit: int = LANE_ROWS) -> Sequence[Lost]:
    """What did not arrive and nobody has seen to, the oldest first."""
    actor.require(Permission.CASE_OPEN)
    rows = session.execute(_with_words().where(*UNATTENDED).order_by(Delivery.id).limit(limit))
    return [_lost(*row) for row in rows]


def about(session: Session, delivery: Delivery) -> Lost:
    """What one message was about, and for whom."""
    return _lost(*session.execute(_with_words().where(Delivery.id == delivery.id)).one())


def _with_words() -> Select[*tuple[Any, ...]]:
    return (
        select(Delivery, Notice.kind, Case.number, User.name, Dealer.name)
        .join(Notice, Notice.id == Delivery.notice_id)
        .outerjoin(Case, Case.id == Notice.case_id)
        .outerjoin(User, User.id == Notice.user_id)
        .outerjoin(Dealer, Dealer.id == Notice.dealer_id)
    )


def _lost(
    delivery: Delivery, kind: NoticeKind, number: str | None, person: str | None, dealer: str | None
) -> Lost:
    return Lost(delivery, kind, number, person or dealer)


def attend_delivery(session: Session, actor: Actor, delivery_id: int, *, now: datetime) -> Delivery:
    """Somebody has told them otherwise, or seen that nobody need be told any more."""
    delivery = locked_lost(session, actor, delivery_id)
    delivery.attended_at, delivery.attended_by_id = now, actor.user_id
    session.flush()
    return delivery


def _readable(found: Select[Delivery], actor: Actor) -> Select[Delivery]:
    """The columns that this reader may have."""
    if actor.realm == "hotline":
        return found
    return found.options(
        load_only(
            Delivery.notice_id,
            Delivery.channel,
            Delivery.state,
            Delivery.attempts,
            Delivery.not_before,
            Delivery.reason,
            Delivery.sent_at,
            raiseload=True,
        )
    )


def locked_lost(session: Session, actor: Actor, delivery_id: int) -> Delivery:
    """One that did not arrive and that nobody has seen to."""
    actor.require(Permission.CASE_OPEN)
    delivery = session.scalar(
        select(Delivery).where(Delivery.id == delivery_id).with_for_update(key_share=True)
    )
    if delivery is None:
        raise NotFoundError("delivery")
    if delivery.state not in LOST or delivery.attended_at is not None:
        raise RefusedError("message_was_seen_to")
    return delivery
