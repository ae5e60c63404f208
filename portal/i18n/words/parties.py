"""Words for dealers, customers, installers, their numbers and what they bought."""

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from models.cases import AccusedOf
from models.contacts import CheckResult, ContactKind, ContactState, CorrectionEnd, Doubt
from models.customers import CustomerKind
from models.dealers import DealerKind, DealerState
from models.installers import Standing
from models.printed import PrintedKind
from models.products import WarrantyStart
from models.standing import PleaKind, ShownBy, StandingChangeKind

WORDS: dict[type[StrEnum], dict[Any, Any]] = {
    ContactKind: {
        ContactKind.PHONE: _l("Phone number"),
        ContactKind.EMAIL: _l("E-mail address"),
        ContactKind.ADDRESS: _l("Address"),
        ContactKind.ROBOT: _l("Group robot"),
    },
    Doubt: {
        Doubt.FAILED: _l("Messages to it fail"),
        Doubt.UNANSWERED: _l("Nobody answers"),
        Doubt.STALE: _l("Not proved for too long"),
        Doubt.OUT_OF_SERVICE: _l("Out of service"),
        Doubt.VACANT: _l("Vacant"),
    },
    CheckResult: {
        CheckResult.ANSWERED: _l("Answered"),
        CheckResult.NO_ANSWER: _l("No answer"),
        CheckResult.SWITCHED_OFF: _l("Switched off"),
        CheckResult.OUT_OF_SERVICE: _l("Out of service"),
        CheckResult.VACANT: _l("Vacant"),
        CheckResult.SOMEBODY_ELSE: _l("Somebody else’s number"),
    },
    CorrectionEnd: {
        CorrectionEnd.PROVED: _l("Proved alive"),
        CorrectionEnd.REPLACED: _l("Replaced"),
        CorrectionEnd.RETIRED: _l("Retired"),
    },
    PrintedKind: {
        PrintedKind.WARRANTY_CARD: _l("Warranty card"),
        PrintedKind.LEAFLET: _l("Leaflet"),
        PrintedKind.BUSINESS_CARD: _l("Business card"),
        PrintedKind.PACKAGING: _l("Packaging"),
        PrintedKind.SIGN: _l("Sign"),
        PrintedKind.WEB_PAGE: _l("Web page"),
        PrintedKind.OTHER: _l("Something else"),
    },
    ContactState: {
        ContactState.UNVERIFIED: _l("Unverified"),
        ContactState.LIVE: _l("Live"),
        ContactState.SUSPECT: _l("Suspect"),
        ContactState.DEAD: _l("Dead"),
        ContactState.RETIRED: _l("Retired"),
    },
    CustomerKind: {
        CustomerKind.PRIVATE: _l("Private person"),
        CustomerKind.COMPANY: _l("Company"),
    },
    DealerKind: {
        DealerKind.PARTNER: _l("Partner"),
        DealerKind.OWN_TEAM: _l("Own service team"),
    },
    DealerState: {
        DealerState.ACTIVE: _l("Active"),
        DealerState.LIMITED: _l("Limited"),
        DealerState.LEAVING: _l("Leaving"),
        DealerState.GONE: _l("Gone"),
    },
    Standing: {
        Standing.GOOD: _l("Good"),
        Standing.WATCHED: _l("Watched"),
        Standing.HELD: _l("Held"),
        Standing.SUSPENDED: _l("Suspended"),
    },
    AccusedOf: {
        AccusedOf.WORK: _l("Their work"),
        AccusedOf.CONDUCT: _l("Their conduct"),
        AccusedOf.OTHER: _l("Something else; it does not count against them"),
    },
    ShownBy: {
        ShownBy.PURCHASE: _l("They installed it"),
        ShownBy.VISIT: _l("They were on a visit"),
        ShownBy.VOUCHED: _l("The hotline has made sure"),
        ShownBy.OUTSIDE: _l("An outside body’s record"),
    },
    PleaKind: {
        PleaKind.CONTEST: _l("A complaint is contested"),
        PleaKind.REINSTATE: _l("Reinstatement is asked for"),
    },
    StandingChangeKind: {
        StandingChangeKind.COUNTED: _l("By the count of complaints"),
        StandingChangeKind.HELD: _l("Held by the count of complaints"),
        StandingChangeKind.CONFIRMED: _l("Hold confirmed"),
        StandingChangeKind.LIFTED: _l("Hold lifted"),
        StandingChangeKind.REINSTATED: _l("Reinstated"),
        StandingChangeKind.CONTESTED: _l("Complaint contested"),
        StandingChangeKind.UNFOUNDED: _l("Complaint judged unfounded"),
        StandingChangeKind.UPHELD: _l("Complaint stands"),
        StandingChangeKind.ASKED_BACK: _l("Reinstatement asked for"),
        StandingChangeKind.REFUSED_BACK: _l("Reinstatement refused"),
        StandingChangeKind.MOVED_UP: _l("Moved up to the director"),
        StandingChangeKind.SUSPENDED_BY_DEALER: _l("Suspended by the dealer"),
        StandingChangeKind.LET_BY_DEALER: _l("Suspension taken back by the dealer"),
        StandingChangeKind.LINKED: _l("Known twice: counted together"),
        StandingChangeKind.UNLINKED: _l("Counted apart again"),
    },
    WarrantyStart: {
        WarrantyStart.PURCHASE: _l("From the purchase"),
        WarrantyStart.INSTALLATION: _l("From the installation"),
        WarrantyStart.ACCEPTANCE: _l("From the acceptance"),
    },
}
