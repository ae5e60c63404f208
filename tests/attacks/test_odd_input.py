"""Sends what no page asks for to every address and every field: never is the answer a failure.

Each role opens each of its pages, and sends each form it finds there with odd values, all fields
at once and one by one. Refused, or taken as the words they are: both are right; a 500 is not.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import cycle

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from models import CaseStatus, Role
from portal.access.actors import Actor
from portal.access.declared import Public, admits, declared_access
from tests.conftest import sessions_on
from tests.support.elsewhere import build_elsewhere
from tests.support.page import Control, Form, Page
from tests.support.signed_in import sign_in
from tests.support.world import World

ODD = (
    "a\x00b",
    "99999999999999999999",
    "-9223372036854775809",
    "2147483648",
    "\N{ARABIC-INDIC DIGIT FIVE}\N{ARABIC-INDIC DIGIT SIX}",
    "\N{SUPERSCRIPT TWO}",
    "1e999",
    "NaN",
    "-Infinity",
    "0001-01-01",
    "9999-12-31",
    "0001-01-01T00:00",
    "9999-12-31T23:59",
    "\N{RIGHT-TO-LEFT OVERRIDE}\N{ZERO WIDTH SPACE}",
    "\udcff",
    "a\r\nSet-Cookie: stolen=1",
    "<img src=x onerror=alert(1)>",
    "%s%n{0.__class__}{{7*7}}",
    "../../etc/passwd",
    "x" * 70_000,
)
# Each form gets the next few of them in all its fields, each field the next one by itself.
IN_ALL = 4
ROLES = (
    Role.SUPERVISOR,
    Role.QA,
    Role.SALES,
    Role.ADMIN,
    Role.DEALER_MANAGER,
    Role.INSTALLER,
)
WORDS_IN_ADDRESS = {
    "kind": "email",
    "news": "offer_made",
    "group": "mail",
    "locale": "en",
    "form": "call.1",
    "token": "secret",
    "digest": "0",
    "name": "x",
    "filename": "x",
}
NOT_SENT = ("/sign-out", "/end", "/end-others")


@dataclass
class Place:
    app: Flask
    ids: dict[str, object]
    numbers: list[str]
    people: dict[Role, object]
    client_of: Callable[[Role], FlaskClient]


@pytest.fixture(scope="module")
def place(engine, shared_app) -> Iterator[Place]:
    before = dict(shared_app.extensions), dict(shared_app.config)
    shared_app.config["WTF_CSRF_ENABLED"] = False
    shared_app.config["PROPAGATE_EXCEPTIONS"] = False
    with engine.connect() as connection:
        outer = connection.begin()
        made = sessions_on(connection)
        shared_app.extensions["sessions"] = made
        with made() as session:
            session.info = {"identity": None, "now": None}
            yield _build(shared_app, World(session))
        outer.rollback()
    shared_app.extensions.clear()
    shared_app.extensions.update(before[0])
    shared_app.config.clear()
    shared_app.config.update(before[1])


def _build(app: Flask, world: World) -> Place:
    there = build_elsewhere(world)
    dealer = world.session.get_one(type(world.dealer()), there.ids["dealer_id"])
    person = world.installer("Wen", dealer=dealer)
    numbers = [there.case.number]
    numbers += [
        world.case(status, dealer).number
        for status in CaseStatus
        if status.value
        in ("triage", "offered", "accepted", "contacted", "scheduled", "resolved", "closed")
    ]
    people = {
        role: world.user(
            role,
            dealer=dealer if role is Role.DEALER_MANAGER else None,
            installer=person if role is Role.INSTALLER else None,
        )
        for role in ROLES
    }
    return Place(
        app,
        there.ids,
        numbers,
        people,
        lambda role: sign_in(app, world.session, people[role]),
    )


def pages_of(place: Place, role: Role) -> Iterator[str]:
    """The address of each page that the role may open, with rows of its own."""
    actor = Actor.of_user(place.people[role])
    with place.app.test_request_context():
        urls = place.app.url_map.bind("localhost")
        for rule in place.app.url_map.iter_rules():
            access = declared_access(place.app.view_functions[rule.endpoint])
            if "GET" not in rule.methods or isinstance(access, Public):
                continue
            if not admits(access, actor):
                continue
            for number in place.numbers if "number" in rule.arguments else [""]:
                known = {**WORDS_IN_ADDRESS, **place.ids, "number": number}
                yield urls.build(rule.endpoint, {name: known[name] for name in rule.arguments})


def forms_of(place: Place, role: Role, client: FlaskClient) -> dict[str, Form]:
    """Each form that the role meets, once by its address' shape and the names of its fields."""
    found: dict[str, Form] = {}
    for url in pages_of(place, role):
        answer = client.get(url)
        if answer.mimetype != "text/html" or answer.status_code != 200:
            continue
        for form in Page(answer.text).forms:
            action = form.action or url
            if form.method != "post" or action.endswith(NOT_SENT):
                continue
            shape = "/".join(
                "#" if any(c.isdigit() for c in part) else part for part in action.split("/")
            )
            form.action = action
            found.setdefault(f"{shape} {sorted(form.controls)}", form)
    return found


def spelled(odd: str) -> bytes | str:
    """A byte that is no UTF-8 travels as it is."""
    return odd.encode("utf-8", "surrogateescape") if "\udcff" in odd else odd


def sent(form: Form, odd: str, only: Control | None = None) -> MultiDict[str, bytes | str]:
    """The form as the page filled it, with the odd value in all fields or in one."""
    data: MultiDict[str, bytes | str] = form.filled()
    for control in form.controls.values():
        if control.is_file or control.name == "csrf_token":
            continue
        if only is None and control.name in ("form_id", "version"):
            continue
        if only is None or control is only:
            data.setlist(control.name, [spelled(odd)])
        elif not data.get(control.name):
            data.setlist(control.name, [_plain(control)])
    return data


def _plain(control: Control) -> str:
    if control.choices:
        return next((choice for choice in control.choices if choice), "")
    kinds = {"date": "2026-06-01", "datetime-local": "2026-06-01T10:00", "number": "1",
             "email": "a@example.com", "time": "10:00", "tel": "13800001234"}  # fmt: skip
    return kinds.get(control.kind, "Some words that are long enough")


@pytest.mark.parametrize("role", ROLES)
def test_no_form_fails_on_what_no_page_asks_for(place, role):
    client = place.client_of(role)
    forms = forms_of(place, role, client)
    turns = cycle(ODD)

    failed = []
    for form in forms.values():
        tries = [(next(turns), None) for _ in range(IN_ALL)]
        tries += [
            (next(turns), control)
            for control in form.controls.values()
            if not control.is_file and control.name != "csrf_token"
        ]
        for odd, control in tries:
            with client.post(form.action, data=sent(form, odd, control)) as got:
                status = got.status_code
            if status >= 500:
                where = control.name if control else "everywhere"
                failed.append(f"{form.action}: {where} {odd[:30]!r}")

    assert not failed, "\n".join(failed)
    assert len(forms) > 3
