"""Walks every address of the portal: who may call it, and what a stranger gets there."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import ProgrammingError
from werkzeug.routing import AnyConverter, Rule

from models import CaseStatus, Role, User
from portal.access import actors
from portal.access.actors import Actor
from portal.access.declared import Public, admits, declared_access
from portal.access.permissions import Permission
from portal.accounts.logins import begin_login
from portal.infra import clock
from tests.conftest import sessions_on
from tests.support.elsewhere import NOBODYS, Elsewhere, build_elsewhere
from tests.support.world import World

# A public address, and why nobody needs to be signed in there.
PUBLIC = {
    "assets.show": "stylesheets, scripts and icons",
    "bootstrap.static": "stylesheets and scripts",
    "health.show": "the load balancer asks",
    "invitation.show": "the link says who may open it",
    "numbers_alive.show": "it stands on paper: numbers that live today, and nothing else (P3)",
    "invitation.submit": "the link says who may use it",
    "preferences.locale_submit": "the sign-in page has a language",
    "preferences.theme_submit": "the sign-in page has a theme",
    "signin.show": "nobody is known before it",
    "signin.submit": "nobody is known before it",
    "static": "stylesheets and scripts",
    "styleguide.show": "development only, invented values",
    "styleguide.show_phone": "development only, invented values",
}
# Whatever begins so belongs to the holder of a link; the link's own tests attack it.
PUBLIC_BY_LINK = ("customer_link.", "link.", "link_says.", "offer_link.")

# Pages that a role may open in general, and that say no about one case: whose turn it is.
ASKS_THE_CASE = {"resolve.show"}

# Arguments that name no row of anybody's.
PLAIN = {
    "form": "names one of the reader's own drafts",
    "token": "a secret: whoever has it may",
    "digest": "of a public file",
    "name": "of a public file",
    "filename": "of a public file",
}


@dataclass
class Place:
    """The portal with a world that is built once: one person of each role, and a case elsewhere."""

    app: Flask
    elsewhere: Elsewhere
    own_number: str
    people: dict[Role, User]
    client_of: Callable[[User], FlaskClient]


@pytest.fixture(scope="module")
def place(engine, shared_app) -> Iterator[Place]:
    before = dict(shared_app.extensions), dict(shared_app.config)
    shared_app.config["WTF_CSRF_ENABLED"] = False  # what is asked here is who, not from where
    with engine.connect() as connection:
        outer = connection.begin()
        made = sessions_on(connection)
        shared_app.extensions["sessions"] = made
        with made() as session:
            session.info = {"identity": None, "now": None}
            yield _build(shared_app, World(session))
        outer.rollback()
    shared_app.extensions.update(before[0])
    shared_app.config.update(before[1])
    if "sessions" not in before[0]:
        shared_app.extensions.pop("sessions", None)


def _build(app: Flask, world: World) -> Place:
    elsewhere = build_elsewhere(world)
    dealer = world.dealer("Here")
    own = world.case(CaseStatus.VISITED, dealer)
    person = world.installer("Here too", dealer=dealer)
    people = {
        role: world.user(role, dealer=dealer)
        if role in (Role.DEALER_MANAGER, Role.DEALER_DESK)
        else world.user(role, installer=person if role is Role.INSTALLER else None)
        for role in Role
    }

    def client_of(user: User) -> FlaskClient:
        client = app.test_client()
        _login, token = begin_login(world.session, user, address="", agent="", now=clock.now())
        world.session.commit()
        with client.session_transaction() as cookie:
            cookie["_user_id"] = token
        client.set_cookie("locale", "en")
        return client

    return Place(app, elsewhere, own.number, people, client_of)


def rules(app: Flask) -> list[tuple[str, Rule]]:
    """Each address once for each verb that it takes."""
    return sorted(
        (
            (verb, rule)
            for rule in app.url_map.iter_rules()
            for verb in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        ),
        key=lambda pair: (str(pair[1]), pair[0]),
    )


def guarded(app: Flask) -> list[tuple[str, Rule]]:
    return [
        (verb, rule)
        for verb, rule in rules(app)
        if not isinstance(declared_access(app.view_functions[rule.endpoint]), Public)
    ]


def address(app: Flask, rule: Rule, ids: dict, **instead: object) -> str:
    """The address with somebody else's ids in it."""
    plain = dict.fromkeys(PLAIN, "elsewhere")
    known = {**plain, **choices(rule), **ids, **instead}
    values = {name: known[name] for name in rule.arguments}
    with app.test_request_context():
        return app.url_map.bind("localhost").build(rule.endpoint, values)


def choices(rule: Rule) -> dict[str, str]:
    """The arguments that are one of a few words, each with its first one."""
    return {
        name: sorted(converter.items)[0]
        for name, converter in rule._converters.items()
        if isinstance(converter, AnyConverter)
    }


