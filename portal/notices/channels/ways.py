"""The list of ways out: for each its settings, which of them are secret, and how it sends.

`configured` makes of stored settings what a way needs and refuses what cannot work; `hand_over`
sends one message by it. Nothing else of a channel is called from outside.
"""

import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

from models import DeliveryChannel
from portal.errors import InvalidError
from portal.notices.channels import dingtalk, feishu, sms, smtp, webhook, wecom
from portal.notices.channels.outgoing import Outgoing, Sent
from portal.notices.channels.peer import Patience
from portal.notices.channels.robots import Robots


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting of a way, as a page asks for it."""

    name: str
    kind: type
    required: bool
    secret: bool
    default: Any


@dataclass(frozen=True, slots=True)
class Way:
    """One way out."""

    config: type[Any]
    send: Callable[..., Sent]
    secrets: frozenset[str]
    given: Mapping[str, Any]

    @property
    def settings(self) -> list[Setting]:
        """In the order in which a page asks for them."""
        hints = get_type_hints(self.config)
        return [
            Setting(
                name=one.name,
                kind=_plain(hints[one.name]),
                required=one.default is MISSING
                and one.default_factory is MISSING
                and one.name not in self.given,
                secret=one.name in self.secrets,
                default=_default(one, self.given),
            )
            for one in fields(self.config)
        ]


WAYS: Final[Mapping[DeliveryChannel, Way]] = {
    DeliveryChannel.EMAIL: Way(smtp.Server, smtp.send, frozenset({"password"}), {}),
    DeliveryChannel.SMS: Way(sms.Gateway, sms.send, frozenset({"headers", "fields"}), {}),
    DeliveryChannel.WECOM: Way(
        Robots, wecom.send, frozenset({"secret"}), {"base_url": wecom.BASE_URL}
    ),
    DeliveryChannel.DINGTALK: Way(
        Robots, dingtalk.send, frozenset({"secret"}), {"base_url": dingtalk.BASE_URL}
    ),
    DeliveryChannel.FEISHU: Way(
        Robots, feishu.send, frozenset({"secret"}), {"base_url": feishu.BASE_URL}
    ),
    DeliveryChannel.WEBHOOK: Way(webhook.Webhooks, webhook.send, frozenset({"secret"}), {}),
}


def configured(kind: DeliveryChannel, settings: Mapping[str, Any]) -> Any:
    """The settings as the way wants them; an InvalidError names the first that cannot be."""
    way = WAYS[kind]
    known = {one.name: one for one in way.settings}
    if unknown := sorted(set(settings) - set(known)):
        raise InvalidError("channel_setting_unknown", field=unknown[0], name=unknown[0])
    values = {**way.given, **settings}
    for name, one in known.items():
        if one.required and values.get(name) in (None, ""):
            raise InvalidError("channel_setting_missing", field=name, name=name)
    return way.config(**{name: _typed(known[name], value) for name, value in values.items()})


def hand_over(
    kind: DeliveryChannel,
    config: Any,
    message: Outgoing,
    *,
    now: datetime,
    patience: Patience | None = None,
) -> Sent:
    """Send it; TryAgainError and RefusedByPeerError say what became of it otherwise."""
    return WAYS[kind].send(config, message, now=now, patience=patience)


def _typed(setting: Setting, value: Any) -> Any:
    """As the way wants it, from what a form or a JSON column holds."""
    try:
        if issubclass(setting.kind, StrEnum) or setting.kind is int:
            return setting.kind(value)
    except (TypeError, ValueError) as error:
        raise InvalidError(
            "channel_setting_wrong", field=setting.name, name=setting.name
        ) from error
    fits = {bool: bool, str: str, Mapping: Mapping}.get(setting.kind, list | tuple)
    if not isinstance(value, fits):
        raise InvalidError("channel_setting_wrong", field=setting.name, name=setting.name)
    return value


def _plain(hint: Any) -> type:
    """`Mapping[str, str]` as Mapping."""
    if get_origin(hint) in (Union, types.UnionType):
        hint = get_args(hint)[0]
    found: type = get_origin(hint) or hint
    return found


def _default(one: Any, given: Mapping[str, Any]) -> Any:
    if one.name in given:
        return given[one.name]
    if one.default is not MISSING:
        return one.default
    return one.default_factory() if one.default_factory is not MISSING else None
