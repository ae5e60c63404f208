"""What the group robots share: where they stand, and how a refusal inside a 200 is read."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from portal.notices.channels.outgoing import Outgoing, RefusedByPeerError, Sent, TryAgainError
from portal.notices.channels.peer import Reach


@dataclass(frozen=True, slots=True, kw_only=True)
class Robots:
    """One provider's robots. The address of each message says which robot of that provider."""

    base_url: str
    secret: str = ""
    plain_http: bool = False
    private_network: bool = False

    @property
    def reach(self) -> Reach:
        return Reach(self.plain_http, self.private_network)


def is_under(address: str, base_url: str) -> bool:
    """A whole address must be the provider's own: a robot is no way to anywhere else."""
    asked, own = urlsplit(address), urlsplit(base_url)
    return (asked.scheme, asked.netloc) == (own.scheme, own.netloc)


def words_of(message: Outgoing) -> str:
    """Subject and text as one: a robot knows no subject."""
    return "\n".join(part for part in (message.subject.strip(), message.text.strip()) if part)


def taken_or_not(
    answer: Any, *, code: str, text: str, later: Collection[int], ref: str = ""
) -> Sent:
    """Zero is yes. Anything else is a refusal, or a request to come again, by its code."""
    if not isinstance(answer, Mapping) or not isinstance(answer.get(code), int):
        raise TryAgainError("not_understood", str(answer)[:300])
    found = int(answer[code])
    if found == 0:
        return Sent(str(answer.get(ref) or "")[:100])
    failure = TryAgainError if found in later else RefusedByPeerError
    raise failure(str(found), str(answer.get(text) or "")[:300])
