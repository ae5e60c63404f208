"""The sentence behind each refusal's code: why, and who or what could do it instead.

Each subject keeps its own file of sentences; a new file is added to the list below. A sentence
takes the refusal's values as placeholders; a code without one falls back on its status.
"""

from collections.abc import Mapping
from typing import Any

from portal.i18n.readable import readable
from portal.i18n.refusals import (
    accounts,
    audits,
    calendars,
    cases,
    claims,
    closures,
    contacts,
    endings,
    files,
    general,
    handover,
    imports,
    intake,
    notices,
    offers,
    own_links,
    policies,
    roster,
    settings,
    standing,
    visits,
)

FILES = (
    general,
    handover,
    visits,
    files,
    accounts,
    audits,
    settings,
    standing,
    calendars,
    cases,
    claims,
    closures,
    contacts,
    endings,
    imports,
    intake,
    notices,
    offers,
    own_links,
    policies,
    roster,
)

SENTENCES: Mapping[str, Any] = {
    code: sentence for file in FILES for code, sentence in file.SENTENCES.items()
}


def sentence_for(code: str, values: Mapping[str, object], *, status: int = 409) -> str:
    """The refusal in the reader's language, with its values put into words."""
    sentence = SENTENCES.get(code) or general.BY_STATUS.get(status, general.BY_STATUS[409])
    return str(sentence) % _Values(values)


class _Values(dict[str, str]):
    """The values in words. A page about a refusal must not itself fail for want of a value."""

    def __init__(self, values: Mapping[str, object]) -> None:
        super().__init__({name: readable(value) for name, value in values.items()})

    def __missing__(self, name: str) -> str:
        return "–"
