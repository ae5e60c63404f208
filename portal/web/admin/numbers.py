"""The numbers of the domain, as an administrator reads them: grouped, with rule and unit."""

from typing import Any, Final, NamedTuple

from flask_babel import lazy_gettext as _l

from models import Figure
from portal.i18n.words.scores import WORDS
from portal.settings.known import (
    CALLBACK_FROM,
    CALLBACK_UNTIL,
    CHASE_HOURS,
    CHASES_AT_SUPERVISOR,
    CLOSURE_DAYS_AHEAD,
    CONTACT_DAYS,
    CORRECTION_DAYS,
    CUSTOMER_DAY_DIRECTOR,
    CUSTOMER_DAY_SUPERVISOR,
    CUSTOMER_QUIET_FROM,
    CUSTOMER_QUIET_UNTIL,
    DECLINES_AT_SUPERVISOR,
    DETAILS_MINUTES,
    DISPUTE_HOURS,
    LADDER_SUPERVISOR,
    LADDER_TWICE,
    LADDER_WARNING,
    MERGE_UNDO_DAYS,
    PART_DAYS,
    PAUSE_DAYS,
    PROMISE_MINUTES,
    REOPEN_DAYS,
    REVEAL_HOUR,
    SCORE_DAYS,
    SCORE_LEAST,
    SCORE_LEAST_CASES,
    SCORE_WEIGHTS,
    SILENCE_DAYS,
    STALL_DAYS,
    STALL_TOUCHES,
    STANDING_DAYS,
    STANDING_HELD_AT,
    STANDING_WATCHED_AT,
    UNREACHABLE_CALLS,
    UNREACHABLE_DAYS,
    UNREACHABLE_PARTS,
    VERIFY_DAYS,
    VERIFY_DISPUTES,
    VERIFY_PERCENT,
    VERIFY_RUN,
    WITHDRAWAL_DAYS,
    WORD_HOURS,
    Known,
)

HOURS: Final = _l("hours")
MINUTES: Final = _l("minutes")
DAYS: Final = _l("days")
WORKING_DAYS: Final = _l("working days")
TIMES: Final = _l("times")
PERCENT: Final = _l("percent of the time")
CLAIMS_PERCENT: Final = _l("percent of the claims")
HOUR: Final = _l("o’clock, full hour")
CUSTOMERS: Final = _l("customers")
PARTS: Final = _l("parts of the day")
CASES: Final = _l("cases")
WEIGHT: Final = _l("as its weight")


class Number(NamedTuple):
    """A number: what it is called, counted in what, by which rule, and what to know about it."""

    known: Known[int]
    label: Any
    unit: Any
    rule: str
    note: Any = ""


class Group(NamedTuple):
    """Numbers that are looked for together."""

    key: str
    title: Any
    numbers: tuple[Number, ...]


