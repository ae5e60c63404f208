"""Where one delivery goes."""

from dataclasses import dataclass
from datetime import datetime

from models import DeliveryChannel, Locale
from portal.infra.phones import PhoneKind, phone_from_normal


@dataclass(frozen=True, slots=True)
class Way:
    """A channel and an address, the language, and when it may go."""

    channel: DeliveryChannel
    address: str
    locale: Locale
    contact_point_id: int | None = None
    digest: bool = False
    not_before: datetime | None = None


def is_mobile(normal: str) -> bool:
    """Whether a short message can reach this number."""
    return phone_from_normal(normal).kind is PhoneKind.MOBILE
