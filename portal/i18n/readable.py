"""Any value a sentence may hold, put into the reader's words."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from portal.i18n import formats, words


def readable(value: object) -> str:
    """A time as a time, an enum as its word, a list as a list; everything else as it is."""
    for kinds, words_for in READERS:
        if isinstance(value, kinds):
            return words_for(value)
    return "–" if value is None else str(value)


def _listed(values: Any) -> str:
    return formats.listing(readable(value) for value in values)


# The first that fits: a datetime is a date too, an enum a string.
READERS: tuple[tuple[type | tuple[type, ...], Callable[[Any], str]], ...] = (
    (StrEnum, words.word),
    (datetime, formats.moment),
    (date, formats.day),
    (timedelta, formats.duration),
    ((Decimal, float), formats.number),
    ((list, tuple, set, frozenset), _listed),
)
