"""Sign a person in by mail and password; a wrong one and an unknown mail look the same."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Credential, Login, User
from portal.accounts.logins import begin_login
from portal.accounts.passwords import hash_password, is_outdated, matches
from portal.accounts.throttle import forgive_attempts
from portal.errors import InvalidError


def sign_in(
    session: Session, *, email: str, password: str, address: str, agent: str, now: datetime
) -> tuple[User, Login, str]:
    """The person, their new login and its token; in the sign-in realm, as nobody is known yet.

    The door counts the try first (`throttle.count_attempt`). Raises InvalidError, with one code
    and after the same work for an unknown mail, a wrong password and an ended person.
    """
    found = session.execute(
        select(User, Credential)
        .join(Credential, Credential.user_id == User.id)
        .where(Credential.email == normal_email(email))
    ).one_or_none()
    password_hash = found[1].password_hash if found else None
    if not matches(password_hash, password) or found is None or found[0].ended_at is not None:
        raise InvalidError("signin_refused")
    user, credential = found
    if password_hash and is_outdated(password_hash):
        credential.password_hash = hash_password(password)
    forgive_attempts(session, email)
    login, token = begin_login(session, user, address=address, agent=agent, now=now)
    return user, login, token


def normal_email(email: str) -> str:
    """As it is stored and compared."""
    return email.strip().lower()
