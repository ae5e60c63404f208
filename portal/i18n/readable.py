"""Any value a sentence may hold, put into the reader's words."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from portal.i18n import formats, words
from portal.i18n.at_time import AtTime


def readable(value: object) -> str:
    """A time as a time, an enum as its word, a list as a list; everything else as it is."""
    for kinds, words_for in READERS:
        if isinstance(value, kinds):
            return words_for(value)
    return "–" if value is None else str(value)


def _listed(values: Any) -> str:
    return formats.listing(readable(value) for value in values)


def _at_time(value: Any) -> str:
    return f"{value.name} ({formats.moment(value.at)})"


# The first that fits: a datetime is a date too, an enum a string.
READERS: tuple[tuple[type | tuple[type, ...], Callable[[Any], str]], ...] = (
    (AtTime, _at_time),
    (StrEnum, words.word),
    (datetime, formats.moment),
    (date, formats.day),
    (timedelta, formats.duration),
    ((Decimal, float), formats.number),
    ((list, tuple, set, frozenset), _listed),
)
