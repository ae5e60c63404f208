"""Calls every rule about somebody else's row, as a stranger who has every permission.

The walk over the addresses cannot see this: a form that is not valid never reaches its rule.
A new rule is found by itself; where its arguments are of an unknown kind, teach `value_for`.
"""

import dataclasses
import importlib
import inspect
import pkgutil
import types
import typing
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum

import pytest
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import sessionmaker

from models import Model, Role
from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.errors import ForbiddenError, NotFoundError, PortalError
from portal.files.photos import Upload
from portal.infra.storage import Storage, folder_storage
from tests.conftest import sessions_on
from tests.support.elsewhere import NOBODYS, Elsewhere, build_elsewhere
from tests.support.world import NOON, World

# Packages whose functions are rules or their questions.
RULES = (
    "accounts", "audits", "cases", "contacts", "customers", "dealers", "files", "history",
    "imports", "installers", "notices", "products", "reports", "roster", "search", "settings",
    "sla", "warranty",
)  # fmt: skip

# Where the plain value of its kind is not what the rule wants to see first.
NAMED = {
    "spelled": "13800001234",
    "phone": "13800001234",
    "email": "somebody@example.com",
    "last_four": "0123",
    "due_at": NOON + timedelta(days=1),
    "until": NOON + timedelta(hours=1),
    "window_end": NOON + timedelta(days=1, hours=3),
    "window_start": NOON + timedelta(days=1),
    "promised_on": NOON.date() + timedelta(days=5),
    "upload_bytes": b"\xff\xd8\xff\xe0 a photo, or so it begins",
    "uploads": [Upload("ceiling.jpg", b"\xff\xd8\xff\xe0 a photo, or so it begins")],
}

# A rule that answers a stranger, and why that is right.
ANSWERS = {
    "portal.contacts.read.contact_points": "an empty list, and no word whether there is a dealer",
}

Rule = Callable[..., object]


def modules() -> Iterator[types.ModuleType]:
    for package in RULES:
        found = importlib.import_module(f"portal.{package}")
        for module in pkgutil.walk_packages(found.__path__, f"{found.__name__}."):
            yield importlib.import_module(module.name)


def rules() -> dict[str, Rule]:
    """Every public function that takes an actor and the id of a row."""
    return {
        f"{module.__name__}.{name}": function
        for module in modules()
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__
        and not name.startswith("_")
        and {"session", "actor"} <= (wanted := inspect.signature(function).parameters).keys()
        and any(_names_a_row(parameter) for parameter in wanted)
        and not any(_is_a_row(parameter.annotation) for parameter in wanted.values())
    }


def _names_a_row(parameter: str) -> bool:
    return parameter.endswith("_id") and parameter not in ("except_id", "form_id", *NOBODYS)


def _is_a_row(kind: object) -> bool:
    """Who has the row in hand has found it in scope; such a function is part of a rule."""
    return isinstance(kind, type) and issubclass(kind, Model)


@dataclasses.dataclass
class Place:
    sessions: sessionmaker
    elsewhere: Elsewhere
    strangers: list[Actor]
    storage: Storage


@pytest.fixture(scope="module")
def place(engine, tmp_path_factory) -> Iterator[Place]:
    with engine.connect() as connection:
        outer = connection.begin()
        made = sessions_on(connection)
        with made() as session:
            session.info = {"identity": None, "now": None}
            world = World(session)
            elsewhere = build_elsewhere(world)
            strangers = [
                dataclasses.replace(world.actor(role), grants=frozenset(Permission))
                for role in (Role.DEALER_MANAGER, Role.INSTALLER)
            ]
        yield Place(made, elsewhere, strangers, folder_storage(tmp_path_factory.mktemp("files")))
        outer.rollback()


def value_for(place: Place, name: str, kind: object) -> object:
    """A plain value for an argument, by its name or by its kind."""
    if name in place.elsewhere.ids:
        return place.elsewhere.ids[name]
    if name in NAMED:
        return NAMED[name]
    origin = typing.get_origin(kind)
    if origin in EMPTY:
        return EMPTY[origin]
    if dataclasses.is_dataclass(kind):
        return _filled(place, kind)
    return place.storage if kind is Storage else _plain(name, kind)


# Of several kinds none at all will do, and so will no members: the id is what is asked about.
EMPTY = {
    typing.Union: None,
    types.UnionType: None,
    Mapping: {},
    dict: {},
    **dict.fromkeys((Sequence, Collection, list, tuple, set, frozenset), ()),
}
PLAIN = {
    bool: True,
    int: 1,
    str: "Some words that are long enough",
    bytes: b"",
    datetime: NOON,
    date: NOON.date(),
    Decimal: Decimal(1),
    object: "anything",
}


def _plain(name: str, kind: object) -> object:
    if isinstance(kind, type) and issubclass(kind, Enum):
        return next(iter(kind))
    if kind not in PLAIN:
        raise LookupError(f"no value for {name}: {kind}")
    return PLAIN[kind]


def _filled(place: Place, kind: typing.Any) -> object:
    hints = typing.get_type_hints(kind)
    return kind(
        **{
            part.name: value_for(place, part.name, hints[part.name])
            for part in dataclasses.fields(kind)
            if part.init
            and part.default is dataclasses.MISSING
            and part.default_factory is dataclasses.MISSING
        }
    )


def arguments(place: Place, rule: Rule) -> dict[str, object]:
    """What the rule must be given, and every id of a row that it could be given."""
    hints = typing.get_type_hints(rule)
    given = {}
    for name, parameter in inspect.signature(rule).parameters.items():
        if name in ("session", "actor", "now") or parameter.kind is parameter.VAR_KEYWORD:
            continue
        if parameter.default is parameter.empty or _names_a_row(name):
            given[name] = value_for(place, name, hints[name])
    if "now" in inspect.signature(rule).parameters:
        given["now"] = NOON
    return given


def outcome(place: Place, rule: Rule, stranger: Actor) -> str:
    """Empty where the stranger gets nothing; else what they got instead."""
    try:
        given = arguments(place, rule)
    except LookupError as unknown:
        return str(unknown)
    with place.sessions() as session:
        session.info = {"identity": stranger.identity, "now": NOON}
        try:
            answer = rule(session, stranger, **given)
            session.flush()
        except (NotFoundError, ForbiddenError):
            return ""
        except PortalError as refusal:
            return f"refused for another reason: {refusal.code}"
        except ProgrammingError as stopped:
            walls = ("permission denied", "row-level security")
            return "" if any(wall in str(stopped) for wall in walls) else str(stopped.orig)
        except TypeError as failure:
            # Scope gives nothing away without a time: it fails closed.
            return "" if "give `now`" in str(failure) else str(failure)
        return "" if not answer else f"answered {answer!r}"


def test_every_rule_about_a_row_refuses_a_stranger(place):
    wrong = [
        f"{name} ({stranger.realm}): {got}"
        for name, rule in rules().items()
        for stranger in place.strangers
        if name not in ANSWERS and (got := outcome(place, rule, stranger))
    ]

    assert not wrong, "\n".join(wrong)


def test_the_walk_finds_the_rules_it_is_about():
    found = rules()

    assert {"portal.cases.offer.offer_case", "portal.accounts.end_user.end_user"} <= found.keys()
    assert len(found) > 50
    assert ANSWERS.keys() <= found.keys()
