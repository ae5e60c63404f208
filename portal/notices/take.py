"""Take one delivery in hand: decide whether it still goes, and write the message that leaves."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import (
    ChannelSecret,
    Delivery,
    DeliveryChannel,
    DeliveryState,
    Notice,
    OutChannel,
    RobotSecret,
    User,
    WordingGroup,
)
from portal.errors import InvalidError
from portal.infra.jobs import defer
from portal.notices.appointments import Party
from portal.notices.channels.outgoing import Outgoing, TryAgainError
from portal.notices.channels.ways import configured
from portal.notices.digest import digest_text
from portal.notices.office import Office
from portal.notices.plan import DELIVER, NO_CHANNEL, lock_of
from portal.notices.sealing import UnreadableSecretError, unseal
from portal.notices.visits import attachments_of
from portal.notices.wording.fill import filled
from portal.notices.wording.texts import text_of
from portal.notices.wording.values import values_of
from portal.notices.wording.words import Text
from portal.settings.known import TIME_ZONE
from portal.settings.read import setting

RECIPIENT_GONE: Final = "recipient_gone"
_OWN: Final = re.compile(r"/o/[^/]+$")
_TO_GO: Final = (DeliveryState.WAITING, DeliveryState.HELD)


@dataclass(frozen=True, slots=True)
class Letter:
    """A message that is ready, and the way it takes; `broken` says why the way cannot be used."""

    channel: DeliveryChannel
    config: Any
    outgoing: Outgoing
    broken: TryAgainError | None = None


def take_delivery(
    session: Session, office: Office, delivery_id: int, *, now: datetime
) -> Letter | None:
    """The message to send now, the attempt noted; None where there is nothing to send.

    Jobs of one delivery run one after the other (`lock_of`), so that what is waiting here was
    not sent, or was sent by a process that died before it could say so: then it goes again,
    under the same number.
    """
    delivery = session.get(Delivery, delivery_id, with_for_update={"key_share": True})
    if delivery is None or delivery.state not in _TO_GO or _rides_along(delivery):
        return None
    if delivery.not_before > now:
        again(session, delivery)
        return None
    notice = session.get_one(Notice, delivery.notice_id)
    channel = session.scalar(select(OutChannel).where(OutChannel.kind == delivery.channel))
    if channel is None or not channel.enabled:
        _drop(delivery, NO_CHANNEL)
        return None
    if _is_gone(session, notice):
        _drop(delivery, RECIPIENT_GONE)
        return None
    delivery.state = DeliveryState.WAITING
    delivery.attempts += 1
    delivery.tried_at = now
    return _letter(session, office, delivery, notice, channel, now)


def again(session: Session, delivery: Delivery) -> None:
    """A job at the time that the delivery waits for."""
    session.flush()
    later = delivery.not_before > delivery.created_at
    defer(
        session,
        DELIVER,
        lock=lock_of(delivery.id),
        schedule_at=delivery.not_before if later else None,
        delivery_id=delivery.id,
    )


def _rides_along(delivery: Delivery) -> bool:
    """It goes in another one's digest, or still waits for the hour of the digest."""
    waits = delivery.digest and delivery.state is DeliveryState.HELD
    return waits or (delivery.carrier_id not in (None, delivery.id))


def _drop(delivery: Delivery, reason: str) -> None:
    delivery.state, delivery.reason = DeliveryState.DROPPED, reason


def _is_gone(session: Session, notice: Notice) -> bool:
    """Who has left is written to no more."""
    user = None if notice.user_id is None else session.get(User, notice.user_id)
    return user is not None and user.ended_at is not None


def _letter(
    session: Session,
    office: Office,
    delivery: Delivery,
    notice: Notice,
    channel: OutChannel,
    now: datetime,
) -> Letter:
    user = None if notice.user_id is None else session.get(User, notice.user_id)
    addresses = office.links.addresses(session, notice, delivery, now=now)
    text = _text(session, office, delivery, notice, addresses)
    secret, config, broken = "", None, None
    try:
        secret = _robots_own(session, office, delivery)
        config = configured(delivery.channel, _settings(session, office, channel))
    except (InvalidError, UnreadableSecretError) as error:
        broken = TryAgainError("channel_settings", str(error))
    is_mail = delivery.channel is DeliveryChannel.EMAIL
    number, said = delivery.message_id, channel.config
    outgoing = Outgoing(
        address=_dialled(delivery),
        subject=text.subject,
        text=text.body,
        message_id=office.message_id(number, said) if is_mail else number,
        name=user.name if user else "",
        attachments=attachments_of(
            session,
            notice,
            delivery,
            base_url=office.base_url,
            url=addresses["link"],
            sender=Party(str(said.get("sender", "")), str(said.get("sender_name", ""))),
            now=now,
        ),
        locale=delivery.locale.value,
        secret=secret,
        data={"kind": notice.kind.value, "notice": notice.id, "detail": notice.detail},
    )
    return Letter(delivery.channel, config, outgoing, broken)


def _text(
    session: Session,
    office: Office,
    delivery: Delivery,
    notice: Notice,
    addresses: Mapping[str, str],
) -> Text:
    if delivery.digest:
        return digest_text(session, delivery, office.base_url)
    group = WordingGroup.MAIL if delivery.channel is DeliveryChannel.EMAIL else WordingGroup.SHORT
    zone = ZoneInfo(setting(session, TIME_ZONE))
    values = values_of(session, notice, delivery.locale, zone, _for_reader(addresses))
    return filled(text_of(session, notice.kind, group, delivery.locale), values)


def _for_reader(addresses: Mapping[str, str]) -> dict[str, str]:
    """Whoever cannot hand a case back by the message is not shown how (O2)."""
    found = dict(addresses)
    if not _OWN.search(found.get("hand_back_link", "")):
        found.pop("hand_back_link", None)
    return found


def _dialled(delivery: Delivery) -> str:
    """A number with its country, as gateways want it."""
    return f"+{delivery.address}" if delivery.channel is DeliveryChannel.SMS else delivery.address


def _settings(session: Session, office: Office, channel: OutChannel) -> dict[str, Any]:
    """What was kept as one bundle first (it has no name): what was written since holds."""
    kept = session.scalars(
        select(ChannelSecret.sealed)
        .where(ChannelSecret.channel_id == channel.id)
        .order_by(ChannelSecret.name)
    )
    found = dict(channel.config)
    for sealed in kept:
        found |= unseal(office.secret_key, sealed)
    return found


def _robots_own(session: Session, office: Office, delivery: Delivery) -> str:
    if delivery.contact_point_id is None:
        return ""
    kept = session.get(RobotSecret, delivery.contact_point_id)
    return "" if kept is None else str(unseal(office.secret_key, kept.sealed).get("secret", ""))
