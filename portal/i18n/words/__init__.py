"""The word for each member of each enum that a person can see.

Each subject keeps its own file; a new file is added to the list below.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from portal.i18n.catalogues import translations
from portal.i18n.words import (
    accounts,
    cases,
    clocks,
    dealing,
    endings,
    events,
    intake,
    notices,
    parties,
    roster,
    scores,
)

FILES = (
    accounts,
    cases,
    clocks,
    dealing,
    endings,
    events,
    intake,
    notices,
    parties,
    roster,
    scores,
)

WORDS: Mapping[type[StrEnum], Mapping[Any, Any]] = {
    members: words for file in FILES for members, words in file.WORDS.items()
}


def word(member: StrEnum) -> str:
    """The member in the reader's language."""
    return str(WORDS[type(member)][member])


def word_in(member: StrEnum, locale: str) -> str:
    """The member in a language that nobody on this side is reading: for a message that leaves."""
    (english,) = WORDS[type(member)][member]._args  # what the code says, before any language
    return translations(locale).gettext(english)
