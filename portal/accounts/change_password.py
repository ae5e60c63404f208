"""Change one's own password. Runs in the sign-in realm, which alone reads credentials."""

from datetime import datetime

from sqlalchemy.orm import Session

from models import Credential, User
from portal.accounts.logins import end_every_login
from portal.accounts.passwords import check_strength, hash_password, matches
from portal.errors import InvalidError, NotFoundError


def change_password(
    session: Session, user_id: int, login_id: int, *, current: str, new: str, now: datetime
) -> None:
    """Set the new one and end every other login: whoever knew the old one is out."""
    user = session.get(User, user_id)
    credential = session.get(Credential, user_id, with_for_update=True)
    if user is None or credential is None:
        raise NotFoundError
    if not matches(credential.password_hash, current):
        raise InvalidError("password_wrong", field="current")
    check_strength(new, email=credential.email, name=user.name)
    credential.password_hash = hash_password(new)
    credential.changed_at = now
    end_every_login(session, user_id, except_id=login_id, now=now)
    session.flush()


def email_of(session: Session, user_id: int) -> str:
    """One's own address for signing in."""
    credential = session.get(Credential, user_id)
    return credential.email if credential else ""
