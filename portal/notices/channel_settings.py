"""The ways out as an administrator sets them: what is secret is written and never shown again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
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
    """A way as it is set: its plain settings, and whether there are secrets behind it."""

    kind: DeliveryChannel
    channel: OutChannel | None
    has_secrets: bool

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
    kept = set(session.scalars(select(ChannelSecret.channel_id).limit(50)))
    return [
        Set(kind, rows.get(kind), (row := rows.get(kind)) is not None and row.id in kept)
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
    """From the next message on. Empty `secrets` leave those that are kept as they are.

    What cannot work is refused here, not found out by the first message; the log of changes has
    the plain settings and says only that a secret was written.
    """
    actor.require(Permission.SETTINGS_EDIT)
    channel = session.scalar(select(OutChannel).where(OutChannel.kind == kind))
    if (None if channel is None else channel.version) != version:
        raise ChangedMeanwhileError("channel_changed_meanwhile")
    kept = channel is not None and _has_secrets(session, channel)
    _check(kind, settings, secrets, kept=kept and not secrets)
    before = None if channel is None else _recorded(channel)
    if channel is None:
        channel = OutChannel(kind=kind, version=0, changed_at=now)
        session.add(channel)
    channel.config, channel.enabled = dict(settings), enabled
    channel.version += 1
    channel.changed_at, channel.changed_by_id = now, actor.user_id
    session.flush()
    if secrets:
        _keep(session, channel, seal(secret_key, secrets), there=kept)
    after = {**_recorded(channel), "secrets": "written"} if secrets else _recorded(channel)
    record_change(session, actor, f"channel:{kind.value}", before, after, now=now)
    return channel


def _check(
    kind: DeliveryChannel, settings: Mapping[str, Any], secrets: Mapping[str, Any], *, kept: bool
) -> None:
    """With what is kept unseen, a required secret counts as given."""
    unseen: dict[str, Any] = {}
    if kept:
        unseen = {
            one.name: _PLACEHOLDER.get(one.name, "kept")
            for one in WAYS[kind].settings
            if one.secret
        }
    configured(kind, {**unseen, **settings, **secrets})


_PLACEHOLDER: Mapping[str, Any] = {"headers": {}, "fields": {"to": "{to}", "text": "{text}"}}


def _keep(session: Session, channel: OutChannel, sealed: bytes, *, there: bool) -> None:
    """Whoever writes it may not read it back, so nothing of it is asked for."""
    if there:
        session.execute(
            update(ChannelSecret)
            .where(ChannelSecret.channel_id == channel.id)
            .values(sealed=sealed)
            .execution_options(synchronize_session=False)
        )
    else:
        session.execute(insert(ChannelSecret).inline().values(channel_id=channel.id, sealed=sealed))


def _has_secrets(session: Session, channel: OutChannel) -> bool:
    found = select(ChannelSecret.channel_id).where(ChannelSecret.channel_id == channel.id)
    return session.scalar(found) is not None


def _recorded(channel: OutChannel) -> dict[str, Any]:
    return {"enabled": channel.enabled, **channel.config}
