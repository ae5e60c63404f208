"""What every way out is given, what it gives back, and the two ways in which it can fail."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a mail; other ways leave it out."""

    name: str
    media_type: str
    content: bytes
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message to one address, rendered and final.

    `message_id` is the same at every attempt: a peer that has seen it before may drop it.
    `secret` signs for this one address, where a dealer's robot has its own. `data` are the ids
    and parameters that a program on the other side reads (webhooks).
    """

    address: str
    subject: str
    text: str
    message_id: str
    html: str | None = None
    name: str = ""
    attachments: tuple[Attachment, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    locale: str = "en"
    secret: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sent:
    """The peer has taken it; its own number for it, where it gave one."""

    provider_ref: str = ""


class ChannelError(Exception):
    """It did not go out; `code` is the peer's own where it gave one, `text` what it said."""

    def __init__(self, code: str, text: str = "") -> None:
        super().__init__(f"{code}: {text}" if text else code)
        self.code = code
        self.text = text


class TryAgainError(ChannelError):
    """Later it may go: nobody answered, the peer is busy, or we were too quick for it."""


class RefusedByPeerError(ChannelError):
    """It will not go, however often it is tried: wrong address, wrong key, forbidden words."""
