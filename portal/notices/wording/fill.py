"""Fill the holes of a wording, and refuse holes that nothing could fill."""

import re
from collections.abc import Mapping
from typing import Final

from models import NoticeKind, WordingGroup
from portal.errors import InvalidError
from portal.notices.wording.variables import variables_of
from portal.notices.wording.words import Text

NOTHING: Final = "–"
LONGEST_SUBJECT: Final = 200
LONGEST_BODY: Final = 4000
LONGEST_SHORT: Final = 400
_HOLE: Final = re.compile(r"\{([^{}]*)\}")


def fill(template: str, values: Mapping[str, str]) -> str:
    """One pass: a value that brings braces with it stays as it is.

    A line about an address that this recipient does not get is left out.
    """
    return "\n".join(
        _HOLE.sub(lambda hole: values.get(hole[1]) or NOTHING, line)
        for line in template.split("\n")
        if all(values.get(name) for name in _HOLE.findall(line) if name.endswith("_link"))
    )


def filled(text: Text, values: Mapping[str, str]) -> Text:
    """Subject and body; the subject stays one line whatever a value brings."""
    body = re.sub(r"\n{3,}", "\n\n", fill(text.body, values))
    return Text(" ".join(fill(text.subject, values).split()), body.strip())


def check_wording(kind: NoticeKind, group: WordingGroup, text: Text) -> None:
    """Refuse what cannot be sent: unknown holes, loose braces, nothing, too much, no address."""
    for field, value in (("subject", text.subject), ("body", text.body)):
        _check_holes(kind, field, value)
    if not text.body.strip():
        raise InvalidError("wording_empty", field="body")
    if group is WordingGroup.MAIL and not text.subject.strip():
        raise InvalidError("wording_empty", field="subject")
    if "\n" in text.subject or len(text.subject) > LONGEST_SUBJECT:
        raise InvalidError("wording_too_long", field="subject", most=LONGEST_SUBJECT)
    most = LONGEST_SHORT if group is WordingGroup.SHORT else LONGEST_BODY
    if len(text.body) > most:
        raise InvalidError("wording_too_long", field="body", most=most)
    if "{link}" not in text.body:
        raise InvalidError("wording_without_link", field="body")


def _check_holes(kind: NoticeKind, field: str, value: str) -> None:
    known = set(variables_of(kind))
    unknown = sorted({found[1] for found in _HOLE.finditer(value)} - known)
    if unknown:
        raise InvalidError(
            "wording_unknown_variable",
            field=field,
            names=", ".join(f"{{{one}}}" for one in unknown),
        )
    if re.search(r"[{}]", _HOLE.sub("", value)):
        raise InvalidError("wording_loose_brace", field=field)
