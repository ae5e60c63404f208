"""The portal in this very process, with somebody signed in: to record and to profile its pages."""

import re
from dataclasses import dataclass, replace
from typing import Any, Self
from uuid import uuid4

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from models import User
from portal.accounts.logins import begin_login
from portal.app import create_app
from portal.infra import clock
from portal.infra.config import Config
from tests.bench.asked import QUEUE, Asked, Kind
from tests.bench.parties import FIRST_AGENT
from tests.bench.recording import Recording, made_of, record_statements

# After so many times a page says what it always says: caches are filled by then.
WARM = 2
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@dataclass
class PortalAtHand:
    """The app, a signed-in browser, and the token that its forms carry."""

    app: Flask
    engine: Engine
    client: FlaskClient

    @classmethod
    def open(cls, config: Config) -> Self:
        app = create_app(config.for_flask())
        engine: Engine = app.extensions["sessions"].kw["bind"]
        client = app.test_client()
        assert config.owner_url is not None
        token = _sign_in(config.owner_url)
        with client.session_transaction() as cookie:
            cookie["_user_id"] = token
            cookie["_fresh"] = True
        client.set_cookie("locale", "en")
        return cls(app, engine, client)

    def close(self) -> None:
        self.engine.dispose()

    def cookies(self) -> str:
        """The header by which gunicorn's portal knows this browser."""
        return self._session_cookie() + "; locale=en"

    def csrf_token(self) -> str:
        """From the desk, whose header has forms; it stays good as long as the session."""
        found = _TOKEN.search(self.client.get(QUEUE).text)
        assert found is not None, "the desk has no form"
        return found[1]

    def ask(self, asked: Asked) -> TestResponse:
        """One request, which must be answered as it should be."""
        if asked.form is None:
            answer = self.client.get(asked.path)
        else:
            form = {"form_id": str(uuid4()), **asked.form}
            answer = self.client.post(asked.path, data=form)
        complaint = objection(asked, answer.status_code, answer.text)
        assert complaint is None, f"{asked.path}: {complaint}\n{answer.text[:3000]}"
        return answer

    def record(self, asked: Asked) -> Recording:
        """What a request says to the database once caches are warm."""
        for _time in range(WARM):
            self.ask(asked)
        form = {**asked.form, "form_id": str(uuid4())} if asked.form is not None else None
        with record_statements(self.engine) as heard:
            self.ask(replace(asked, form=form))
        return made_of(heard, asked.path, form)

    def _session_cookie(self) -> str:
        found = self.client.get_cookie(self.client.application.config["SESSION_COOKIE_NAME"])
        assert found is not None
        return f"{found.key}={found.value}"


def shapes(kind: Kind, connection: Any, portal: PortalAtHand) -> list[Asked]:
    """All that is asked of this kind, with the token where a form is sent."""
    found = list(kind.asked(connection))
    assert found, f"nothing to ask of {kind.name}"
    if found[0].form is None:
        return found
    token = portal.csrf_token()
    return [replace(one, form={**(one.form or {}), "csrf_token": token}) for one in found]


def objection(asked: Asked, status: int, text: str) -> str | None:
    """Why this is not the answer that was wanted."""
    if not asked.is_answered_by(status):
        return f"answered {status}"
    if asked.mark and text.count(asked.mark) < asked.least:
        return f"{asked.mark!r} stands there {text.count(asked.mark)} times, not {asked.least}"
    return None


def _sign_in(owner_url: str) -> str:
    engine = create_engine(owner_url)
    with Session(engine) as session:
        user = session.get_one(User, FIRST_AGENT)
        _login, token = begin_login(
            session, user, address="127.0.0.1", agent="bench", now=clock.now()
        )
        session.commit()
    engine.dispose()
    return token
