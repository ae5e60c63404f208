"""Mail that came back (RFC 3464): which of ours it was, and whether it is lost.

Anybody can write to the mailbox of bounces. A report is believed only where it carries a signed
number of ours, in the address it came to or as the Message-ID of the letter it returns; nobody
who has not had that very letter can know it.
"""

import re
from base64 import b32encode
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import default
from enum import StrEnum
from hashlib import sha256
from hmac import compare_digest
from hmac import new as hmac
from typing import Final

MOST_READ: Final = 1024 * 1024
_SIGNED: Final = re.compile(r"^([0-9a-z-]{16,40})\.([a-z2-7]{16})$")
_CODE: Final = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_HEADERS: Final = ("message/rfc822", "text/rfc822-headers", "message/rfc822-headers")


class Fate(StrEnum):
    """What the report says of the letter."""

    LOST = "lost"
    LATE = "late"
    ARRIVED = "arrived"


@dataclass(frozen=True, slots=True)
class Bounce:
    """A report that is ours: the number of the letter, its fate, and the words for it."""

    message_id: str
    fate: Fate
    code: str
    text: str


def signed_id(key: bytes, message_id: str, domain: str) -> str:
    """The Message-ID as it travels: our number, its signature, our domain. Always the same."""
    return f"<{message_id}.{_signature(key, message_id)}@{domain}>"


def number_of(key: bytes, address: str) -> str | None:
    """Our number in a Message-ID or in the address of a bounce; None where it is not signed."""
    local = address.strip().strip("<>").rpartition("@")[0].lower()
    found = _SIGNED.match(local.rpartition("+")[2])
    if found is None or not compare_digest(_signature(key, found[1]), found[2]):
        return None
    return found[1]


def read_bounce(raw: bytes, key: bytes, *, to: str = "") -> Bounce | None:
    """The report in this mail, or None: no report, or none on a letter of ours.

    `to` is the address that it came to, where the mail server says it.
    """
    mail = message_from_bytes(raw[:MOST_READ], policy=default)
    if mail.get_content_type() != "multipart/report":
        return None
    if str(mail.get_param("report-type") or "").lower() != "delivery-status":
        return None
    number = _number(mail, key, to)
    said = _said(mail)
    if number is None or said is None:
        return None
    fate, code, text = said
    return Bounce(number, fate, code, text)


def _signature(key: bytes, message_id: str) -> str:
    digest = hmac(key, b"message-id:" + message_id.encode(), sha256).digest()
    return b32encode(digest[:10]).decode().lower()


def _number(mail: EmailMessage, key: bytes, to: str) -> str | None:
    """Where it came to says it first: there nobody but the mail server of the other side wrote."""
    candidates = [to, *_raw(mail, "Delivered-To"), *_raw(mail, "X-Original-To"), *_raw(mail, "To")]
    for part in mail.walk():
        if part.get_content_type() in _HEADERS:
            candidates += _returned(part)
    return next((found for one in candidates if (found := number_of(key, one))), None)


def _returned(part: Message) -> list[str]:
    """The Message-ID of the letter, or of its headers alone."""
    inside = part.get_payload()
    if isinstance(inside, list):
        return [found for one in inside if isinstance(one, Message) for found in _ids(one)]
    content = part.get_payload(decode=True)
    return _ids(message_from_bytes(content, policy=default)) if isinstance(content, bytes) else []


def _ids(mail: Message) -> list[str]:
    return _raw(mail, "Message-ID")


def _raw(mail: Message, name: str) -> list[str]:
    """As it stands: a header that is broken on purpose must not stop the reading."""
    return [str(value) for header, value in mail.raw_items() if header.lower() == name.lower()]


def _said(mail: EmailMessage) -> tuple[Fate, str, str] | None:
    """The first recipient's fate: we write to one at a time."""
    for part in mail.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        blocks = part.get_payload()
        for block in blocks if isinstance(blocks, list) else []:
            if isinstance(block, Message) and (action := _first(block, "Action").lower()):
                return _fate(action), _status(block), _text(block)
    return None


def _fate(action: str) -> Fate:
    if action == "failed":
        return Fate.LOST
    return Fate.LATE if action == "delayed" else Fate.ARRIVED


def _status(block: Message) -> str:
    found = _CODE.search(_first(block, "Status"))
    return found[0] if found else ""


def _text(block: Message) -> str:
    words = _first(block, "Diagnostic-Code").rpartition(";")[2]
    return " ".join(words.split())[:300]


def _first(mail: Message, name: str) -> str:
    return next(iter(_raw(mail, name)), "").strip()
