"""Who is looking at the page."""

from flask import Flask, has_request_context
from flask_login import LoginManager, UserMixin, current_user

from models.accounts import User
from portal.access.actors import Actor
from portal.infra import db


class SignedIn(UserMixin):  # type: ignore[misc]
    """An actor in the shape Flask-Login wants, so that neither rule nor model needs Flask."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor

    def get_id(self) -> str:
        return str(self.actor.user_id)


def current_actor() -> Actor | None:
    """The actor behind this request, or None where nobody is signed in."""
    if not has_request_context() or not current_user.is_authenticated:
        return None
    actor: Actor = current_user.actor
    return actor


def init_app(app: Flask) -> None:
    """Let Flask-Login find the person behind a session."""
    LoginManager(app).user_loader(load_user)


def load_user(user_id: str) -> SignedIn | None:
    """The person a session names, unless their access has ended."""
    user = db.session().get(User, int(user_id))
    if user is None or user.ended_at is not None:
        return None
    return SignedIn(Actor.of_user(user))
