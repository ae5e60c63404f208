"""Engine and session: one session per request or job, each transaction in its actor's realm.

The login `hf_app` owns nothing and may read nothing: without an identity every table answers
"permission denied". `after_begin` takes the realm's role and tells the policies who is asking,
in one statement that ends with the transaction (decision 2).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from flask import Flask, current_app, g
from sqlalchemy import Connection, Engine, TextClause, create_engine, event, text
from sqlalchemy.orm import Session, SessionTransaction, sessionmaker

from portal.infra import clock
from portal.infra.identity import SIGNIN, WORKER, Identity

_TAKE: TextClause = text(
    "SELECT set_config('role', :role, true), set_config('app.user_id', :user_id, true),"
    " set_config('app.dealer_id', :dealer_id, true),"
    " set_config('app.installer_id', :installer_id, true),"
    " set_config('app.case_id', :case_id, true), set_config('app.actor', :actor, true),"
    " set_config('app.now', :now, true)"
)


def make_engine(url: str, *, pool_size: int = 10) -> Engine:
    """An engine that notices a database that was restarted."""
    return create_engine(url, pool_size=pool_size, max_overflow=pool_size, pool_pre_ping=True)


def make_sessions(engine: Engine) -> sessionmaker[Session]:
    """Sessions that stay readable after their commit; each wants an identity."""
    return sessionmaker(engine, expire_on_commit=False, info={"identity": None, "now": None})


@event.listens_for(Session, "after_begin")
def _take_identity(
    session: Session, transaction: SessionTransaction, connection: Connection
) -> None:
    identity: Identity | None = session.info.get("identity")
    if identity is not None and not transaction.nested:
        connection.execute(_TAKE, _values(session, identity))


def _values(session: Session, identity: Identity) -> dict[str, str]:
    now: datetime = session.info.get("now") or clock.now()
    return {**identity.settings(), "now": now.isoformat()}


def act_as(session: Session, identity: Identity) -> None:
    """Go on as somebody else: the person whom signing in has just found."""
    session.info["identity"] = identity
    if session.in_transaction():
        session.execute(_TAKE, _values(session, identity))


def session() -> Session:
    """This request's session; until somebody is known it is in the sign-in realm."""
    if "session" not in g:
        g.session = current_app.extensions["sessions"]()
        g.session.info = {"identity": SIGNIN, "now": None}
    found: Session = g.session
    return found


@contextmanager
def aside(sessions: Callable[[], Session], identity: Identity = WORKER) -> Iterator[Session]:
    """A short transaction of its own, for what must survive a rollback: refusals, throttles."""
    with sessions() as own:
        own.info = {"identity": identity, "now": None}
        yield own
        own.commit()


def init_app(app: Flask) -> None:
    """Give the app its sessions and close each request's own at its end."""
    if app.config.get("DATABASE_URL"):
        app.extensions["sessions"] = make_sessions(make_engine(app.config["DATABASE_URL"]))

    @app.teardown_appcontext
    def close_session(_error: BaseException | None) -> None:
        opened: Any = g.pop("session", None)
        if opened is not None:
            opened.close()
