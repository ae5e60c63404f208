"""Puts a permission in front of a page."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar
from urllib.parse import urlencode

from flask import abort, g, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from portal.access.actors import Actor
from portal.access.declared import Access, AnyOf, Public, SignedInOnly, admits, declare
from portal.access.permissions import Permission
from portal.errors import ForbiddenError
from portal.infra import db
from portal.web.accepts import wants_json
from portal.web.now import now
from portal.web.signin import current_actor

P = ParamSpec("P")
View = Callable[P, ResponseReturnValue]
V = TypeVar("V", bound=Callable[..., ResponseReturnValue])

SIGN_IN_PATH = "/sign-in"


def requires(*permissions: Permission) -> Callable[[View[P]], View[P]]:
    """Only who holds one of these permissions may call the view."""
    if not permissions:
        raise TypeError("requires() names at least one permission; signed_in is for all")
    return _guarded(AnyOf(frozenset(permissions)))


def signed_in(view: View[P]) -> View[P]:
    """Everybody who is signed in may call the view."""
    return _guarded(SignedInOnly())(view)


def public(reason: str) -> Callable[[V], V]:
    """Anybody may call the view; the reason is what a reviewer reads."""

    def decorate(view: V) -> V:
        declare(view, Public(reason))
        return view

    return decorate


def actor() -> Actor:
    """Whoever passed the guard in front of this view."""
    known: Actor = g.actor
    return known


def _guarded(access: Access) -> Callable[[View[P]], View[P]]:
    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            visitor = current_actor()
            if visitor is None:
                return _ask_to_sign_in()
            if not admits(access, visitor):
                raise ForbiddenError("not_allowed")
            _take_identity(visitor)
            return view(*args, **kwargs)

        return declare(guarded, access)

    return decorate


def _take_identity(visitor: Actor) -> None:
    """From here on the database sees this person, at the page's own instant."""
    g.actor = visitor
    session = db.session()
    session.info["now"] = now()
    db.act_as(session, visitor.identity)


def _ask_to_sign_in() -> Response:
    """A page can be opened again after signing in; anything else is told that nobody is known."""
    if request.method != "GET" or wants_json():
        abort(401)
    wanted = request.full_path if request.query_string else request.path
    return redirect(f"{SIGN_IN_PATH}?{urlencode({'next': wanted})}")
