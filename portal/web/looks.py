"""The tone and the icon that go with a word: colour never stands alone."""

from enum import StrEnum
from typing import Any, NamedTuple

from models.cases import CaseStatus, Severity
from models.claims import ClaimState
from models.closures import ClosureState
from models.contacts import ContactState
from models.dispatches import DispatchState
from models.endings import Outcome
from models.events import EventKind
from models.files import FileState
from models.installers import Standing
from models.offers import OfferState
from models.pauses import PauseState


class Look(NamedTuple):
    """How a member is shown."""

    tone: str
    icon: str


PLAIN = Look("neutral", "circle")

LOOKS: dict[type[StrEnum], dict[Any, Look]] = {
    CaseStatus: {
        CaseStatus.TRIAGE: Look("neutral", "inbox"),
        CaseStatus.OFFERED: Look("neutral", "send"),
        CaseStatus.ACCEPTED: Look("neutral", "check2"),
        CaseStatus.CONTACTED: Look("neutral", "telephone"),
        CaseStatus.SCHEDULED: Look("neutral", "calendar-check"),
        CaseStatus.VISITED: Look("neutral", "house-door"),
        CaseStatus.RESOLVED: Look("neutral", "check2-all"),
        CaseStatus.CLOSED: Look("ok", "check-circle"),
        CaseStatus.UNREACHABLE: Look("pause", "telephone-x"),
        CaseStatus.FINAL_POSITION: Look("breach", "file-earmark-x"),
        CaseStatus.WITHDRAWN: Look("pause", "arrow-return-left"),
        CaseStatus.MERGED: Look("pause", "layers"),
        CaseStatus.CLOSED_ELSEWHERE: Look("pause", "archive"),
    },
    Severity: {
        Severity.URGENT: Look("breach", "exclamation-triangle-fill"),
        Severity.NORMAL: Look("neutral", "circle"),
        Severity.MINOR: Look("neutral", "dash-lg"),
    },
    ClaimState: {
        ClaimState.CLAIMED: Look("neutral", "dash-circle"),
        ClaimState.VERIFIED: Look("ok", "check-circle"),
        ClaimState.DISPUTED: Look("breach", "x-circle"),
    },
    ContactState: {
        ContactState.UNVERIFIED: Look("soon", "question-circle"),
        ContactState.LIVE: Look("ok", "telephone"),
        ContactState.SUSPECT: Look("soon", "exclamation-triangle"),
        ContactState.DEAD: Look("breach", "telephone-x"),
        ContactState.RETIRED: Look("pause", "archive"),
    },
    DispatchState: {
        DispatchState.PLANNED: Look("neutral", "calendar-check"),
        DispatchState.ON_SITE: Look("ok", "geo-alt-fill"),
        DispatchState.DONE: Look("ok", "check-circle"),
        DispatchState.MOVED: Look("pause", "arrow-left-right"),
        DispatchState.CANCELLED: Look("pause", "calendar-x"),
        DispatchState.NO_SHOW_OURS: Look("breach", "person-slash"),
        DispatchState.NO_SHOW_CUSTOMER: Look("soon", "door-open"),
    },
    FileState: {
        FileState.WAITING: Look("pause", "hourglass-split"),
        FileState.READY: Look("ok", "check-lg"),
        FileState.REFUSED: Look("breach", "x-circle"),
    },
    OfferState: {
        OfferState.OPEN: Look("soon", "hourglass-split"),
        OfferState.ACCEPTED: Look("ok", "check-circle"),
        OfferState.DECLINED: Look("breach", "x-circle"),
        OfferState.WITHDRAWN: Look("pause", "arrow-counterclockwise"),
        OfferState.EXPIRED: Look("breach", "clock-history"),
    },
    Outcome: {
        Outcome.SETTLED: Look("ok", "check-circle-fill"),
        Outcome.SETTLED_WITH_RESERVATION: Look("soon", "check-circle"),
        Outcome.NOT_SETTLED: Look("breach", "x-circle-fill"),
        Outcome.NO_ANSWER: Look("pause", "telephone-minus"),
        Outcome.CALL_LATER: Look("pause", "alarm"),
    },
    ClosureState: {
        ClosureState.ASKED: Look("soon", "hourglass-split"),
        ClosureState.AGREED: Look("ok", "calendar-x"),
        ClosureState.REFUSED: Look("breach", "x-circle"),
        ClosureState.WITHDRAWN: Look("pause", "arrow-return-left"),
        ClosureState.CALLED_OFF: Look("pause", "door-open"),
    },
    PauseState: {
        PauseState.ASKED: Look("soon", "hourglass-split"),
        PauseState.AGREED: Look("ok", "pause-circle"),
        PauseState.REFUSED: Look("breach", "x-circle"),
        PauseState.ENDED: Look("pause", "play-circle"),
    },
    Standing: {
        Standing.GOOD: Look("ok", "check-circle"),
        Standing.WATCHED: Look("soon", "eye"),
        Standing.HELD: Look("breach", "slash-circle"),
        Standing.SUSPENDED: Look("breach", "person-slash"),
    },
    EventKind: {
        EventKind.OPENED: Look("brand", "telephone-inbound"),
        EventKind.RELAYED: Look("brand", "ear"),
        EventKind.IMPORTED: Look("neutral", "download"),
        EventKind.OFFERED: Look("neutral", "send"),
        EventKind.ACCEPTED: Look("neutral", "check-lg"),
        EventKind.DECLINED: Look("soon", "x-lg"),
        EventKind.OFFER_WITHDRAWN: Look("neutral", "arrow-counterclockwise"),
        EventKind.OFFER_EXPIRED: Look("breach", "clock-history"),
        EventKind.NOT_OURS_JUDGED: Look("neutral", "person-check"),
        EventKind.SUPERVISOR_ASKED: Look("soon", "person-exclamation"),
        EventKind.SUPERVISOR_ANSWERED: Look("neutral", "person-check"),
        EventKind.HANDED_BACK: Look("soon", "arrow-return-left"),
        EventKind.TAKEN_AWAY: Look("soon", "arrow-counterclockwise"),
        EventKind.CONTACT_CLAIMED: Look("neutral", "telephone"),
        EventKind.CONTACT_NOT_COUNTED: Look("soon", "dash-circle"),
        EventKind.ACCUSED_CONTACT: Look("soon", "person-exclamation"),
        EventKind.VISIT_CLAIMED: Look("neutral", "house-door"),
        EventKind.BOOKED: Look("neutral", "calendar-check"),
        EventKind.REBOOKED: Look("neutral", "arrow-left-right"),
        EventKind.BOOKING_CANCELLED: Look("soon", "calendar-x"),
        EventKind.CHECKED_IN: Look("ok", "geo-alt"),
        EventKind.LEFT_SITE: Look("ok", "box-arrow-right"),
        EventKind.FOUND: Look("neutral", "search"),
        EventKind.CUSTOMER_CONFIRMED: Look("ok", "pen"),
        EventKind.NO_SHOW_OURS: Look("breach", "person-slash"),
        EventKind.NO_SHOW_CUSTOMER: Look("soon", "door-open"),
        EventKind.PART_ORDERED: Look("neutral", "box-seam"),
        EventKind.PART_PROMISED: Look("neutral", "truck"),
        EventKind.PART_ARRIVED: Look("ok", "box"),
        EventKind.RESOLVED: Look("ok", "tools"),
        EventKind.CALLED_BACK: Look("ok", "telephone-outbound"),
        EventKind.CLOSED: Look("ok", "check2-all"),
        EventKind.REOPENED: Look("soon", "arrow-repeat"),
        EventKind.CHASED: Look("soon", "megaphone"),
        EventKind.SAID_CONTACTED: Look("ok", "chat-left-text"),
        EventKind.SAID_NOT_CONTACTED: Look("breach", "megaphone"),
        EventKind.SAID_SETTLED: Look("ok", "chat-left-text"),
        EventKind.SAID_NOT_SETTLED: Look("breach", "chat-left-text"),
        EventKind.COMMENTED: Look("neutral", "chat-left-text"),
        EventKind.PRAISED: Look("ok", "hand-thumbs-up"),
        EventKind.PROMISED: Look("soon", "alarm"),
        EventKind.PROMISE_KEPT: Look("ok", "alarm"),
        EventKind.PROMISE_BROKEN: Look("breach", "hand-thumbs-down"),
        EventKind.PHOTO_ADDED: Look("neutral", "camera"),
        EventKind.ACCUSED_NAMED: Look("soon", "person-exclamation"),
        EventKind.ACCUSED_CLEARED: Look("neutral", "person-check"),
        EventKind.ENTITLEMENT_JUDGED: Look("neutral", "shield-check"),
        EventKind.PHONE_REVEALED: Look("neutral", "eye"),
        EventKind.THREATENED: Look("breach", "exclamation-octagon"),
        EventKind.ABUSE_WARNED: Look("soon", "exclamation-triangle"),
        EventKind.PAUSE_ASKED: Look("soon", "pause-circle"),
        EventKind.PAUSE_AGREED: Look("neutral", "pause-circle"),
        EventKind.PAUSE_REFUSED: Look("soon", "play-circle"),
        EventKind.PAUSE_ENDED: Look("neutral", "play-circle"),
        EventKind.CLOCK_BREACHED: Look("breach", "exclamation-octagon"),
        EventKind.CLOCK_ESCALATED: Look("breach", "arrow-up"),
        EventKind.CUSTOMER_DAY_REACHED: Look("breach", "calendar3"),
        EventKind.REQUEST_MOVED_UP: Look("soon", "arrow-up"),
        EventKind.PART_LATE: Look("soon", "truck"),
        EventKind.BRAND_CALLED: Look("ok", "telephone-outbound"),
        EventKind.PASSED_ON: Look("neutral", "arrow-left-right"),
        EventKind.STALLED: Look("soon", "hourglass-split"),
        EventKind.DEALER_SAID: Look("neutral", "chat-quote"),
        EventKind.CUSTOMER_MERGED: Look("neutral", "people"),
        EventKind.CUSTOMER_UNMERGED: Look("neutral", "people"),
        EventKind.MESSAGE_SENT_AGAIN: Look("neutral", "send"),
        EventKind.SAID_VISITED: Look("ok", "house-check"),
        EventKind.SAID_NOT_VISITED: Look("breach", "house-x"),
        EventKind.CLAIM_VERIFIED: Look("ok", "check-circle"),
        EventKind.CLAIM_DISPUTED: Look("breach", "x-circle-fill"),
        EventKind.DISPUTE_ANSWERED: Look("neutral", "reply"),
        EventKind.DISPUTE_DECIDED: Look("neutral", "person-raised-hand"),
        EventKind.CLOCKS_RECOMPUTED: Look("neutral", "calendar-week"),
        EventKind.AUDITED: Look("neutral", "card-checklist"),
    },
}


def look(member: StrEnum) -> Look:
    """How the member is shown; a plain circle where nobody has decided."""
    return LOOKS.get(type(member), {}).get(member, PLAIN)
