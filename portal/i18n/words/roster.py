"""Words for the duty roster and for dealers' closures."""

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from models.closures import ClosureState
from models.roster import Duty

WORDS: dict[type[StrEnum], dict[Any, Any]] = {
    Duty: {
        Duty.SUPERVISOR: _l("Supervisor on duty"),
        Duty.DIRECTOR: _l("Director on duty"),
        Duty.NIGHT_PHONE: _l("Night phone"),
    },
    ClosureState: {
        ClosureState.ASKED: _l("Asked for"),
        ClosureState.AGREED: _l("Agreed"),
        ClosureState.REFUSED: _l("Refused"),
        ClosureState.WITHDRAWN: _l("Taken back"),
        ClosureState.CALLED_OFF: _l("Called off"),
    },
}
