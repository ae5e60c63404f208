"""How a person wants to be told: by which ways, where, once a day or at once, and when not."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from models import DeliveryChannel, NoticePreference, OutChannel, QuietHours, UserAddress
from portal.access.actors import Actor
from portal.access.beyond import beyond_sight
from portal.access.permissions import Permission
from portal.errors import ForbiddenError, InvalidError
from portal.history.changes import record_change
from portal.infra.phones import PhoneKind, read_phone

# A group robot is a house's; a person has a box and a telephone.
OWN_WAYS: Final = (DeliveryChannel.EMAIL, DeliveryChannel.SMS)


@dataclass(frozen=True, slots=True)
class Wish:
    """One way to a person; without an address it is not used."""

    address: str
    enabled: bool = True
    digest: bool = False


@dataclass(frozen=True, slots=True)
class Wishes:
    """All of them, and the hours in which only what is urgent comes through."""

    ways: Mapping[DeliveryChannel, Wish]
    quiet_from: time | None = None
    quiet_until: time | None = None


def read_wishes(session: Session, actor: Actor) -> Wishes:
    """One's own."""
    me = _me(actor)
    addresses = {
        row.channel: row.address
        for row in session.scalars(select(UserAddress).where(UserAddress.user_id == me))
    }
    wanted = {
        row.channel: row
        for row in session.scalars(select(NoticePreference).where(NoticePreference.user_id == me))
    }
    hours = session.get(QuietHours, me)
    ways = {}
    for channel in OWN_WAYS:
        row = wanted.get(channel)
        ways[channel] = Wish(
            addresses.get(channel, ""),
            enabled=row is None or row.enabled,
            digest=row is not None and row.digest,
        )
    if hours is None:
        return Wishes(ways)
    return Wishes(ways, hours.quiet_from, hours.quiet_until)


def open_ways(session: Session) -> frozenset[DeliveryChannel]:
    """The ways that an administrator has opened; the others reach nobody yet."""
    return frozenset(session.scalars(select(OutChannel.kind).where(OutChannel.enabled).limit(50)))


def change_wishes(session: Session, actor: Actor, wishes: Wishes, *, now: datetime) -> None:
    """From the next notice on. Where one is reached is on record, not the address itself."""
    me = _me(actor)
    before = read_wishes(session, actor)
    for channel in OWN_WAYS:
        wish = wishes.ways[channel]
        address = _checked(channel, wish.address)
        if address:
            session.merge(UserAddress(user_id=me, channel=channel, address=address))
        else:
            session.execute(
                delete(UserAddress).where(UserAddress.user_id == me, UserAddress.channel == channel)
            )
        session.merge(
            NoticePreference(user_id=me, channel=channel, enabled=wish.enabled, digest=wish.digest)
        )
    _set_quiet(session, me, wishes.quiet_from, wishes.quiet_until)
    session.flush()
    after = read_wishes(session, actor)
    if after == before:
        return
    with beyond_sight(session):  # an installer, or who sells, changes nothing else that is kept
        record_change(session, actor, f"wishes:{me}", _recorded(before), _recorded(after), now=now)


def _set_quiet(session: Session, me: int, since: time | None, until: time | None) -> None:
    if (since is None) != (until is None):
        raise InvalidError("quiet_hours_half", field="quiet_until" if since else "quiet_from")
    if since is None or until is None:
        session.execute(delete(QuietHours).where(QuietHours.user_id == me))
        return
    if since == until:
        raise InvalidError("quiet_hours_empty", field="quiet_until")
    session.merge(QuietHours(user_id=me, quiet_from=since, quiet_until=until))


def _checked(channel: DeliveryChannel, address: str) -> str:
    """As it is sent to; nothing where the person wants no messages there."""
    address = address.strip()
    if not address:
        return ""
    if channel is DeliveryChannel.SMS:
        phone = read_phone(address)
        if phone.kind is not PhoneKind.MOBILE:
            raise InvalidError("not_a_mobile_number", field="sms_address")
        return phone.normal
    name, at, host = address.rpartition("@")
    if not (name and at and "." in host) or any(sign.isspace() for sign in address):
        raise InvalidError("address_wrong", field="email_address")
    return address


def _me(actor: Actor) -> int:
    actor.require(Permission.ACCOUNT_OWN)
    if actor.user_id is None:
        raise ForbiddenError("not_allowed")
    return actor.user_id


def _recorded(wishes: Wishes) -> dict[str, str]:
    ways = {
        channel.value: "off"
        if not (wish.enabled and wish.address)
        else ("digest" if wish.digest else "at once")
        for channel, wish in wishes.ways.items()
    }
    hours = (
        f"{wishes.quiet_from:%H:%M}–{wishes.quiet_until:%H:%M}"
        if wishes.quiet_from and wishes.quiet_until
        else ""
    )
    return {**ways, "quiet": hours}