def reached(client: FlaskClient, verb: str, url: str, words: list[str]) -> str:
    """What a stranger got there, or nothing: 404, or a stop by the second wall."""
    try:
        got = client.open(url, method=verb)
    except ProgrammingError as error:
        walls = ("permission denied", "row-level security")
        return "" if any(wall in str(error) for wall in walls) else str(error)
    except TypeError as error:
        return "" if "give `now`" in str(error) else str(error)  # scope fails closed
    if got.status_code == 422 and not any(word in got.text for word in words):
        return ""  # the empty form was refused before the row was looked for: the rule's walk
    return "" if got.status_code == 404 else str(got.status_code)


def test_every_address_says_who_may_call_it(shared_app):
    silent = [
        str(rule)
        for _verb, rule in rules(shared_app)
        if declared_access(shared_app.view_functions[rule.endpoint]) is None
    ]

    assert not silent, "put @requires, @signed_in or @public on them"


def test_every_public_address_is_listed_with_its_reason(shared_app):
    public = {
        rule.endpoint
        for _verb, rule in rules(shared_app)
        if isinstance(declared_access(shared_app.view_functions[rule.endpoint]), Public)
        and not rule.endpoint.startswith(PUBLIC_BY_LINK)
    }

    assert public == set(PUBLIC)


def test_every_argument_of_an_address_is_of_a_known_kind(place):
    known = place.elsewhere.ids.keys() | PLAIN.keys()

    unknown = {
        f"{name} in {rule}"
        for _verb, rule in rules(place.app)
        for name in rule.arguments - known - choices(rule).keys()
    }

    assert not unknown, "teach tests/support/elsewhere.py to make such a row"


def test_nobody_who_is_not_signed_in_gets_in(place):
    anonymous = place.app.test_client()

    wrong = []
    for verb, rule in guarded(place.app):
        got = anonymous.open(address(place.app, rule, place.elsewhere.ids), method=verb)
        to_sign_in = got.status_code == 302 and got.location.startswith("/sign-in?next=")
        if not (to_sign_in if verb == "GET" else got.status_code == 401):
            wrong.append(f"{verb} {rule}: {got.status_code}")

    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("role", Role)
def test_a_role_gets_in_exactly_where_the_table_lets_it(place, role):
    person = place.people[role]
    actor, client = Actor.of_user(person), place.client_of(person)

    wrong = []
    for verb, rule in guarded(place.app):
        lets_in = admits(declared_access(place.app.view_functions[rule.endpoint]), actor)
        if lets_in and verb != "GET":
            continue  # what a role may do, its rule's own tests do
        got = client.open(
            address(place.app, rule, place.elsewhere.ids, number=place.own_number), method=verb
        ).status_code
        may_say_no = lets_in and rule.endpoint in ASKS_THE_CASE
        if got >= 500 or ((got == 403) is lets_in and not may_say_no):
            wrong.append(f"{verb} {rule}: {got}")

    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("role", [Role.DEALER_MANAGER, Role.INSTALLER, Role.SALES])
def test_a_stranger_with_every_permission_finds_nothing_of_anothers(place, monkeypatch, role):
    monkeypatch.setitem(actors.GRANTS, role, frozenset(Permission))
    client = place.client_of(place.people[role])

    wrong = []
    for verb, rule in guarded(place.app):
        named = rule.arguments - PLAIN.keys() - NOBODYS.keys() - choices(rule).keys()
        if not named or _is_open_to_all(role, named):
            continue
        for own in _own_ways(place, rule, named):
            url = address(place.app, rule, place.elsewhere.ids, **own)
            if got := reached(client, verb, url, place.elsewhere.words):
                wrong.append(f"{verb} {rule} {own or ''}: {got}")

    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    "role", [Role.DEALER_MANAGER, Role.DEALER_DESK, Role.INSTALLER, Role.SALES]
)
def test_no_list_shows_a_stranger_anything_of_anothers(place, role):
    person = place.people[role]
    actor, client = Actor.of_user(person), place.client_of(person)
    words = [word for word in place.elsewhere.words if role is not Role.SALES or word[0].isdigit()]

    shown = []
    for verb, rule in guarded(place.app):
        access = declared_access(place.app.view_functions[rule.endpoint])
        if verb != "GET" or rule.arguments or not admits(access, actor):
            continue
        for url in (str(rule), f"{rule}?q={place.elsewhere.case.number}", f"{rule}?q=Elsewhere"):
            page = client.get(url).text.replace(f'value="{url.partition("q=")[2]}"', "")
            shown += [f"{url}: {word}" for word in words if _says(page, word, url)]

    assert not shown, "\n".join(shown)


def _says(page: str, word: str, url: str) -> bool:
    """Whether the page says it, other than by repeating what was asked."""
    return word in page and word not in url


def _is_open_to_all(role: Role, named: set[str]) -> bool:
    """Salespeople see every dealer and colleague: whom to relay to (domain, "who sees what")."""
    return role is Role.SALES and named <= {"dealer_id", "user_id", "store_id", "person_id"}


def _own_ways(place: Place, rule: Rule, named: set[str]) -> list[dict[str, str]]:
    """Somebody else's ids throughout; and their row below one's own case."""
    ways: list[dict[str, str]] = [{}]
    if "number" in named and len(named) > 1:
        ways.append({"number": place.own_number})
    return ways
