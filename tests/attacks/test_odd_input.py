"""Sends what no page asks for to every address and every field: never is the answer a failure.

Each role opens each of its pages, and sends each form it finds there with odd values, all fields
at once and one by one. Refused, or taken as the words they are: both are right; a 500 is not.
"""

from collections.abc import Iterator
from itertools import cycle

import pytest
from werkzeug.datastructures import MultiDict

from models import Role
from tests.attacks.walk import Place, build_place, forms_of, plain
from tests.conftest import sessions_on
from tests.support.page import Control, Form
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
    "9" * 5_000,  # more digits than Python makes a number of
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
            yield build_place(shared_app, World(session))
        outer.rollback()
    shared_app.extensions.clear()
    shared_app.extensions.update(before[0])
    shared_app.config.clear()
    shared_app.config.update(before[1])


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
            data.setlist(control.name, [plain(control)])
    return data


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
