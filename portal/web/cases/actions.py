"""What can be done with a case, in the order in which the page offers it.

The table of steps says whether; this says with which words, icon and key, and on which page.
An action is offered only to whoever passes the guard of its page.
"""

from dataclasses import dataclass
from typing import Any, Final

from flask import url_for
from flask_babel import lazy_gettext as _l

from models import Case, CaseStatus
from models.cases import ENDED
from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.audits.start import AUDITED
from portal.cases.lifecycle import Step
from portal.cases.note_dealer_word import WITH_A_DEALER
from portal.cases.steps import steps_open_to
from portal.web.nav import may_open

OPEN: Final = frozenset(CaseStatus) - ENDED
# Where a dealer can have claimed something.
WITH_CLAIMS: Final = frozenset(
    {
        CaseStatus.ACCEPTED,
        CaseStatus.CONTACTED,
        CaseStatus.SCHEDULED,
        CaseStatus.VISITED,
        CaseStatus.RESOLVED,
    }
)
ANY: Final = frozenset(CaseStatus) - {CaseStatus.CLOSED_ELSEWHERE}


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do: a page with a form (`show`) at `/cases/<number>/<verb>`."""

    endpoint: str
    label: Any
    icon: str
    key: str = ""
    steps: frozenset[Step] = frozenset()
    permission: Permission | None = None
    statuses: frozenset[CaseStatus] = OPEN


@dataclass(frozen=True, slots=True)
class Offered:
    """An action as the page shows it."""

    url: str
    label: str
    icon: str
    key: str
    endpoint: str


def _step(endpoint: str, label: Any, icon: str, key: str, *steps: Step) -> Action:
    return Action(endpoint, label, icon, key, steps=frozenset(steps))


P = Permission
ACTIONS: Final[tuple[Action, ...]] = (
    _step("call_back.show", _l("Ring the customer"), "telephone-outbound", "r", Step.CALL_BACK),
    _step("close.show", _l("Close the case"), "check2-circle", "z", Step.CLOSE),
    _step("offer.show", _l("Offer to a dealer"), "send", "o", Step.OFFER),
    _step("accept.show", _l("Accept"), "check-lg", "a", Step.ACCEPT),
    _step("decline.show", _l("Decline"), "x-lg", "d", Step.DECLINE),
    _step("claim_contact.show", _l("Report a contact"), "telephone", "k", Step.CONTACT),
    Action("verify_claim.show", _l("Ask the customer"), "telephone-plus",
           permission=P.CLAIM_VERIFY, statuses=WITH_CLAIMS),
    _step("book.show", _l("Book a visit"), "calendar-plus", "b", Step.BOOK),
    _step("book.move", _l("Move the visit"), "calendar-week", "b", Step.REBOOK),
    _step("resolve.show", _l("Record the resolution"), "clipboard-check", "e", Step.RESOLVE),
    _step(
        "resolve.show", _l("Settle it ourselves"), "clipboard-check", "e", Step.RESOLVE_BY_BRAND
    ),
    _step("reopen.show", _l("Reopen"), "arrow-counterclockwise", "o", Step.REOPEN),
    Action("promise.show", _l("Record a promise"), "alarm", "p", permission=P.PROMISE_MAKE),
    Action("chase.show", _l("The customer asks again"), "megaphone", "c", permission=P.CASE_CHASE),
    Action("parts.show", _l("Parts"), "box-seam", "s", permission=P.PART_KEEP),
    Action("pause.show", _l("Pause the time"), "pause-circle", permission=P.PAUSE_ASK),
    Action("accused_contact.show", _l("A person complained of rang"), "person-exclamation", "w",
           permission=P.CASE_CHASE),
    Action("photos.show", _l("Add photos"), "camera", "f", permission=P.PHOTO_ADD, statuses=ANY),
    Action("comment.show", _l("Comment"), "chat-left-text", "m", permission=P.CASE_COMMENT),
    Action("dealer_word.show", _l("What the dealer says"), "chat-quote", permission=P.CONTACT_CLAIM,
           statuses=WITH_A_DEALER),
    Action("details.show", _l("Correct the details"), "pencil", "i", permission=P.CASE_EDIT),
    Action("tasks.show", _l("Add a task"), "list-check", "x", permission=P.TASK_KEEP, statuses=ANY),
    Action("praise.show", _l("Record praise"), "hand-thumbs-up", "h", permission=P.PRAISE_RECORD,
           statuses=ANY),
    Action("links.show", _l("The customer’s link"), "link-45deg", "l", permission=P.LINK_ISSUE),
    Action("messages.show", _l("What was sent"), "envelope", permission=P.QUEUE_READ, statuses=ANY),
    _step("cancel_booking.show", _l("Cancel the visit"), "calendar-x", "y", Step.CANCEL_BOOKING),
    _step("no_show.show", _l("Nobody was there"), "door-closed", "q", Step.NO_SHOW_OURS,
          Step.NO_SHOW_CUSTOMER),
    _step("withdraw_offer.show", _l("Withdraw the offer"), "arrow-return-left", "t",
          Step.WITHDRAW_OFFER),
    _step("take_away.show", _l("Take the case back"), "arrow-return-left", "t", Step.TAKE_AWAY),
    _step("hand_back.show", _l("Hand the case back"), "arrow-return-left", "t", Step.HAND_BACK),
    Action("unreachable.show", _l("The customer cannot be reached"), "telephone-x", "u",
           permission=P.UNREACHABLE_ASK, statuses=frozenset({CaseStatus.RESOLVED})),
    Action("withdraw.show", _l("The customer withdraws"), "flag", "v",
           permission=P.WITHDRAWAL_RECORD),
    _step("merge.show", _l("Merge into another case"), "sign-merge-right", "g", Step.MERGE),
    _step("merge.undo", _l("Undo the merge"), "signpost-split", "g", Step.UNMERGE),
    Action("start_audit.show", _l("Score this case"), "card-checklist", "o",
           permission=P.AUDIT_MAKE, statuses=frozenset(AUDITED)),
    Action("abuse.show", _l("Abuse or a threat"), "shield-exclamation", "!",
           permission=P.ABUSE_RECORD, statuses=ANY),
)  # fmt: skip


def actions_for(actor: Actor, case: Case) -> list[Offered]:
    """What this actor can do with this case now, most pressing first."""
    steps = set(steps_open_to(actor, case))
    return [
        Offered(
            url_for(action.endpoint, number=case.number),
            str(action.label),
            action.icon,
            action.key,
            action.endpoint,
        )
        for action in ACTIONS
        if _is_open(action, actor, case, steps) and may_open(action.endpoint, actor)
    ]


def _is_open(action: Action, actor: Actor, case: Case, steps: set[Step]) -> bool:
    if action.steps:
        return bool(action.steps & steps)
    if actor.dealer_id is not None and case.status is CaseStatus.OFFERED:
        return False  # an offer is answered first; until then it is not theirs to work on
    wanted = action.permission is None or actor.may(action.permission)
    return wanted and case.status in action.statuses
