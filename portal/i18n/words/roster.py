"""Words for the duty roster."""

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from models.roster import Duty

WORDS: dict[type[StrEnum], dict[Any, Any]] = {
    Duty: {
        Duty.SUPERVISOR: _l("Supervisor on duty"),
        Duty.DIRECTOR: _l("Director on duty"),
        Duty.NIGHT_PHONE: _l("Night phone"),
    },
}
