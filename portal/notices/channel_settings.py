"""The ways out as an administrator sets them: what is secret is written and never shown again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models import ChannelSecret, DeliveryChannel, OutChannel
from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.errors import ChangedMeanwhileError
from portal.history.changes import record_change
from portal.notices.channels.ways import WAYS, configured
from portal.notices.sealing import seal


@dataclass(frozen=True, slots=True)
class Set:
    """A way as it is set: its plain settings, and which secrets are kept behind it."""

    kind: DeliveryChannel
    channel: OutChannel | None
    kept: frozenset[str]

    @property
    def enabled(self) -> bool:
        return self.channel is not None and self.channel.enabled

    @property
    def version(self) -> int | None:
        return None if self.channel is None else self.channel.version


def read_channels(session: Session, actor: Actor) -> list[Set]:
    """Every way there is, set or not."""
    actor.require(Permission.SETTINGS_EDIT)
    rows = {row.kind: row for row in session.scalars(select(OutChannel).limit(50))}
    return [
        Set(kind, row := rows.get(kind), frozenset() if row is None else _kept(session, row))
        for kind in DeliveryChannel
    ]


def set_channel(
    session: Session,
    actor: Actor,
    kind: DeliveryChannel,
    settings: Mapping[str, Any],
    secrets: Mapping[str, Any],
    *,
    enabled: bool,
    secret_key: str,
    version: int | None,
    now: datetime,
) -> OutChannel:
    """From the next message on. A secret that is not among `secrets` stays as it is kept.

    What cannot work is refused here, not found out by the first message; the log of changes has
    the plain settings and says only that a secret was written.
    """
    actor.require(Permission.SETTINGS_EDIT)
    channel = session.scalar(select(OutChannel).where(OutChannel.kind == kind))
    if (None if channel is None else channel.version) != version:
        raise ChangedMeanwhileError("channel_changed_meanwhile")
    _check(kind, settings, secrets, frozenset() if channel is None else _kept(session, channel))
    before = None if channel is None else _recorded(channel)
    if channel is None:
        channel = OutChannel(kind=kind, version=0, changed_at=now)
        session.add(channel)
    channel.config, channel.enabled = dict(settings), enabled
    channel.version += 1
    channel.changed_at, channel.changed_by_id = now, actor.user_id
    session.flush()
    for name, value in secrets.items():
        _keep(session, channel, name, seal(secret_key, {name: value}))
    after = _recorded(channel) | dict.fromkeys(secrets, "written")
    record_change(session, actor, f"channel:{kind.value}", before, after, now=now)
    return channel


def _check(
    kind: DeliveryChannel,
    settings: Mapping[str, Any],
    secrets: Mapping[str, Any],
    kept: frozenset[str],
) -> None:
    """With what is kept unseen, a required secret counts as given."""
    unseen = {name: _PLACEHOLDER.get(name, "kept") for name in kept}
    configured(kind, {**unseen, **settings, **secrets})


_PLACEHOLDER: Mapping[str, Any] = {"headers": {}, "fields": {"to": "{to}", "text": "{text}"}}


def _keep(session: Session, channel: OutChannel, name: str, sealed: bytes) -> None:
    """Whoever writes it may not read it back, so nothing of it is asked for."""
    session.execute(
        insert(ChannelSecret)
        .inline()
        .values(channel_id=channel.id, name=name, sealed=sealed)
        .on_conflict_do_update(
            index_elements=[ChannelSecret.channel_id, ChannelSecret.name], set_={"sealed": sealed}
        )
    )


def _kept(session: Session, channel: OutChannel) -> frozenset[str]:
    """By name; nobody knows what is in a bundle, so it counts as all of them."""
    found = session.scalars(
        select(ChannelSecret.name).where(ChannelSecret.channel_id == channel.id).limit(50)
    ).all()
    secret = WAYS[channel.kind].secrets
    return secret if "" in found else secret & set(found)


def _recorded(channel: OutChannel) -> dict[str, Any]:
    return {"enabled": channel.enabled, **channel.config}
