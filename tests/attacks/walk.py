"""The portal with a world behind every address, and the way through all its pages and forms.

A page or form that is new is found by itself: the walks over them are the attacks' own.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import AnyConverter, Rule

from models import (
    CaseStatus,
    Dealer,
    DeliveryChannel,
    DispatchPerson,
    Installer,
    Role,
    User,
    UserAddress,
)
from portal.access.actors import Actor
from portal.access.declared import Public, admits, declared_access
from tests.support.elsewhere import Elsewhere, build_elsewhere
from tests.support.page import Control, Form, Page
from tests.support.signed_in import sign_in
from tests.support.world import World

# Statuses in which a case offers different things to do.
STATUSES = (
    CaseStatus.TRIAGE,
    CaseStatus.OFFERED,
    CaseStatus.ACCEPTED,
    CaseStatus.CONTACTED,
    CaseStatus.SCHEDULED,
    CaseStatus.RESOLVED,
    CaseStatus.CLOSED,
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
    """A dealer's people and cases in every status, and clients of all roles."""

    app: Flask
    there: Elsewhere
    numbers: list[str]
    people: dict[Role, User]
    client_of: Callable[[Role], FlaskClient]

    @property
    def ids(self) -> dict[str, object]:
        return self.there.ids


def build_place(app: Flask, world: World, statuses: Iterable[CaseStatus] = STATUSES) -> Place:
    there = build_elsewhere(world)
    dealer = world.session.get_one(Dealer, there.ids["dealer_id"])
    sent = world.session.query(DispatchPerson).filter_by(dispatch_id=there.ids["dispatch_id"])
    person = world.session.get_one(Installer, sent.one().installer_id)
    numbers = [there.case.number, *(world.case(status, dealer).number for status in statuses)]
    people = {
        role: world.user(
            role,
            dealer=dealer if role in (Role.DEALER_MANAGER, Role.DEALER_DESK) else None,
            installer=person if role is Role.INSTALLER else None,
        )
        for role in Role
    }
    for somebody in people.values():
        world.add(UserAddress(user_id=somebody.id, channel=DeliveryChannel.SMS, address="there"))
    return Place(
        app,
        there,
        numbers,
        people,
        lambda role: sign_in(app, world.session, people[role]),
    )


def pages_of(
    place: Place, role: Role, numbers: Iterable[str] | None = None
) -> Iterator[tuple[Rule, str]]:
    """Each page that the role may open, with rows of its own; one of a case in each status."""
    actor = Actor.of_user(place.people[role])
    every = place.numbers if numbers is None else list(numbers)
    with place.app.test_request_context():
        urls = place.app.url_map.bind("localhost")
        for rule in place.app.url_map.iter_rules():
            access = declared_access(place.app.view_functions[rule.endpoint])
            if "GET" not in rule.methods or isinstance(access, Public):
                continue
            if not admits(access, actor):
                continue
            for number in every if "number" in rule.arguments else [""]:
                yield rule, urls.build(rule.endpoint, known_for(place, rule, number))


def known_for(place: Place, rule: Rule, number: object) -> dict[str, object]:
    """A value for each argument of the address."""
    first = {
        name: sorted(converter.items)[0]
        for name, converter in rule._converters.items()
        if isinstance(converter, AnyConverter)
    }
    known = {**WORDS_IN_ADDRESS, **first, **place.ids, "number": number}
    return {name: known[name] for name in rule.arguments}


def forms_of(
    place: Place, role: Role, client: FlaskClient, numbers: Iterable[str] | None = None
) -> dict[str, Form]:
    """Each form that the role meets, once by its address' shape and the names of its fields."""
    found: dict[str, Form] = {}
    for _rule, url in pages_of(place, role, numbers):
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


def plain(control: Control) -> str:
    """What somebody would type there."""
    if control.choices:
        return next((choice for choice in control.choices if choice), "")
    kinds = {"date": "2026-06-01", "datetime-local": "2026-06-01T10:00", "number": "1",
             "email": "a@example.com", "time": "10:00", "tel": "13800001234"}  # fmt: skip
    return kinds.get(control.kind, "Some words that are long enough")
