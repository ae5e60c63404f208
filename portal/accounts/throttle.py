"""Count tries to sign in, for a name and for a network address, and refuse what is too much."""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from models import SigninAttempt
from portal.errors import ThrottledError

WINDOW: Final = timedelta(minutes=15)
FOR_A_NAME: Final = 10
FOR_AN_ADDRESS: Final = 50  # an office, or a mobile network, is one address
_KEPT: Final = timedelta(days=1)


def count_attempt(
    session: Session, *, name: str, address: str, now: datetime, code: str = "signin_throttled"
) -> None:
    """Count this try before it is looked at; raises ThrottledError where there were too many.

    To be called in a short transaction of its own, so that no rollback forgets it, and so that
    of tries sent all at once no more get through than of tries sent one by one. A refused try is
    not counted: it lengthens nobody's wait.
    """
    session.execute(delete(SigninAttempt).where(SigninAttempt.at < now - _KEPT))
    for key, limit in ((name_key(name), FOR_A_NAME), (_key("address", address), FOR_AN_ADDRESS)):
        session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(key, 0))))
        recent = session.scalars(
            select(SigninAttempt.at)
            .where(SigninAttempt.key == key, SigninAttempt.at > now - WINDOW)
            .order_by(SigninAttempt.at.desc(), SigninAttempt.id)
            .limit(limit)
        ).all()
        if len(recent) >= limit:
            wait = recent[-1] + WINDOW - now
            raise ThrottledError(code, minutes=max(1, -(-wait.seconds // 60)))
        session.add(SigninAttempt(key=key, at=now))
    session.flush()


def forgive_attempts(session: Session, name: str) -> None:
    """Who has shown the right password starts anew."""
    session.execute(delete(SigninAttempt).where(SigninAttempt.key == name_key(name)))


def name_key(name: str) -> str:
    return _key("name", name.strip().casefold())


def _key(kind: str, value: str) -> str:
    return sha256(f"{kind}:{value}".encode()).hexdigest()
