"""What sending needs from outside the database: secrets, where the portal stands, the addresses."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from models import Delivery, Notice
from portal.infra.keys import derived_key
from portal.notices.channels.bounces import signed_id


class Links(Protocol):
    """Makes the addresses that stand in a message (`own_links`)."""

    def addresses(
        self, session: Session, notice: Notice, delivery: Delivery, *, now: datetime
    ) -> dict[str, str]: ...

    def note_sent(
        self, session: Session, notice: Notice, delivery: Delivery, *, now: datetime
    ) -> None: ...


@dataclass(frozen=True, slots=True)
class Office:
    """One for each process that sends."""

    secret_key: str
    base_url: str
    links: Links

    @property
    def bounce_key(self) -> bytes:
        """Signs the numbers of our letters, so that a forged bounce is seen to be forged."""
        return bounce_key(self.secret_key)

    def message_id(self, number: str, settings: Mapping[str, object]) -> str:
        """The Message-ID of a letter: the same at every attempt."""
        sender = str(settings.get("sender") or "")
        domain = sender.rpartition("@")[2] or urlsplit(self.base_url).hostname or "localhost"
        return signed_id(self.bounce_key, number, domain)


def bounce_key(secret_key: str) -> bytes:
    """The same for whoever sends and for whoever reads what came back."""
    return derived_key(secret_key, "message-ids")
