"""Every setting there is, with its default and what it may be."""

from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar
from zoneinfo import available_timezones

from models.scores import Figure
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
# A chase counts once within so many hours; so many of them bring the case up (domain I3).
CHASE_HOURS: Final = Known("chase_hours", 2, least=1, most=48)
CHASES_AT_SUPERVISOR: Final = Known("chases_at_supervisor", 3, least=2, most=20)
# So many minutes before its time a promise comes up (domain I6).
PROMISE_MINUTES: Final = Known("promise_minutes", 30, least=5, most=240)
# So many minutes after a call the rest of what was said is written down (domain I1).
DETAILS_MINUTES: Final = Known("details_minutes", 30, least=5, most=480)
# So many declines bring the case up (domain O2).
DECLINES_AT_SUPERVISOR: Final = Known("declines_at_supervisor", 2, least=1, most=10)
# So many hours a supervisor has for a word before it moves up (domain O2, T8).
WORD_HOURS: Final = Known("word_hours", 2, least=1, most=72)
# Rungs of the ladder, in percent of a stage's time (domain T6).
LADDER_WARNING: Final = Known("ladder_warning", 75, least=10, most=95)
LADDER_SUPERVISOR: Final = Known("ladder_supervisor", 125, least=105, most=300)
LADDER_TWICE: Final = Known("ladder_twice", 200, least=110, most=500)
# The customer's days, counted from when it was first heard (domain T5).
CUSTOMER_DAY_SUPERVISOR: Final = Known("customer_day_supervisor", 12, least=2, most=60)
CUSTOMER_DAY_DIRECTOR: Final = Known("customer_day_director", 15, least=3, most=90)
# So many working days the pauses of a case may touch; so many days a part may take (domain T4).
PAUSE_DAYS: Final = Known("pause_days", 10, least=1, most=60)
PART_DAYS: Final = Known("part_days", 10, least=1, most=90)
# So many days ahead a dealer asks for its closure (domain T1).
CLOSURE_DAYS_AHEAD: Final = Known("closure_days_ahead", 3, least=1, most=30)
# The hour on the day before from which a person sees whom they are sent to (domain D4).
REVEAL_HOUR: Final = Known("reveal_hour", 17, least=6, most=23)
# What proves that nobody answers (domain K4). Below these it would prove nothing.
UNREACHABLE_CALLS: Final = Known("unreachable_calls", 3, least=2, most=10)
UNREACHABLE_DAYS: Final = Known("unreachable_days", 2, least=1, most=7)
UNREACHABLE_PARTS: Final = Known("unreachable_parts", 2, least=1, most=3)
SILENCE_DAYS: Final = Known("silence_days", 3, least=1, most=30)
# So many days a withdrawal waits for an objection (K6), and a merge can be undone (K7).
WITHDRAWAL_DAYS: Final = Known("withdrawal_days", 7, least=3, most=60)
MERGE_UNDO_DAYS: Final = Known("merge_undo_days", 30, least=7, most=365)
# The dealer score looks back so far; fewer than so many are too few to say (domain B3).
SCORE_DAYS: Final = Known("score_days", 90, least=30, most=365)
SCORE_LEAST: Final = Known("score_least", 5, least=1, most=100)
SCORE_LEAST_CASES: Final = Known("score_least_cases", 10, least=1, most=1000)
_WEIGHTS: Final = {
    Figure.CLOCKS: 30,
    Figure.CLAIMS: 15,
    Figure.FIRST_VISIT: 15,
    Figure.CALLBACKS: 20,
    Figure.CORRECTIONS: 5,
    Figure.REPEATS: 10,
    Figure.UNNAMED: 5,
}
SCORE_WEIGHTS: Final[dict[Figure, Known[int]]] = {
    figure: Known(f"score_weight_{figure.value}", weight, least=0, most=100)
    for figure, weight in _WEIGHTS.items()
}
# So many touches, or working days, without a step further than ever: the case stalls (domain B2).
STALL_TOUCHES: Final = Known("stall_touches", 5, least=2, most=50)
STALL_DAYS: Final = Known("stall_days", 5, least=1, most=60)

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
        CHASE_HOURS,
        CHASES_AT_SUPERVISOR,
        PROMISE_MINUTES,
        DETAILS_MINUTES,
        DECLINES_AT_SUPERVISOR,
        WORD_HOURS,
        LADDER_WARNING,
        LADDER_SUPERVISOR,
        LADDER_TWICE,
        CUSTOMER_DAY_SUPERVISOR,
        CUSTOMER_DAY_DIRECTOR,
        PAUSE_DAYS,
        PART_DAYS,
        CLOSURE_DAYS_AHEAD,
        REVEAL_HOUR,
        UNREACHABLE_CALLS,
        UNREACHABLE_DAYS,
        UNREACHABLE_PARTS,
        SILENCE_DAYS,
        WITHDRAWAL_DAYS,
        MERGE_UNDO_DAYS,
        SCORE_DAYS,
        SCORE_LEAST,
        SCORE_LEAST_CASES,
        STALL_TOUCHES,
        STALL_DAYS,
    )  # fmt: skip
} | {weight.key: weight for weight in SCORE_WEIGHTS.values()}
