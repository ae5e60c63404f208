"""Mail by SMTP: headers that cannot be smuggled in, a stable Message-ID, no answer to robots.

`Auto-Submitted` keeps holiday notes from answering us (RFC 3834). The envelope's sender is where
bounces go: with a mailbox for them it carries the signed number of the message (`bounces.py`).
"""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime
from enum import StrEnum
from functools import cache
from typing import Final

from portal.errors import InvalidError
from portal.notices.channels.outgoing import (
    Attachment,
    ChannelError,
    Outgoing,
    RefusedByPeerError,
    Sent,
    TryAgainError,
)
from portal.notices.channels.peer import Patience

_LANGUAGES: Final = {"en": "en", "zh_Hans": "zh-Hans", "zh_Hant": "zh-Hant"}
_CALENDAR: Final = "text/calendar"


class Security(StrEnum):
    """How the way to the server is kept from other eyes."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A mail server, and in whose name we write."""

    host: str
    sender: str
    port: int = 587
    security: Security = Security.STARTTLS
    username: str = ""
    password: str = ""
    sender_name: str = ""
    reply_to: str = ""
    bounces_to: str = ""
    unsubscribe_url: str = ""
    trusted_ca: str = ""

    def __post_init__(self) -> None:
        for name in ("sender", "reply_to", "bounces_to"):
            value = getattr(self, name)
            if value or name == "sender":
                _checked(value, name)
        if self.username and self.security is Security.NONE:
            raise InvalidError("password_in_the_open", field="security")


def send(
    server: Server, message: Outgoing, *, now: datetime, patience: Patience | None = None
) -> Sent:
    """Hand the mail to the server; a 4xx is "later", a 5xx is "never"."""
    patience = patience or Patience()
    mail = letter(server, message, now=now)
    with _failures(), _connected(server, patience) as peer:
        international = not mail["To"].addresses[0].addr_spec.isascii()
        if international and not peer.has_extn("smtputf8"):
            raise RefusedByPeerError("address_not_ascii")
        peer.send_message(
            mail,
            from_addr=envelope_sender(server, message.message_id),
            to_addrs=[message.address],
            mail_options=["SMTPUTF8", "BODY=8BITMIME"] if international else (),
        )
    return Sent(message.message_id)


def letter(server: Server, message: Outgoing, *, now: datetime) -> EmailMessage:
    """The mail as it stands; a name, a subject or an address cannot add a header to it."""
    try:
        return _letter(server, message, now)
    except (ValueError, HeaderParseError, IndexError) as error:
        raise RefusedByPeerError("header_not_possible", type(error).__name__) from error


def envelope_sender(server: Server, message_id: str) -> str:
    """Where a bounce goes: `bounces+<signed number>@…` where there is a mailbox for them."""
    if not server.bounces_to:
        return server.sender
    box, _at, domain = server.bounces_to.rpartition("@")
    return f"{box}+{message_id.strip('<>').partition('@')[0]}@{domain}"


def _letter(server: Server, message: Outgoing, now: datetime) -> EmailMessage:
    mail = EmailMessage(policy=SMTP if message.address.isascii() else SMTPUTF8)
    mail["From"] = Address(_line(server.sender_name), addr_spec=server.sender)
    mail["To"] = Address(_line(message.name), addr_spec=message.address)
    mail["Subject"] = _line(message.subject)
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = message.message_id
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    if server.reply_to:
        mail["Reply-To"] = server.reply_to
    if server.unsubscribe_url:
        mail["List-Unsubscribe"] = f"<{server.unsubscribe_url}>"
    for name, value in message.headers.items():
        mail[name] = value
    mail.set_content(message.text, charset="utf-8")
    if message.html:
        mail.add_alternative(message.html, subtype="html", charset="utf-8")
    for attachment in message.attachments:
        _attach(mail, attachment)
    mail["Content-Language"] = _LANGUAGES.get(message.locale, "en")
    return mail


def _attach(mail: EmailMessage, attachment: Attachment) -> None:
    """An appointment also stands beside the text: there Outlook shows its buttons."""
    main, _slash, sub = attachment.media_type.partition("/")
    if attachment.media_type == _CALENDAR:
        _beside_the_text(mail).add_alternative(
            attachment.content.decode(), subtype=sub, charset="utf-8", params=attachment.parameters
        )
        main, sub = "application", "ics"
    mail.add_attachment(attachment.content, maintype=main, subtype=sub, filename=attachment.name)


def _beside_the_text(mail: EmailMessage) -> EmailMessage:
    """The part that holds the text in its different shapes."""
    if mail.get_content_type() != "multipart/mixed":
        return mail
    first = next(mail.iter_parts())
    assert isinstance(first, EmailMessage)  # noqa: S101 - we have made it ourselves
    return first


def _line(text: str) -> str:
    """One line: a name that brings a line break brings no header."""
    return " ".join(text.split())


def _checked(address: str, name: str) -> None:
    try:
        if not Address(addr_spec=address).domain:
            raise InvalidError("address_wrong", field=name)
    except (ValueError, IndexError, HeaderParseError) as error:
        raise InvalidError("address_wrong", field=name) from error


@contextmanager
def _connected(server: Server, patience: Patience) -> Iterator[smtplib.SMTP]:
    if server.security is Security.TLS:
        peer: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, timeout=patience.piece, context=_trust(server.trusted_ca)
        )
    else:
        peer = smtplib.SMTP(server.host, server.port, timeout=patience.piece)
    try:
        if server.security is Security.STARTTLS:
            # Where the server cannot, this raises: nothing is sent in the open by mistake.
            peer.starttls(context=_trust(server.trusted_ca))
        peer.ehlo_or_helo_if_needed()
        if server.username:
            peer.login(server.username, server.password)
        yield peer
        with suppress(OSError, smtplib.SMTPException):
            peer.quit()  # taken is taken, however the goodbye goes
    finally:
        peer.close()


@cache
def _trust(authority: str) -> ssl.SSLContext:
    """Reading the authorities takes longer than all the rest of a letter."""
    return ssl.create_default_context(cafile=authority or None)


@contextmanager
def _failures() -> Iterator[None]:
    """Every failure of the way as one of our two."""
    try:
        yield
    except ChannelError:
        raise
    except smtplib.SMTPRecipientsRefused as error:
        code, text = next(iter(error.recipients.values()))
        raise _by_code(code, text) from error
    except smtplib.SMTPAuthenticationError as error:
        # A mended password helps all that wait: not the message's fault.
        raise TryAgainError(str(error.smtp_code), _words(error.smtp_error)) from error
    except smtplib.SMTPResponseException as error:
        raise _by_code(error.smtp_code, error.smtp_error) from error
    except ssl.SSLError as error:
        raise TryAgainError("tls", str(error)[:300]) from error
    except TimeoutError as error:
        raise TryAgainError("timeout", "") from error
    except (smtplib.SMTPException, OSError) as error:
        silent = "timed out" in str(error)
        raise TryAgainError("timeout" if silent else "unreachable", str(error)[:300]) from error


def _by_code(code: int, text: bytes | str) -> ChannelError:
    failure = RefusedByPeerError if 500 <= code < 600 else TryAgainError
    return failure(str(code), _words(text))


def _words(text: bytes | str) -> str:
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return " ".join(words.split())[:300]
