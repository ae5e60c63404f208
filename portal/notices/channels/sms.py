"""SMS through a gateway of the administrator's choice: its call is a template, its yes a rule.

Gateways differ in names, not in kind: an address, a few fields, a key in a header, and an answer
with a code of their own. What is filled in goes into values only, so that no text of a message
can change the shape of the call.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from portal.errors import InvalidError
from portal.notices.channels.outgoing import (
    NOTHING,
    Outgoing,
    RefusedByPeerError,
    Sent,
    TryAgainError,
)
from portal.notices.channels.peer import Answer, Patience, Reach, ask

LONGEST: Final = 500
_NAMES: Final = frozenset({"to", "text", "id", "locale", "seconds"})
_HOLE: Final = re.compile(r"\{(\w+)\}")
_HEADER: Final = re.compile(r"^[\x20-\x7e]*$")


class Form(StrEnum):
    """How the fields travel."""

    JSON = "json"
    FORM = "form"
    QUERY = "query"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gateway:
    """One gateway's call and how its answer is read.

    `fields` is what is sent, with `{to}`, `{text}`, `{id}`, `{locale}` and `{seconds}` (of this
    moment) as holes. `code_path` leads to the gateway's own code (`result.code`; a number counts
    the places of a list); empty, the first word of a plain answer is the code.
    """

    url: str
    method: str = "POST"
    form: Form = Form.JSON
    fields: Mapping[str, Any] = field(default_factory=lambda: NOTHING)
    headers: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    code_path: str = "code"
    good_codes: Sequence[str] = ("0",)
    later_codes: Sequence[str] = ()
    text_path: str = ""
    ref_path: str = ""
    longest: int = LONGEST
    plain_http: bool = False
    private_network: bool = False

    def __post_init__(self) -> None:
        if self.method not in ("GET", "POST", "PUT"):
            raise InvalidError("gateway_method", field="method")
        if self.method == "GET" and self.form is not Form.QUERY:
            raise InvalidError("gateway_method", field="form")
        if not self.good_codes:
            raise InvalidError("gateway_says_no_yes", field="good_codes")
        holes = set(_HOLE.findall(json.dumps(dict(self.fields), ensure_ascii=False)))
        if unknown := sorted(holes - _NAMES):
            raise InvalidError("gateway_unknown_hole", field="fields", names=", ".join(unknown))
        if not {"to", "text"} <= holes:
            raise InvalidError("gateway_needs_holes", field="fields")
        for name, value in self.headers.items():
            if not re.fullmatch(r"[A-Za-z0-9-]+", name) or not _HEADER.match(value):
                raise InvalidError("gateway_header", field="headers")


def send(
    gateway: Gateway, message: Outgoing, *, now: datetime, patience: Patience | None = None
) -> Sent:
    """Hand it to the gateway, and believe its code, not its status."""
    if len(message.text) > gateway.longest:
        raise RefusedByPeerError("text_too_long", str(len(message.text)))
    filled = _filled(gateway.fields, _values(message, now))
    url, content, media_type = _call(gateway, filled)
    answer = ask(
        gateway.method,
        url,
        reach=Reach(gateway.plain_http, gateway.private_network),
        content=content,
        headers={**({"Content-Type": media_type} if media_type else {}), **gateway.headers},
        patience=patience,
    )
    return _read(gateway, answer)


def _values(message: Outgoing, now: datetime) -> dict[str, str]:
    return {
        "to": message.address,
        "text": message.text,
        "id": message.message_id,
        "locale": message.locale,
        "seconds": str(int(now.timestamp())),
    }


def _filled(template: Any, values: Mapping[str, str]) -> Any:
    """The holes of each text filled, in one pass: a `{id}` that a text brings stays as it is."""
    if isinstance(template, str):
        return _HOLE.sub(lambda hole: values.get(hole[1], hole[0]), template)
    if isinstance(template, Mapping):
        return {name: _filled(value, values) for name, value in template.items()}
    if isinstance(template, list | tuple):
        return [_filled(value, values) for value in template]
    return template


def _call(gateway: Gateway, filled: Mapping[str, Any]) -> tuple[str, bytes | None, str]:
    """The address, the body and its kind."""
    if gateway.form is Form.JSON:
        return gateway.url, json.dumps(filled).encode(), "application/json"
    pairs = urlencode({name: _flat(value) for name, value in filled.items()})
    if gateway.form is Form.FORM:
        return gateway.url, pairs.encode(), "application/x-www-form-urlencoded"
    joined = "&" if urlsplit(gateway.url).query else "?"
    return f"{gateway.url}{joined}{pairs}", None, ""


def _flat(value: Any) -> str:
    """Some gateways want a JSON text inside a form."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _read(gateway: Gateway, answer: Answer) -> Sent:
    if not gateway.code_path:
        words = re.split(r"[\s,;:|]+", answer.text.strip(), maxsplit=1)
        code, rest = words[0], " ".join(words[1:])
        return _judged(gateway, code, rest, ref=rest)
    said = answer.json()
    code = _found(said, gateway.code_path)
    text, ref = _found(said, gateway.text_path), _found(said, gateway.ref_path)
    return _judged(gateway, code, text, ref)


def _judged(gateway: Gateway, code: str, text: str, ref: str) -> Sent:
    if code in gateway.good_codes:
        return Sent(ref[:100])
    if not code:
        raise TryAgainError("not_understood", text[:300])
    failure = TryAgainError if code in gateway.later_codes else RefusedByPeerError
    raise failure(code[:40], text[:300])


def _found(said: Any, path: str) -> str:
    """What stands at the end of the path, as text; nothing where it leads nowhere."""
    if not path:
        return ""
    for step in path.split("."):
        if isinstance(said, Mapping):
            said = said.get(step)
        elif isinstance(said, list) and step.isdecimal() and int(step) < len(said):
            said = said[int(step)]
        else:
            return ""
    if isinstance(said, bool):
        return str(said).lower()
    return str(said) if isinstance(said, str | int | float) else ""
