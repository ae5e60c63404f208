"""Who is looking at the page: the login that the browser's token names, and its person."""

from typing import Any

from flask import Flask, current_app, g, has_request_context, request, session
from flask_login import LoginManager, current_user, login_user, logout_user
from sqlalchemy.orm import Session

from models import Login, User
from portal.access.actors import Actor
from portal.accounts.logins import ON_THE_PHONE, find_login, needs_touch, touch_login
from portal.infra import db
from portal.infra.identity import SIGNIN
from portal.web.now import now


class SignedIn:
    """An actor in the shape Flask-Login wants, so that neither rule nor model needs Flask."""

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def __init__(self, actor: Actor, login_id: int, token: str) -> None:
        self.actor = actor
        self.login_id = login_id
        self.token = token

    def get_id(self) -> str:
        """What the signed cookie holds: the login's token, so that ending the login ends it."""
        return self.token


def current_actor() -> Actor | None:
    """The actor behind this request, or None where nobody is signed in."""
    if not has_request_context() or not current_user.is_authenticated:
        return None
    actor: Actor = current_user.actor
    return actor


def current_login_id() -> int:
    """The login behind this request, for who has passed a guard."""
    login_id: int = current_user.login_id
    return login_id


def remember(user: User, login: Login, token: str) -> None:
    """Give this browser the login. What an earlier visitor left in the cookie goes."""
    session.clear()
    session.permanent = user.role in ON_THE_PHONE
    login_user(SignedIn(Actor.of_user(user), login.id, token))


def forget() -> None:
    """Nobody is signed in in this browser any more."""
    logout_user()
    session.clear()


def network_address() -> str:
    """Where the request comes from, as far as the server can tell."""
    return request.remote_addr or ""


def sessions() -> Any:
    """For `db.aside`: what must be kept whatever becomes of the request."""
    return current_app.extensions["sessions"]


def init_app(app: Flask) -> None:
    """Let Flask-Login find the person behind a cookie."""
    manager = LoginManager(app)
    manager.session_protection = None  # the login itself is ours to end
    manager.user_loader(load_user)


def load_user(token: str) -> SignedIn | None:
    """The person whose running login this is; asked once in a request."""
    if g.get("looked_for_user"):
        return None  # The first look failed: the page about that failure asks no database.
    g.looked_for_user = True
    opened = db.session()
    if opened.in_transaction():
        # A public page is at work already, perhaps for a customer's link that sees no logins.
        with db.aside(sessions(), SIGNIN) as own:
            return _find(own, token)
    return _find(opened, token)


def _find(opened: Session, token: str) -> SignedIn | None:
    found = find_login(opened, token, now=now())
    if found is None:
        return None
    visitor = SignedIn(found.actor, found.id, token)
    if needs_touch(found, now=now()):
        opened.rollback()  # it has only read, and one request shall not hold two connections
        with db.aside(sessions(), SIGNIN) as own:
            touch_login(own, visitor.login_id, now=now())
    return visitor
