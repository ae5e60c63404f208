"""The holes that each kind's wording may have, and invented values for the preview."""

from collections.abc import Mapping
from typing import Final

from models import NoticeKind

K = NoticeKind
TO_CUSTOMER: Final = frozenset(
    {
        K.CASE_RECEIVED,
        K.DEALER_ACCEPTED,
        K.APPOINTMENT_SET,
        K.APPOINTMENT_CHANGED,
        K.APPOINTMENT_CANCELLED,
        K.WERE_YOU_CONTACTED,
        K.RESOLVED,
        K.ENDED,
        K.WITHDRAWAL_RECORDED,
    }
)
_CLOCK: Final = ("number", "stage", "severity", "due", "dealer", "hand_back_link")
_OF: Final[Mapping[NoticeKind, tuple[str, ...]]] = {
    K.OFFER_MADE: ("number", "severity", "due", "dealer", "accept_link", "decline_link"),
    K.OFFER_EXPIRED: ("number", "dealer"),
    K.OFFER_WITHDRAWN: ("number", "dealer"),
    K.CASE_TAKEN_AWAY: ("number", "dealer"),
    K.CLOCK_WARNING: _CLOCK,
    K.CLOCK_BREACHED: _CLOCK,
    K.CLOCK_SUPERVISOR: _CLOCK,
    K.CLOCK_DOUBLED: _CLOCK,
    K.CUSTOMER_DAY_12: ("number", "severity", "dealer", "day"),
    K.CUSTOMER_DAY_15: ("number", "severity", "dealer", "day"),
    K.PROMISE_DUE: ("number", "due"),
    K.PROMISE_BROKEN: ("number", "due"),
    K.REQUEST_WAITING: ("number", "due", "by"),
    K.REQUEST_MOVED_UP: ("number", "due", "by"),
    K.PART_LATE: ("number", "dealer"),
    K.PAUSE_ASKED: ("number", "stage", "until", "by"),
    K.PAUSE_DECIDED: ("number", "stage", "until", "decision"),
    K.PAUSE_ENDED: ("number", "stage", "until", "by"),
    K.CASE_RETURNED: ("number", "dealer", "severity"),
    K.REOPENED: ("number", "severity", "dealer"),
    K.CHASED: ("number", "times", "severity"),
    K.MESSAGE_FAILED: ("number", "channel"),
    K.CLOSURE_ASKED: ("dealer", "since", "until"),
    K.CLOSURE_DECIDED: ("dealer", "since", "until", "decision"),
    K.CLOSURE_CALLED_OFF: ("dealer", "since", "by"),
    K.CALENDAR_CHANGED: ("calendar", "count"),
    K.HANDED_OVER: ("count", "by"),
    K.INSTALLER_WATCHED: ("person", "times"),
    K.INSTALLER_HELD: ("person", "times", "due"),
    K.VISIT_OF_HELD: ("number", "person", "dealer", "window"),
    K.HOLD_WAITING: ("person", "due"),
    K.HOLD_MOVED_UP: ("person", "due"),
    K.INSTALLER_SUSPENDED: ("person",),
    K.HOLD_LIFTED: ("person",),
    K.INSTALLER_REINSTATED: ("person",),
    K.PLEA_MADE: ("person", "by", "due"),
    K.PLEA_ANSWERED: ("person", "decision"),
    K.PLEA_MOVED_UP: ("person", "by", "due"),
    K.VISIT_BOOKED: ("number", "dealer", "window"),
    K.VISIT_MOVED: ("number", "dealer", "window"),
    K.VISIT_CANCELLED: ("number", "dealer", "window"),
    K.URGENT_AT_NIGHT: ("number", "dealer", "due"),
    K.ROBOT_TRIED: ("by",),
    K.CLAIM_DISPUTED: ("number", "dealer", "due"),
    K.DISPUTE_DECIDED: ("number", "dealer"),
    K.VERIFY_FIRST: ("dealer", "count"),
    K.VERIFY_FIRST_ENDED: ("dealer", "count"),
    K.CONTACT_CODE: ("code",),
    K.CORRECTION_ASKED: ("dealer", "due"),
    K.CORRECTION_DUE: ("dealer", "due"),
    K.RECALL_ASKED: ("dealer", "due"),
    K.RECALL_DUE: ("dealer", "due"),
    K.CASE_RECEIVED: ("number",),
    K.DEALER_ACCEPTED: ("number", "dealer"),
    K.APPOINTMENT_SET: ("number", "dealer", "window"),
    K.APPOINTMENT_CHANGED: ("number", "dealer", "window"),
    K.APPOINTMENT_CANCELLED: ("number", "dealer", "window"),
    K.WERE_YOU_CONTACTED: ("number", "dealer"),
    K.RESOLVED: ("number",),
    K.ENDED: ("number", "days"),
    K.WITHDRAWAL_RECORDED: ("number", "until"),
}
# Numbers and names of the preview; times, stages and the like are made in the reader's language.
SAMPLES: Final[Mapping[str, str]] = {
    "number": "HF26-004821-4",
    "dealer": "Shunhe",
    "name": "Lin Wen",
    "by": "Grace",
    "person": "Luo Min",
    "times": "3",
    "count": "12",
    "day": "12",
    "days": "30",
}


def variables_of(kind: NoticeKind) -> tuple[str, ...]:
    """Everything that may stand in braces; the customer is not called by a name."""
    whose = () if kind in TO_CUSTOMER else ("name",)
    return (*_OF[kind], *whose, "link")
