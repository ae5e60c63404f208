"""The flag of a case that drags: why it counts as such, and what gets it further (domain B2)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from models import HELD, Case, CaseStatus
from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.i18n import formats
from portal.web.nav import may_open

S = CaseStatus
_AT_DEALER: Final = _l("Ring the dealer and agree a day, or take the case back.")
TO_DO: Final[Mapping[CaseStatus, Any]] = {
    S.TRIAGE: _l("Offer it to a dealer, or ask a supervisor."),
    S.OFFERED: _l("Ring the dealer for an answer, or withdraw the offer."),
    **dict.fromkeys(HELD, _AT_DEALER),
    S.RESOLVED: _l("Call the customer back."),
}
# The step that gets it further, for whoever may take it.
_DOORS: Final[Mapping[CaseStatus, tuple[str, Any]]] = {
    S.TRIAGE: ("offer.show", _l("Offer to a dealer")),
    S.OFFERED: ("withdraw_offer.show", _l("Withdraw the offer")),
    **dict.fromkeys(HELD, ("take_away.show", _l("Take it back"))),
    S.RESOLVED: ("call_back.show", _l("Ring the customer")),
}


def stall_flag(case: Case, me: Actor, *, now: datetime) -> list[dict[str, Any]]:
    """What stands above a case that stalls; the brand's own signal."""
    if case.stalled_at is None or not case.is_open or not me.may(Permission.QUEUE_READ):
        return []
    endpoint, label = _DOORS.get(case.status, ("", ""))
    open_to = bool(endpoint) and may_open(endpoint, me)
    return [
        {
            "icon": "hourglass-split",
            "strong": _("The case stalls."),
            "text": f"{_why(case, now)} {TO_DO.get(case.status, '')}",
            "url": url_for(endpoint, number=case.number) if open_to else None,
            "action": label if open_to else None,
        }
    ]


def _why(case: Case, now: datetime) -> str:
    since = formats.moment(case.furthest_at, today=formats.local_day(now))
    return str(
        ngettext(
            "%(num)s touch and no step further since %(since)s.",
            "%(num)s touches and no step further since %(since)s.",
            case.touches,
            since=since,
        )
    )
