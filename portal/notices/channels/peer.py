"""Ask a peer by HTTP: where we may go, how long we wait, how much of its answer we read.

An address can come from outside. Its name is looked up once, every address behind it is judged,
and the connection goes to the very one that was judged: a name that answers differently the
second time gains nothing. Redirects are not followed, proxies of the environment not used.
"""

import ipaddress
import json
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import SplitResult, urlsplit

import httpx

from portal.notices.channels.outgoing import ChannelError, RefusedByPeerError, TryAgainError

MOST_READ: Final = 64 * 1024
_TEXT: Final = 300
# Not now, but perhaps later.
_LATER: Final = frozenset({408, 409, 423, 425, 429})
_PORTS: Final = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Patience:
    """How many seconds we wait: for a connection, for each piece, and for the whole answer."""

    connect: float = 5.0
    piece: float = 10.0
    whole: float = 20.0


@dataclass(frozen=True, slots=True)
class Reach:
    """Where a way out may go; both are an administrator's word."""

    plain_http: bool = False
    private_network: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What the peer said: its status, and its body as far as we read."""

    status: int
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    def json(self) -> Any:
        """The body as JSON; what is none is no answer, and is asked for again."""
        try:
            return json.loads(self.body)
        except ValueError as error:
            raise TryAgainError("not_understood", _short(self.text)) from error


def ask(
    method: str,
    url: str,
    *,
    reach: Reach,
    content: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    patience: Patience | None = None,
) -> Answer:
    """Send one request; what is no success by its status is raised."""
    patience = patience or Patience()
    parts, address = place_of(url, reach)
    limits = httpx.Timeout(patience.piece, connect=patience.connect)
    request: dict[str, Any] = {
        "headers": {"Accept": "application/json", **(headers or {}), "Host": _host(parts)},
        "content": content,
        "extensions": {"sni_hostname": parts.hostname},
    }
    try:
        with (
            httpx.Client(timeout=limits, trust_env=False, follow_redirects=False) as client,
            client.stream(method, _at(parts, address), **request) as answer,
        ):
            body = _read(answer, until=time.monotonic() + patience.whole)
    except httpx.TimeoutException as error:
        raise TryAgainError("timeout", type(error).__name__) from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise TryAgainError("unreachable", _short(str(error))) from error
    return _judged(Answer(answer.status_code, body))


def place_of(url: str, reach: Reach) -> tuple[SplitResult, str]:
    """The parts of an address and the network address to connect to, or a refusal."""
    parts = _parts_of(url)
    if parts.scheme != "https" and not (reach.plain_http and parts.scheme == "http"):
        raise RefusedByPeerError("address_not_https", parts.scheme)
    if not parts.hostname or parts.username or parts.password:
        raise RefusedByPeerError("address_not_understood")
    found = _looked_up(parts.hostname, parts.port or _PORTS[parts.scheme])
    if not reach.private_network and not all(_is_public(one) for one in found):
        raise RefusedByPeerError("address_is_private", parts.hostname)
    return parts, found[0]


def _parts_of(url: str) -> SplitResult:
    if not url.isascii() or any(letter.isspace() or ord(letter) < 32 for letter in url):
        raise RefusedByPeerError("address_not_understood")
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - says so where it is no number
    except ValueError as error:
        raise RefusedByPeerError("address_not_understood") from error
    return parts


def _looked_up(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise TryAgainError("unreachable", f"no such name: {host}") from error
    return [str(entry[4][0]) for entry in found]


def _is_public(address: str) -> bool:
    """Of the whole world's network; what is mapped or carried inside another counts as such."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour
        if inner is not None:
            return _is_public(str(inner))
        if found in _CARRIES_IPV4 or found.teredo is not None:
            return False
    return found.is_global and not found.is_multicast


_CARRIES_IPV4: Final = ipaddress.ip_network("64:ff9b::/96")


def _host(parts: SplitResult) -> str:
    return parts.netloc


def _at(parts: SplitResult, address: str) -> str:
    literal = f"[{address}]" if ":" in address else address
    port = f":{parts.port}" if parts.port else ""
    return parts._replace(netloc=f"{literal}{port}", fragment="").geturl()


def _read(answer: httpx.Response, *, until: float) -> bytes:
    """No more than we need, and not for ever: a peer may send a byte every nine seconds."""
    body = b""
    for piece in answer.iter_bytes():
        body += piece
        if len(body) >= MOST_READ:
            return body[:MOST_READ]
        if time.monotonic() > until:
            raise TryAgainError("timeout", "the answer does not end")
    return body


def _judged(answer: Answer) -> Answer:
    if 200 <= answer.status < 300:
        return answer
    failure: type[ChannelError] = (
        TryAgainError if answer.status >= 500 or answer.status in _LATER else RefusedByPeerError
    )
    raise failure(f"http_{answer.status}", _short(answer.text))


def _short(text: str) -> str:
    return " ".join(text.split())[:_TEXT]
