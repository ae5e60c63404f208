"""Send a message once more that did not arrive: to the same address, or by another way (P2).

What failed stays on record as it was, seen to by whoever sent it again; what goes now is a row
of its own, and each lost message has at most one.
"""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from secrets import token_hex

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import (
    Case,
    Delivery,
    DeliveryState,
    EventKind,
    Notice,
    OutChannel,
)
from portal.access.actors import Actor
from portal.access.beyond import beyond_sight
from portal.errors import InvalidError
from portal.history.record import record
from portal.notices.sent import locked_lost
from portal.notices.take import again
from portal.notices.way import Way
from portal.notices.ways_to import ways_to


def ways_for(session: Session, actor: Actor, delivery_id: int) -> tuple[Delivery, Sequence[Way]]:
    """The lost message, and by which ways its recipient can be reached; its own comes first."""
    delivery = locked_lost(session, actor, delivery_id)
    return delivery, _ways(session, delivery)


def key_of(way: Way) -> str:
    """Names a way in a form: an address may hold a key, or a number that lists mask."""
    return sha256(f"{way.channel.value}\n{way.address}".encode()).hexdigest()[:16]


def send_again(
    session: Session, actor: Actor, delivery_id: int, way_key: str, *, now: datetime
) -> Delivery:
    """It leaves at once, whatever the hour: somebody has decided so."""
    lost = locked_lost(session, actor, delivery_id)
    way = next((one for one in _ways(session, lost) if key_of(one) == way_key), None)
    if way is None:
        raise InvalidError("no_such_way", field="way")
    lost.attended_at, lost.attended_by_id = now, actor.user_id
    session.flush()
    with beyond_sight(session, always=True):
        delivery = Delivery(
            notice_id=lost.notice_id,
            channel=way.channel,
            contact_point_id=way.contact_point_id,
            address=way.address,
            locale=way.locale,
            state=DeliveryState.WAITING,
            not_before=now,
            resent_from_id=lost.id,
            message_id=token_hex(16),
            created_at=now,
        )
        session.add(delivery)
        again(session, delivery)
        notice = session.get_one(Notice, lost.notice_id)
    case = None if notice.case_id is None else session.get(Case, notice.case_id)
    if case is not None:
        record(
            session, actor, case, EventKind.MESSAGE_SENT_AGAIN,
            now=now, delivery_id=delivery.id, instead_of=lost.id, way=way.channel.value,
        )  # fmt: skip
    return delivery


def _ways(session: Session, lost: Delivery) -> list[Way]:
    """Through the channels that are switched on; an address that is dead is not among them."""
    with beyond_sight(session, always=True):
        open_kinds = set(session.scalars(select(OutChannel.kind).where(OutChannel.enabled)))
        notice = session.get_one(Notice, lost.notice_id)
        own = Way(lost.channel, lost.address, lost.locale, lost.contact_point_id)
        found = [own, *ways_to(session, notice, lost.locale)]
    once = {(way.channel, way.address): way for way in reversed(found)}
    ways = [way for way in once.values() if way.channel in open_kinds]
    return sorted(ways, key=lambda way: (key_of(way) != key_of(own), way.channel.value))
