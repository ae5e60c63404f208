"""How long something may take, as people write it: `2 h`, `1 h 30 min`, `90 分钟`."""

import re
from typing import Final

from portal.errors import InvalidError

_UNITS: Final = {
    unit: minutes
    for minutes, units in (
        (60, "h hr hrs hour hours 时 時 小时 小時 钟头 鐘頭"),
        (1, "m min mins minute minutes 分 分钟 分鐘"),
    )
    for unit in units.split()
}
_PART: Final = re.compile(r"\s*(\d{1,6}(?:[.,]\d{1,2})?)\s*([a-z]+|[^\W\d_a-z]+)\.?\s*")


def read_length(spelled: str, *, field: str) -> int:
    """The minutes of it. A bare number says neither hours nor minutes, so it is none."""
    text, at, minutes = spelled.strip().lower(), 0, 0.0
    while part := _PART.match(text, at):
        number, unit = part.groups()
        if unit not in _UNITS:
            break
        minutes += float(number.replace(",", ".")) * _UNITS[unit]
        at = part.end()
    if at < len(text) or not text or minutes != int(minutes):
        raise InvalidError("length_unreadable", field=field, given=spelled)
    return int(minutes)