GROUPS: Final = (
    Group(
        "intake",
        _l("Calls and promises"),
        (
            Number(DETAILS_MINUTES, _l("The rest of a call is written down within"), MINUTES, "I1"),
            Number(CHASE_HOURS, _l("Chases count once within"), HOURS, "I3"),
            Number(CHASES_AT_SUPERVISOR, _l("Chases until the supervisor sees it"), TIMES, "I3"),
            Number(PROMISE_MINUTES, _l("A promise comes up before its time by"), MINUTES, "I6"),
        ),
    ),
    Group(
        "supervisors",
        _l("Supervisors"),
        (
            Number(DECLINES_AT_SUPERVISOR, _l("Declines until it is decided above"), TIMES, "O2"),
            Number(WORD_HOURS, _l("A supervisor’s word is given within"), HOURS, "O2, T8"),
        ),
    ),
    Group(
        "ladder",
        _l("Deadlines"),
        (
            Number(
                LADDER_WARNING, _l("The owner is warned at"), PERCENT, "T6",
                _l("These three hold for deadlines that begin from now on."),
            ),
            Number(LADDER_SUPERVISOR, _l("The supervisor is told at"), PERCENT, "T6"),
            Number(LADDER_TWICE, _l("Another dealer is offered at"), PERCENT, "T6"),
            Number(CUSTOMER_DAY_SUPERVISOR, _l("The supervisor hears of a wait of"), DAYS, "T5"),
            Number(CUSTOMER_DAY_DIRECTOR, _l("The director hears of a wait of"), DAYS, "T5"),
            Number(PAUSE_DAYS, _l("All pauses of a case together, at most"), WORKING_DAYS, "T4"),
            Number(PART_DAYS, _l("A part is late after"), DAYS, "T4"),
            Number(CLOSURE_DAYS_AHEAD, _l("A dealer asks for a closure ahead by"), DAYS, "T1"),
        ),
    ),
    Group(
        "stalling",
        _l("Stalling"),
        (
            Number(STALL_TOUCHES, _l("A case stalls once touched"), TIMES, "B2"),
            Number(
                STALL_DAYS, _l("or after"), WORKING_DAYS, "B2",
                _l("Counted since it was last a step further than it had ever been."),
            ),
        ),
    ),
    Group(
        "visits",
        _l("Visits and callbacks"),
        (
            Number(
                REVEAL_HOUR,
                _l("The installer sees address and number the day before from"),
                HOUR, "D4",
                _l("For visits that are booked from now on."),
            ),
            Number(CALLBACK_FROM, _l("Customers are rung from"), HOUR, "K1"),
            Number(CALLBACK_UNTIL, _l("Customers are rung until"), HOUR, "K1"),
        ),
    ),
    Group(
        "messages",
        _l("Messages to customers"),
        (
            Number(
                CUSTOMER_QUIET_FROM, _l("No messages to customers from"), HOUR, "",
                _l("What is urgent goes all the same. The same hour twice: at any time."),
            ),
            Number(CUSTOMER_QUIET_UNTIL, _l("No messages to customers until"), HOUR, ""),
        ),
    ),
    Group(
        "endings",
        _l("How cases end"),
        (
            Number(REOPEN_DAYS, _l("The customer’s word reopens a case within"), DAYS, "K3"),
            Number(UNREACHABLE_CALLS, _l("Unreachable: calls that nobody answered"), TIMES, "K4"),
            Number(UNREACHABLE_DAYS, _l("Unreachable: on different days"), DAYS, "K4"),
            Number(UNREACHABLE_PARTS, _l("Unreachable: at different times"), PARTS, "K4"),
            Number(SILENCE_DAYS, _l("Unreachable: silence after the link"), DAYS, "K4"),
            Number(
                WITHDRAWAL_DAYS, _l("A withdrawal can be objected to for"), DAYS, "K6",
                _l("Withdrawals that wait already keep their time."),
            ),
            Number(MERGE_UNDO_DAYS, _l("A merge can be undone for"), DAYS, "K7"),
        ),
    ),
    Group(
        "standing",
        _l("Standing of installers"),
        (
            Number(STANDING_WATCHED_AT, _l("Watched from so many"), CUSTOMERS, "S1"),
            Number(STANDING_HELD_AT, _l("Held from so many"), CUSTOMERS, "S1"),
            Number(STANDING_DAYS, _l("A complaint counts for"), DAYS, "S1"),
        ),
    ),
    Group(
        "claims",
        _l("Claims of dealers"),
        (
            Number(
                DISPUTE_HOURS, _l("A dealer may answer a customer’s denial for"), HOURS, "C3",
                _l("After that the denial stands."),
            ),
            Number(
                VERIFY_DISPUTES, _l("“Verify first” from upheld disputes"), TIMES, "C3",
                _l("From then on the dealer’s claims count once the customer confirms them."),
            ),
            Number(VERIFY_PERCENT, _l("and of the dealer’s claims at least"), CLAIMS_PERCENT, "C3"),
            Number(VERIFY_DAYS, _l("both counted within"), DAYS, "C3"),
            Number(VERIFY_RUN, _l("It ends with verified claims in a row"), TIMES, "C3"),
        ),
    ),
    Group(
        "contacts",
        _l("Contact points"),
        (
            Number(
                CONTACT_DAYS, _l("A contact point is live after its last proof for"), DAYS, "P1",
                _l("Then it is stale, and its owner is asked to confirm or replace it."),
            ),
            Number(CORRECTION_DAYS, _l("A contact point is corrected within"), WORKING_DAYS, "P2"),
        ),
    ),
    Group(
        "scores",
        _l("Dealers’ scores"),
        (
            Number(SCORE_DAYS, _l("A score looks back"), DAYS, "B3"),
            Number(
                SCORE_LEAST, _l("A figure says something from"), TIMES, "B3",
                _l("With less it reads “too few to say” and weighs nothing."),
            ),
            Number(SCORE_LEAST_CASES, _l("A score and a rank need"), CASES, "B3"),
            *(
                Number(weight, WORDS[Figure][figure], WEIGHT, "B3")
                for figure, weight in SCORE_WEIGHTS.items()
            ),
        ),
    ),
)  # fmt: skip
