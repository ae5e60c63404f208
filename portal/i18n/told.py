"""What the timeline says of each kind of event: a sentence that takes the values it has.

The first sentence whose values are all there is told; else the plain word for the kind.
"""

from collections.abc import Mapping
from typing import Any, Final

from flask_babel import lazy_gettext as _l

from models.events import EventKind
from portal.i18n.words import word

K = EventKind
TOLD: Final[Mapping[EventKind, tuple[tuple[tuple[str, ...], Any], ...]]] = {
    K.OPENED: ((("customer", "channel"), _l("%(customer)s complains · %(channel)s")),),
    K.RELAYED: ((("by",), _l("Relayed by %(by)s")),),
    K.OFFERED: ((("dealer",), _l("Offered to %(dealer)s")),),
    K.ACCEPTED: ((("dealer",), _l("Accepted by %(dealer)s")),),
    K.DECLINED: (
        (("dealer", "reason"), _l("Declined by %(dealer)s: %(reason)s")),
        (("dealer",), _l("Declined by %(dealer)s")),
    ),
    K.OFFER_WITHDRAWN: ((("dealer",), _l("Offer to %(dealer)s withdrawn")),),
    K.OFFER_EXPIRED: ((("dealer",), _l("%(dealer)s did not answer in time")),),
    K.PASSED_ON: ((("to",), _l("Passed to %(to)s")),),
    K.MESSAGE_SENT_AGAIN: ((("way",), _l("Message sent once more: %(way)s")),),
    K.HANDED_BACK: ((("dealer",), _l("Handed back by %(dealer)s")),),
    K.TAKEN_AWAY: ((("dealer",), _l("Taken away from %(dealer)s")),),
    K.NOT_OURS_JUDGED: ((("upheld",), _l("“Not ours” judged: %(upheld)s")),),
    K.SUPERVISOR_ASKED: ((("request",), _l("Supervisor asked: %(request)s")),),
    K.SUPERVISOR_ANSWERED: (
        (("granted", "request"), _l("Supervisor’s word: %(granted)s. %(request)s")),
    ),
    K.CONTACT_CLAIMED: ((("dealer",), _l("%(dealer)s: “we have contacted the customer”")),),
    K.CONTACT_NOT_COUNTED: ((("dealer",), _l("%(dealer)s: “we have contacted the customer”")),),
    K.DISPUTE_ANSWERED: ((("dealer",), _l("%(dealer)s answers the customer’s denial")),),
    K.ACCUSED_CONTACT: (
        (("installer",), _l("%(installer)s, complained of, contacted the customer")),
    ),
    K.BOOKED: ((("window",), _l("Visit booked: %(window)s")),),
    K.REBOOKED: ((("window",), _l("Visit moved to %(window)s")),),
    K.BOOKING_CANCELLED: ((("window",), _l("Visit of %(window)s cancelled")),),
    K.CHECKED_IN: ((("installer",), _l("%(installer)s has checked in at the customer’s")),),
    K.PART_ORDERED: ((("part",), _l("Part ordered: %(part)s")),),
    K.CALLED_BACK: ((("outcome",), _l("Callback: %(outcome)s")),),
    K.RECHECKED: ((("outcome",), _l("Recheck: %(outcome)s")),),
    K.REOPENED: ((("attempt",), _l("Reopened: attempt %(attempt)s")),),
    K.MERGED: ((("number",), _l("Merged into %(number)s")),),
    K.MERGED_HERE: ((("number",), _l("%(number)s was merged into this case")),),
    K.UNMERGED: ((("number",), _l("Merge with %(number)s undone")),),
    K.FOLLOWED: ((("number",), _l("Followed by the new case %(number)s")),),
    K.FOLLOWS: ((("number",), _l("Follows %(number)s, which ended too long ago to be reopened")),),
    K.PROMISED: ((("due",), _l("Promise to the customer, due %(due)s")),),
    K.SEVERITY_CHANGED: (
        (("before", "after"), _l("Severity changed from %(before)s to %(after)s")),
    ),
    K.ACCUSED_NAMED: ((("installer",), _l("%(installer)s is named as complained of")),),
    K.ACCUSED_CLEARED: ((("installer",), _l("%(installer)s was not the one complained of")),),
    K.ENTITLEMENT_JUDGED: ((("entitlement",), _l("Entitlement: %(entitlement)s")),),
    K.TASK_SET: (
        (("task", "due"), _l("Task set: %(task)s, due %(due)s")),
        (("task",), _l("Task set: %(task)s")),
    ),
    K.TASK_DONE: ((("task",), _l("Task done: %(task)s")),),
    K.RECHECK_SET: ((("due",), _l("Recheck set for %(due)s")),),
    K.PAUSE_ASKED: ((("stage", "until"), _l("Pause asked for: %(stage)s, until %(until)s")),),
    K.PAUSE_AGREED: ((("stage", "until"), _l("Pause agreed: %(stage)s, until %(until)s")),),
    K.PAUSE_REFUSED: ((("stage",), _l("Pause refused: %(stage)s")),),
    K.PAUSE_ENDED: ((("stage",), _l("Pause ended early: %(stage)s")),),
    K.CLOCK_BREACHED: ((("stage", "due"), _l("%(stage)s: the deadline of %(due)s was missed")),),
    K.CLOCK_ESCALATED: ((("stage",), _l("%(stage)s is far over its time: told further up")),),
    K.CUSTOMER_DAY_REACHED: ((("day",), _l("The customer waits for %(day)s days")),),
    K.REQUEST_MOVED_UP: ((("request",), _l("Nobody has decided, moved up: %(request)s")),),
    K.DEALER_SAID: ((("dealer", "says"), _l("%(dealer)s says: “%(says)s”")),),
    K.STALLED: (
        (
            ("touches", "since"),
            _l("Stalls: %(touches)s touches and no step further since %(since)s"),
        ),
        (("days", "since"), _l("Stalls: %(days)s working days, no step further since %(since)s")),
    ),
    K.PART_LATE: ((("part",), _l("Ten days without the part: %(part)s")),),
    K.PROMISE_BROKEN: ((("due",), _l("Promise broken, due %(due)s")),),
    K.LINK_ISSUED: ((("sent_by",), _l("Link sent to the customer · %(sent_by)s")),),
    K.ABUSE_WARNED: ((("warning",), _l("Caller warned: warning %(warning)s")),),
}


def tell(kind: EventKind, values: Mapping[str, str]) -> str:
    """The sentence for an event with these values in words."""
    for needed, sentence in TOLD.get(kind, ()):
        if all(values.get(name) for name in needed):
            return str(sentence) % values
    return word(kind)
