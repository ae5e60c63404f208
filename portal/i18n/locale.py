"""Which of the portal's three languages a reader gets."""

from collections.abc import Iterable
from functools import cache

from babel import Locale

LOCALES = ("zh_Hans", "zh_Hant", "en")

# Each language under its own name, so that a lost reader finds it.
LANGUAGE_NAMES = {"zh_Hans": "简体中文", "zh_Hant": "繁體中文", "en": "English"}

TRADITIONAL_REGIONS = {"tw", "hk", "mo"}


def known_locale(tag: str) -> str | None:
    """The portal's locale for a language tag, as browsers and people write it.

    Babel's own negotiation finds no zh_Hant behind zh-TW; the region has to be read.
    """
    first, *rest = tag.replace("_", "-").lower().split("-")
    if first == "en":
        return "en"
    if first != "zh":
        return None
    if "hans" in rest:
        return "zh_Hans"
    return "zh_Hant" if "hant" in rest or TRADITIONAL_REGIONS & set(rest) else "zh_Hans"


def negotiate(tags: Iterable[str]) -> str | None:
    """The first of the reader's languages that the portal speaks."""
    return next(filter(None, map(known_locale, tags)), None)


@cache
def locale_of(tag: str) -> Locale:
    """Babel's locale, one object for each tag: comparing two takes as long as a translation."""
    return Locale.parse(tag)


def html_lang(locale: str) -> str:
    """The locale as `<html lang>` wants it."""
    return locale.replace("_", "-")
