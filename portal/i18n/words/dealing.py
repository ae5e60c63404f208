"""Words for what dealers do with a case: offers, claims, visits."""

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from models.claims import CallerRole, ClaimState, ContactHow, NotCounted
from models.dealer_words import DealerSays
from models.dispatches import Cause, Confirmation, Conflict, DispatchState, Missing, Purpose
from models.disputes import DisputeOutcome, Evidence, WordVia
from models.merges import PartyKind
from models.offers import DeclineReason, OfferState, Release
from models.own_links import LinkPurpose

WORDS: dict[type[StrEnum], dict[Any, Any]] = {
    LinkPurpose: {
        LinkPurpose.ANSWER: _l("Answer an offer"),
        LinkPurpose.HAND_BACK: _l("Hand a case back"),
    },
    OfferState: {
        OfferState.OPEN: _l("Waiting for an answer"),
        OfferState.ACCEPTED: _l("Accepted by the dealer"),
        OfferState.DECLINED: _l("Declined"),
        OfferState.WITHDRAWN: _l("Offer withdrawn"),
        OfferState.EXPIRED: _l("Expired"),
    },
    DeclineReason: {
        DeclineReason.NOT_OURS: _l("Not ours"),
        DeclineReason.NO_CAPACITY: _l("Nobody free"),
        DeclineReason.TOO_FAR: _l("Too far away"),
        DeclineReason.CONFLICT: _l("Dispute with the customer"),
        DeclineReason.OTHER: _l("Another reason"),
    },
    PartyKind: {
        PartyKind.CUSTOMER: _l("Customer"),
        PartyKind.DEALER: _l("Dealer"),
    },
    DealerSays: {
        DealerSays.NEVER_HAPPENED: _l("This has never happened before"),
        DealerSays.WANTS_REPORT: _l("Bring an expert’s report"),
        DealerSays.NOT_OUR_FAULT: _l("It is not our fault"),
    },
    Release: {
        Release.HANDED_BACK: _l("Handed back by the dealer"),
        Release.TAKEN_AWAY: _l("Taken away by the hotline"),
        Release.REOPENED: _l("Reopened"),
        Release.ENDED: _l("The case ended"),
        Release.DEALER_GONE: _l("The dealer has left"),
    },
    ContactHow: {
        ContactHow.PHONE: _l("By phone"),
        ContactHow.WECHAT: _l("By WeChat"),
        ContactHow.SMS: _l("By text message"),
        ContactHow.MAIL: _l("By e-mail"),
        ContactHow.IN_PERSON: _l("In person"),
        ContactHow.THREE_WAY: _l("Three-way call"),
    },
    CallerRole: {
        CallerRole.DEALER_DESK: _l("Service desk"),
        CallerRole.DEALER_MANAGER: _l("Dealer manager"),
        CallerRole.OWNER: _l("Owner of the dealer"),
        CallerRole.INSTALLER: _l("Installer"),
        CallerRole.SALESPERSON: _l("Salesperson"),
    },
    NotCounted: {
        NotCounted.ACCUSED: _l("The caller is a person complained of."),
        NotCounted.SALESPERSON: _l("A salesperson’s contact does not count."),
        NotCounted.INSTALLER: _l("An installer’s contact does not count."),
        NotCounted.NOT_REACHED: _l("The customer was not reached."),
        NotCounted.NOT_CUSTOMER: _l("It was not the customer who was reached."),
        NotCounted.BEFORE_ACCEPTANCE: _l("It was before the case was accepted."),
    },
    WordVia: {
        WordVia.LINK: _l("on their link"),
        WordVia.BRAND_CALL: _l("to our agent, by phone"),
        WordVia.THREE_WAY: _l("in the three-way call"),
        WordVia.CODE: _l("with the code from their link"),
    },
    Evidence: {
        Evidence.CALL_RECORD: _l("Call record"),
        Evidence.RECORDING: _l("Recording"),
        Evidence.MESSAGE: _l("Message"),
    },
    DisputeOutcome: {
        DisputeOutcome.UPHELD: _l("The denial stands"),
        DisputeOutcome.DISMISSED: _l("The claim stands"),
        DisputeOutcome.WITHDRAWN: _l("The customer took it back"),
        DisputeOutcome.LAPSED: _l("Left open: the dealer has the case no more"),
    },
    ClaimState: {
        ClaimState.CLAIMED: _l("Claimed"),
        ClaimState.VERIFIED: _l("Verified"),
        ClaimState.DISPUTED: _l("Disputed"),
    },
    Purpose: {
        Purpose.INSPECTION: _l("Inspection"),
        Purpose.REPAIR: _l("Repair"),
    },
    Cause: {
        Cause.PART_FAILED: _l("A part failed"),
        Cause.FITTED_WRONGLY: _l("Fitted wrongly"),
        Cause.LOOSE_CONNECTION: _l("Loose connection"),
        Cause.WORN: _l("Worn out"),
        Cause.DAMP: _l("Damp"),
        Cause.DAMAGED_BY_US: _l("Damaged by us"),
        Cause.USE: _l("The way it is used"),
        Cause.BUILDING: _l("The building, not the product"),
        Cause.NOTHING_FOUND: _l("Nothing wrong found"),
        Cause.OTHER: _l("Something else"),
    },
    Conflict: {
        Conflict.ACCUSED: _l("Named in the complaint"),
        Conflict.HELD: _l("Held until a supervisor has decided"),
        Conflict.SUSPENDED: _l("Suspended"),
        Conflict.SUSPENDED_BY_DEALER: _l("Suspended by the dealer itself"),
        Conflict.NOT_OF_DEALER: _l("Does not work for this dealer"),
        Conflict.WATCHED_ALONE: _l("Watched: takes no urgent job alone"),
        Conflict.BUSY: _l("Busy at that time"),
    },
    Missing: {
        Missing.BEFORE: _l("a photo before"),
        Missing.FINDING: _l("what was found"),
        Missing.AFTER: _l("a photo after"),
        Missing.CONFIRMATION: _l("the customer’s confirmation"),
    },
    DispatchState: {
        DispatchState.PLANNED: _l("Planned"),
        DispatchState.ON_SITE: _l("On site"),
        DispatchState.DONE: _l("Done"),
        DispatchState.MOVED: _l("Moved"),
        DispatchState.CANCELLED: _l("Cancelled"),
        DispatchState.NO_SHOW_OURS: _l("We did not come"),
        DispatchState.NO_SHOW_CUSTOMER: _l("Customer was not there"),
    },
    Confirmation: {
        Confirmation.SIGNATURE: _l("Signature"),
        Confirmation.CODE: _l("Code from the link"),
        Confirmation.SIGNED_BY: _l("Signed by somebody else"),
        Confirmation.REFUSED: _l("Customer does not confirm"),
    },
}
