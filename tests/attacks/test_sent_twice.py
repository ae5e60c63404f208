"""A form that is sent twice changes things once, and leads to the same page both times.

Each role fills in each form it finds with plain answers, and sends it twice as it is: a double
click, or a resend after a lost answer. A new form is found by itself.
"""

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import text
from sqlalchemy.engine import Connection
from werkzeug.datastructures import MultiDict

from models import Model, Role
from portal.infra import clock
from tests.attacks.typed import MARK
from tests.attacks.walk import Place, forms_of, plain
from tests.support.page import Form

ROLES = (
    Role.SUPERVISOR,
    Role.ADMIN,
    Role.DEALER_MANAGER,
    Role.INSTALLER,
    Role.QA,
    Role.SALES,
)
# When somebody was last here, and nothing of what they sent.
ASIDE = {"logins", "drafts"}
EVERYTHING = text(
    " UNION ALL ".join(
        f"SELECT '{name}', count(*), md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {name} t"
        for name in sorted(Model.metadata.tables.keys() - ASIDE)
    )
    + " ORDER BY 1"
)


TO_COME = f"{clock.now() + timedelta(days=4):%Y-%m-%d}"
# What is taken where a plain answer of its kind is not.
ANSWERS = {
    **dict.fromkeys(("phone", "spelled", "sms_address"), "13800009999"),
    "mail": "somebody@mail.example",
    "promise_by": f"{TO_COME}T10:00",
    "promised_on": TO_COME,
    "later_at": f"{TO_COME}T10:00",
    "until_on": TO_COME,
    "first_day": TO_COME,
    "last_day": TO_COME,
    "day": TO_COME,
    "body": "Some words, and where to go: {link}",
    "duty": "night_phone",
    "quiet_until": "07:00",
}
# Forms that plain answers do not fill in, and why. All go through the same `take_once`.
ANOTHER_WAY = {
    "account.password_submit": "wants the password of now",
    "admin_calendars.day_submit": "a day that becomes another one than it is",
    "admin_calendars.hours_submit": "other hours than there are",
    "admin_calendars.load_submit": "a file",
    "admin_calendars.year_submit": "a year of which something else is known than is",
    "admin_sla.change_submit": "another time than there is, and why",
    "answer_dispute.submit": "a denial of less than a day ago",
    "book.move_submit": "times that fit each other",
    "book.submit": "times that fit each other",
    "call_back.submit": "a call between nine and eight",
    "customer.phone_remove_submit": "nobody's last number is taken away",
    "dealer.leaving_submit": "an heir, of dealers who remain",
    "edition.withdraw_submit": "an edition of which nothing is still to be recalled",
    "new_call.submit": "a caller chosen among those of the number",
    "offer.submit": "a dealer chosen among those in the district",
    "photos.submit": "a photo",
    "promise.reschedule_submit": "a time later than the one that was promised",
    "resolve.submit": "shares that sum to a hundred",
}


def answered(form: Form) -> MultiDict[str, str]:
    """The form with a plain answer wherever it is still empty."""
    data = form.filled()
    for control in form.controls.values():
        if control.tag == "textarea":  # a browser drops the line break that the page begins with
            data[control.name] = (data.get(control.name) or "").strip()
        single_box = control.kind == "checkbox" and len(control.choices) == 1
        if control.is_file or single_box or control.kind == "hidden":
            continue
        if control.name in ANSWERS or control.name.endswith("due_on"):
            data[control.name] = ANSWERS.get(control.name, TO_COME)
        elif (data.get(control.name) or MARK).startswith(MARK):
            data.setlist(control.name, [plain(control)])
    return data


def endpoint_of(place: Place, url: str) -> str:
    adapter = place.app.url_map.bind("localhost")
    return adapter.match(url.partition("?")[0], method="POST")[0]


def once_forms(place: Place) -> Iterator[tuple[Role, object, str, Form]]:
    for role in ROLES:
        client = place.client_of(role)
        for form in forms_of(place, role, client).values():
            if "form_id" in form.controls:
                yield role, client, endpoint_of(place, form.action), form


def test_every_form_that_is_sent_twice_is_taken_once(ground, walked):
    connection, place = ground[0], walked[0]

    wrong, taken, refused = [], set(), set()
    for _role, client, endpoint, form in list(once_forms(place)):
        walked[1].rollback()
        within = connection.begin_nested()
        data = answered(form)
        first = client.post(form.action, data=data)
        if first.status_code == 302:
            taken.add(endpoint)
            wrong += twice(connection, client, form, data, first)
        else:
            refused.add(endpoint)
        within.rollback()

    assert not wrong, "\n".join(wrong)
    assert refused - taken <= ANOTHER_WAY.keys(), "fill it in, or say why plain answers do not"


def twice(connection: Connection, client, form: Form, data, first) -> list[str]:
    before = connection.execute(EVERYTHING).all()
    second = client.post(form.action, data=data)
    after = connection.execute(EVERYTHING).all()
    changed = [now[0] for then, now in zip(before, after, strict=True) if then != now]
    if changed:
        return [f"{form.action}: again {changed}"]
    if (second.status_code, second.location) != (302, first.location):
        return [f"{form.action}: then {second.status_code} {second.location}"]
    return []
