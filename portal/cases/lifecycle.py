"""The one table of steps: from which statuses, to which, by whose right, leaving which event.

Pure. Pages take their buttons from it, rules their permission, the docs their picture.
"""

from enum import StrEnum
from typing import Final, NamedTuple

from models.cases import ENDED, CaseStatus
from models.events import EventKind
from portal.access.permissions import Permission
from portal.errors import RefusedError


class Step(StrEnum):
    OFFER = "offer"
    ACCEPT = "accept"
    DECLINE = "decline"
    WITHDRAW_OFFER = "withdraw_offer"
    EXPIRE = "expire"
    HAND_BACK = "hand_back"
    TAKE_AWAY = "take_away"
    CONTACT = "contact"
    CONTACT_FALLS = "contact_falls"
    BOOK = "book"
    REBOOK = "rebook"
    CANCEL_BOOKING = "cancel_booking"
    CHECK_IN = "check_in"
    NO_SHOW_OURS = "no_show_ours"
    NO_SHOW_CUSTOMER = "no_show_customer"
    RESOLVE = "resolve"
    RESOLVE_BY_BRAND = "resolve_by_brand"
    CALL_BACK = "call_back"
    CLOSE = "close"
    REOPEN = "reopen"
    END_UNREACHABLE = "end_unreachable"
    END_WITHDRAWN = "end_withdrawn"
    MERGE = "merge"
    UNMERGE = "unmerge"


class Rule(NamedTuple):
    """A step may be taken from `starts` and leads to `ends` (None: back to where it was).

    `else_ends` is where it leads when the dealer's contact counts no more (C3).
    """

    starts: frozenset[CaseStatus]
    ends: CaseStatus | None
    permission: Permission
    event: EventKind
    else_ends: CaseStatus | None = None


S = CaseStatus
_UNDER_WAY: Final = frozenset(CaseStatus) - ENDED
_HELD: Final = frozenset({S.ACCEPTED, S.CONTACTED, S.SCHEDULED, S.VISITED})


def _rule(
    starts: CaseStatus | frozenset[CaseStatus],
    ends: CaseStatus | None,
    permission: Permission,
    event: EventKind,
    else_ends: CaseStatus | None = None,
) -> Rule:
    begins = frozenset({starts}) if isinstance(starts, CaseStatus) else starts
    return Rule(begins, ends, permission, event, else_ends)


P, E = Permission, EventKind
RULES: Final[dict[Step, Rule]] = {
    Step.OFFER: _rule(S.TRIAGE, S.OFFERED, P.CASE_OFFER, E.OFFERED),
    Step.ACCEPT: _rule(S.OFFERED, S.ACCEPTED, P.OFFER_ANSWER, E.ACCEPTED),
    Step.DECLINE: _rule(S.OFFERED, S.TRIAGE, P.OFFER_ANSWER, E.DECLINED),
    Step.WITHDRAW_OFFER: _rule(S.OFFERED, S.TRIAGE, P.CASE_OFFER, E.OFFER_WITHDRAWN),
    Step.EXPIRE: _rule(S.OFFERED, S.TRIAGE, P.CASE_OFFER, E.OFFER_EXPIRED),
    Step.HAND_BACK: _rule(_HELD, S.TRIAGE, P.CASE_HAND_BACK, E.HANDED_BACK),
    Step.TAKE_AWAY: _rule(_HELD, S.TRIAGE, P.CASE_TAKE_AWAY, E.TAKEN_AWAY),
    Step.CONTACT: _rule(S.ACCEPTED, S.CONTACTED, P.CONTACT_CLAIM, E.CONTACT_CLAIMED),
    Step.CONTACT_FALLS: _rule(S.CONTACTED, S.ACCEPTED, P.CASE_EDIT, E.CONTACT_NOT_COUNTED),
    Step.BOOK: _rule(frozenset({S.CONTACTED, S.VISITED}), S.SCHEDULED, P.DISPATCH_BOOK, E.BOOKED),
    Step.REBOOK: _rule(S.SCHEDULED, S.SCHEDULED, P.DISPATCH_BOOK, E.REBOOKED),
    Step.CANCEL_BOOKING: _rule(
        S.SCHEDULED, S.CONTACTED, P.DISPATCH_BOOK, E.BOOKING_CANCELLED, S.ACCEPTED
    ),
    Step.CHECK_IN: _rule(S.SCHEDULED, S.VISITED, P.VISIT_WORK, E.CHECKED_IN),
    Step.NO_SHOW_OURS: _rule(S.SCHEDULED, S.CONTACTED, P.DISPATCH_BOOK, E.NO_SHOW_OURS, S.ACCEPTED),
    Step.NO_SHOW_CUSTOMER: _rule(
        S.SCHEDULED, S.CONTACTED, P.VISIT_WORK, E.NO_SHOW_CUSTOMER, S.ACCEPTED
    ),
    Step.RESOLVE: _rule(
        frozenset({S.ACCEPTED, S.CONTACTED, S.VISITED}), S.RESOLVED, P.CASE_RESOLVE, E.RESOLVED
    ),
    Step.RESOLVE_BY_BRAND: _rule(S.TRIAGE, S.RESOLVED, P.CASE_SETTLE, E.RESOLVED),
    Step.CALL_BACK: _rule(S.RESOLVED, None, P.CALLBACK_MAKE, E.CALLED_BACK),
    Step.CLOSE: _rule(S.RESOLVED, S.CLOSED, P.CASE_CLOSE, E.CLOSED),
    Step.REOPEN: _rule(
        frozenset({S.RESOLVED, S.CLOSED, S.UNREACHABLE, S.FINAL_POSITION, S.WITHDRAWN}),
        S.TRIAGE,
        P.CASE_REOPEN,
        E.REOPENED,
    ),
    Step.END_UNREACHABLE: _rule(S.RESOLVED, S.UNREACHABLE, P.SUPERVISE, E.ENDED_UNREACHABLE),
    Step.END_WITHDRAWN: _rule(_UNDER_WAY, S.WITHDRAWN, P.WITHDRAWAL_RECORD, E.WITHDRAWN),
    Step.MERGE: _rule(
        frozenset({S.TRIAGE, S.ACCEPTED, S.CONTACTED, S.VISITED, S.RESOLVED}),
        S.MERGED,
        P.CASE_MERGE,
        E.MERGED,
    ),
    Step.UNMERGE: _rule(S.MERGED, None, P.CASE_MERGE, E.UNMERGED),
}

# After these the customer is no nearer to the end than before.
BACK: Final = frozenset(
    {
        Step.DECLINE,
        Step.WITHDRAW_OFFER,
        Step.EXPIRE,
        Step.HAND_BACK,
        Step.TAKE_AWAY,
        Step.CONTACT_FALLS,
        Step.CANCEL_BOOKING,
        Step.NO_SHOW_OURS,
        Step.REOPEN,
        Step.UNMERGE,
    }
)


def rule_for(step: Step, status: CaseStatus) -> Rule:
    """The rule of a step, or a refusal that names the status it cannot start from."""
    rule = RULES[step]
    if status not in rule.starts:
        raise RefusedError("wrong_status", step=step.value, status=status.value)
    return rule


def steps_from(status: CaseStatus, grants: frozenset[Permission]) -> list[Step]:
    """The steps that are open from a status to someone who holds these permissions."""
    return [
        step for step, rule in RULES.items() if status in rule.starts and rule.permission in grants
    ]
