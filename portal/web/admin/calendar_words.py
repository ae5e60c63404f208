"""What a calendar says of a day or a week, in the reader's words."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from babel.dates import format_date
from flask_babel import lazy_gettext as _l

from models.sla import DayKind
from portal.i18n import formats
from portal.i18n.words import word
from portal.sla.hours import WEEKDAYS

CALENDAR_NAMES: Final[Mapping[str, Any]] = {
    "service": _l("Service hours"),
    "office": _l("Office hours"),
    "always": _l("Round the clock"),
}
_A_MONDAY = date(2024, 1, 1)


def calendar_words(value: Any) -> str:
    """A special day, the hours of a week, or whatever else it is."""
    if isinstance(value, Mapping):
        return " · ".join(
            f"{_weekday(day)} {value[day] or '–'}" for day in WEEKDAYS if day in value
        )
    if isinstance(value, Sequence) and not isinstance(value, str):
        parts = [str(part) for part in value]
        if parts and parts[0] in set(DayKind):
            parts[0] = word(DayKind(parts[0]))
            return " · ".join(parts)
        return formats.listing(parts) if parts else "–"
    return "–" if value in (None, "") else str(value)


def _weekday(day: str) -> str:
    on = _A_MONDAY.replace(day=1 + WEEKDAYS.index(day))
    return format_date(on, "EEE", locale=formats.locale())
