"""The name of a product or a symptom in the reader's language."""

from typing import Any

from portal.web.language import chosen_locale


def name_of(thing: Any) -> str:
    """What has `name_en`, `name_zh_hans` and `name_zh_hant`, by its name here."""
    name: str = getattr(thing, f"name_{chosen_locale().lower()}")
    return name
