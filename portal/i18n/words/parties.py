"""Words for dealers, customers, installers, their numbers and what they bought."""

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from models.contacts import ContactKind, ContactState
from models.customers import CustomerKind
from models.dealers import DealerKind, DealerState
from models.installers import Standing
from models.products import WarrantyStart

WORDS: dict[type[StrEnum], dict[Any, Any]] = {
    ContactKind: {
        ContactKind.PHONE: _l("Phone number"),
        ContactKind.EMAIL: _l("E-mail address"),
        ContactKind.ADDRESS: _l("Address"),
        ContactKind.ROBOT: _l("Group robot"),
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
    WarrantyStart: {
        WarrantyStart.PURCHASE: _l("From the purchase"),
        WarrantyStart.INSTALLATION: _l("From the installation"),
        WarrantyStart.ACCEPTANCE: _l("From the acceptance"),
    },
}
