"""Words for clocks and calendars."""

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from models.pauses import PauseReason, PauseState
from models.sla import ClockOwner, ClockState, DayKind, Stage

WORDS: dict[type[StrEnum], dict[Any, Any]] = {
    Stage: {
        Stage.TRIAGE: _l("Triage"),
        Stage.ACCEPT: _l("Acceptance"),
        Stage.FIRST_CONTACT: _l("First contact"),
        Stage.VISIT: _l("Visit"),
        Stage.RESOLVE: _l("Resolution"),
        Stage.DECISION: _l("Decision"),
        Stage.CALLBACK: _l("Callback"),
    },
    ClockOwner: {
        ClockOwner.HOTLINE: _l("Hotline"),
        ClockOwner.DEALER: _l("Dealer"),
        ClockOwner.BRAND: _l("Brand"),
    },
    ClockState: {
        ClockState.RUNNING: _l("Running"),
        ClockState.MET: _l("Met"),
        ClockState.DROPPED: _l("Stopped"),
    },
    PauseReason: {
        PauseReason.CUSTOMER_LATER_DAY: _l("The customer asked for a later day"),
        PauseReason.CUSTOMER_UNREACHABLE: _l("The customer could not be reached"),
        PauseReason.AGREED_OTHERWISE: _l("Agreed for another reason"),
    },
    PauseState: {
        PauseState.ASKED: _l("Asked for"),
        PauseState.AGREED: _l("Agreed"),
        PauseState.REFUSED: _l("Refused"),
        PauseState.ENDED: _l("Ended early"),
    },
    DayKind: {
        DayKind.HOLIDAY: _l("Holiday"),
        DayKind.MAKE_UP: _l("Make-up working day"),
        DayKind.OVERRIDE: _l("Exception"),
    },
}
