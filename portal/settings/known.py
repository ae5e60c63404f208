"""Every setting there is, with its default and what it may be."""

from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar
from zoneinfo import available_timezones

from portal.errors import InvalidError

T = TypeVar("T", str, int, bool)


@dataclass(frozen=True, slots=True)
class Known(Generic[T]):
    """A setting: its key in the table, and the value that holds until somebody sets another."""

    key: str
    default: T
    least: int = 0
    most: int = 0
    choices: tuple[str, ...] = ()

    @property
    def field(self) -> str:
        """Its name in a form."""
        return self.key

    def checked(self, value: object) -> T:
        """The value, if it is one; else InvalidError on its field."""
        kind: type[T] = type(self.default)
        if type(value) is not kind or not self._fits(value):
            raise InvalidError(
                "setting_out_of_range", field=self.field, least=self.least, most=self.most
            )
        return value

    def _fits(self, value: Any) -> bool:
        if isinstance(value, bool):
            return True
        if isinstance(value, int):
            return self.least <= value <= self.most
        return value in self.choices


CURRENCIES: Final = ("CNY", "TWD", "HKD", "MOP", "SGD", "MYR", "USD", "EUR")

CURRENCY: Final = Known("currency", "CNY", choices=CURRENCIES)
TIME_ZONE: Final = Known(
    "time_zone", "Asia/Shanghai", choices=tuple(sorted(available_timezones() - {"localtime"}))
)
# The customer is rung between these hours only (domain K1).
CALLBACK_FROM: Final = Known("callback_from", 9, least=0, most=23)
CALLBACK_UNTIL: Final = Known("callback_until", 20, least=1, most=24)
# In which the customer and the hotline's own robots are written to.
CUSTOMER_LOCALE: Final = Known("customer_locale", "zh_Hans", choices=("zh_Hans", "zh_Hant", "en"))
# Between these hours no message goes to a customer, but for what is urgent; the same hour: always.
CUSTOMER_QUIET_FROM: Final = Known("customer_quiet_from", 21, least=0, most=24)
CUSTOMER_QUIET_UNTIL: Final = Known("customer_quiet_until", 8, least=0, most=24)
# So long the customer's word reopens what has ended; later it is a new, linked case (domain K3).
REOPEN_DAYS: Final = Known("reopen_days", 30, least=7, most=365)
# So many customers within so many days put a person's standing down a step (domain S1).
STANDING_DAYS: Final = Known("standing_days", 90, least=30, most=365)
STANDING_WATCHED_AT: Final = Known("standing_watched_at", 2, least=1, most=20)
STANDING_HELD_AT: Final = Known("standing_held_at", 3, least=2, most=20)
# How long a dealer may answer a customer's denial, before it stands (domain C3).
DISPUTE_HOURS: Final = Known("dispute_hours", 24, least=1, most=240)
# Upheld disputes, and their share of the dealer's claims, in so many days: "verify first" until
# so many claims in a row were verified (domain C3).
VERIFY_DISPUTES: Final = Known("verify_disputes", 2, least=1, most=50)
VERIFY_PERCENT: Final = Known("verify_percent", 5, least=0, most=100)
VERIFY_DAYS: Final = Known("verify_days", 90, least=7, most=365)
VERIFY_RUN: Final = Known("verify_run", 10, least=1, most=100)
# So long a contact point lives from its last proof; and within so many working days its owner
# corrects it (domain P1, P2).
CONTACT_DAYS: Final = Known("contact_days", 90, least=7, most=730)
CORRECTION_DAYS: Final = Known("correction_days", 3, least=1, most=30)

KNOWN: Final[dict[str, Known[Any]]] = {
    known.key: known
    for known in (
        CURRENCY,
        TIME_ZONE,
        CALLBACK_FROM,
        CALLBACK_UNTIL,
        CUSTOMER_LOCALE,
        CUSTOMER_QUIET_FROM,
        CUSTOMER_QUIET_UNTIL,
        REOPEN_DAYS,
        STANDING_DAYS,
        STANDING_WATCHED_AT,
        STANDING_HELD_AT,
        DISPUTE_HOURS,
        VERIFY_DISPUTES,
        VERIFY_PERCENT,
        VERIFY_DAYS,
        VERIFY_RUN,
        CONTACT_DAYS,
        CORRECTION_DAYS,
    )  # fmt: skip
}
