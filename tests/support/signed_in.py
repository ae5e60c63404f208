"""Signs somebody in without the sign-in page, for tests that build their world once."""

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from models import User
from portal.accounts.logins import begin_login
from portal.infra import clock


def sign_in(app: Flask, session: Session, user: User, *, locale: str = "en") -> FlaskClient:
    """A client whose cookie holds a running login of this person."""
    client = app.test_client()
    _login, token = begin_login(session, user, address="", agent="", now=clock.now())
    session.commit()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = token
    client.set_cookie("locale", locale)
    return client
