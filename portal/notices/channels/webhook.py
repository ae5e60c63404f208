"""Signed webhooks: what a program of the dealer or of the brand is told.

The signature covers the moment and the body, and the body names the message: what is caught on
the way cannot be sent again later, nor under another number. A receiver drops a number that it
has seen.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from hmac import new as hmac
from typing import Final

from portal.notices.channels.outgoing import Outgoing, RefusedByPeerError, Sent
from portal.notices.channels.peer import Patience, Reach, ask

ID: Final = "Huifang-Id"
TIMESTAMP: Final = "Huifang-Timestamp"
SIGNATURE: Final = "Huifang-Signature"
HOLDS: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhooks:
    """The secret that signs, and where a webhook may lead."""

    secret: str = ""
    plain_http: bool = False
    private_network: bool = False


def send(
    webhooks: Webhooks, message: Outgoing, *, now: datetime, patience: Patience | None = None
) -> Sent:
    """Post it; any 2xx means that it was taken."""
    secret = message.secret or webhooks.secret
    if not secret:
        raise RefusedByPeerError("no_secret")
    body, at = _body(message), str(int(now.timestamp()))
    ask(
        "POST",
        message.address,
        reach=Reach(webhooks.plain_http, webhooks.private_network),
        content=body,
        headers={
            "Content-Type": "application/json",
            ID: message.message_id,
            TIMESTAMP: at,
            SIGNATURE: signature(secret, at, body),
        },
        patience=patience,
    )
    return Sent()


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """HMAC-SHA256 over `timestamp.body`, in hex, with the name of the scheme before it."""
    return "v1=" + hmac(secret.encode(), timestamp.encode() + b"." + body, sha256).hexdigest()


def is_genuine(secret: str, headers: Mapping[str, str], body: bytes, *, now: datetime) -> bool:
    """How a receiver looks at it: signed with the secret, a few minutes ago, its number inside."""
    at = headers.get(TIMESTAMP, "")
    if not at.isdecimal() or abs(now.timestamp() - int(at)) > HOLDS.total_seconds():
        return False
    if not compare_digest(headers.get(SIGNATURE, ""), signature(secret, at, body)):
        return False
    return bool(json.loads(body).get("id") == headers.get(ID))


def _body(message: Outgoing) -> bytes:
    return json.dumps(
        {
            "id": message.message_id,
            "subject": message.subject,
            "text": message.text,
            "locale": message.locale,
            "data": dict(message.data),
        },
        ensure_ascii=False,
        sort_keys=True,
    ).encode()
