"""Refusals when a shift is handed over."""

from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: dict[str, Any] = {
    "handover_of_nothing": _l("Tick what passes to your colleague."),
    "handover_to_whom": _l("Choose another colleague at the hotline’s desk."),
}
