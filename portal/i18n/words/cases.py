"""Words for a case: where it stands, how bad it is, how it came, why it is owed."""

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from models.cases import CaseStatus, Channel, EntitlementKind, Severity

WORDS: dict[type[StrEnum], dict[Any, Any]] = {
    CaseStatus: {
        CaseStatus.TRIAGE: _l("Triage"),
        CaseStatus.OFFERED: _l("Offered"),
        CaseStatus.ACCEPTED: _l("Accepted"),
        CaseStatus.CONTACTED: _l("Contacted"),
        CaseStatus.SCHEDULED: _l("Scheduled"),
        CaseStatus.VISITED: _l("Visited"),
        CaseStatus.RESOLVED: _l("Resolved"),
        CaseStatus.CLOSED: _l("Closed"),
        CaseStatus.UNREACHABLE: _l("Ended: unreachable"),
        CaseStatus.FINAL_POSITION: _l("Ended: final position"),
        CaseStatus.WITHDRAWN: _l("Ended: withdrawn"),
        CaseStatus.MERGED: _l("Ended: merged"),
        CaseStatus.CLOSED_ELSEWHERE: _l("Closed elsewhere"),
    },
    Severity: {
        Severity.URGENT: _l("Urgent"),
        Severity.NORMAL: _l("Normal"),
        Severity.MINOR: _l("Minor"),
    },
    Channel: {
        Channel.PHONE: _l("Phone"),
        Channel.SALESPERSON: _l("Salesperson"),
        Channel.DEALER: _l("Dealer"),
        Channel.WEB_FORM: _l("Web form"),
        Channel.MAIL: _l("E-mail"),
        Channel.WECHAT: _l("WeChat"),
        Channel.SHOP_PLATFORM: _l("Shop platform"),
        Channel.LETTER: _l("Letter"),
        Channel.AUTHORITY_12315: _l("Authority 12315"),
        Channel.AUTHORITY_12345: _l("Authority 12345"),
        Channel.API: _l("Other system"),
        Channel.IMPORT: _l("Import"),
    },
    EntitlementKind: {
        EntitlementKind.WARRANTY: _l("Warranty"),
        EntitlementKind.WORKMANSHIP: _l("Warranty on the installation"),
        EntitlementKind.DAMAGE_BY_US: _l("Damage by us, as alleged"),
        EntitlementKind.CONTRACT: _l("Maintenance contract"),
        EntitlementKind.LIFETIME: _l("Lifetime service"),
        EntitlementKind.NONE: _l("Not covered"),
        EntitlementKind.UNPROVEN: _l("Not proven"),
    },
}
