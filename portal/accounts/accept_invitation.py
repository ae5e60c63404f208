"""Take a one-time link: set the password behind it. Runs in the sign-in realm."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models import Credential, Invitation, User
from portal.accounts.logins import end_every_login
from portal.accounts.passwords import check_strength, hash_password
from portal.accounts.tokens import digest
from portal.errors import NotFoundError, RefusedError


def find_invited(session: Session, token: str, *, now: datetime) -> User:
    """Whom the link is for; reading it changes nothing."""
    _invitation, user, _credential = _find(session, token, now, lock=False)
    return user


def accept_invitation(session: Session, token: str, *, password: str, now: datetime) -> User:
    """Set the password, use the link up, and end what was signed in with an older one.

    All other links of the person are used up with it. Raises NotFoundError for no such link and
    RefusedError for one that was used, is too old, or whose person has left.
    """
    _invitation, user, credential = _find(session, token, now, lock=True)
    check_strength(password, email=credential.email, name=user.name)
    credential.password_hash = hash_password(password)
    credential.changed_at = now
    session.execute(
        update(Invitation)
        .where(Invitation.user_id == user.id, Invitation.used_at.is_(None))
        .values(used_at=now)
    )
    end_every_login(session, user.id, now=now)
    session.flush()
    return user


def _find(
    session: Session, token: str, now: datetime, *, lock: bool
) -> tuple[Invitation, User, Credential]:
    wanted = select(Invitation).where(Invitation.token_digest == digest(token))
    if lock:  # Two browsers with one link: the second one finds it used.
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    invitation = session.scalar(wanted)
    if invitation is None:
        raise NotFoundError("invitation_unknown")
    if invitation.used_at is not None:
        raise RefusedError("invitation_used")
    user = session.get(User, invitation.user_id)
    credential = session.get(Credential, invitation.user_id)
    if user is None or credential is None or user.ended_at is not None:
        raise NotFoundError("invitation_unknown")
    if invitation.expires_at <= now:
        raise RefusedError("invitation_expired")
    return invitation, user, credential
