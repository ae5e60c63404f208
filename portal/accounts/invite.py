"""Invite a person: an account, and a one-time link with which they set their own password."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from models import Invitation, Locale, Role, User
from portal.access.actors import Actor
from portal.accounts.add_user import add_user
from portal.accounts.keepers import get_kept_user, keeping
from portal.accounts.tokens import digest, new_token
from portal.errors import RefusedError
from portal.history.changes import record_change

HOLDS_FOR: Final = timedelta(days=7)


def invite_user(
    session: Session,
    actor: Actor,
    *,
    name: str,
    email: str,
    role: Role,
    dealer_id: int | None = None,
    installer_id: int | None = None,
    locale: Locale = Locale.ZH_HANS,
    now: datetime,
) -> str:
    """The token of the link `/invitations/<token>`; it is shown once and stored nowhere."""
    user = add_user(
        session,
        actor,
        name=name,
        email=email,
        role=role,
        dealer_id=dealer_id,
        installer_id=installer_id,
        locale=locale,
        now=now,
    )
    return _issue(session, actor, user, now)


def renew_invitation(session: Session, actor: Actor, user_id: int, *, now: datetime) -> str:
    """Another link, for who lost the first one or forgot the password; the password stays."""
    user = get_kept_user(session, actor, user_id)
    if user.ended_at is not None:
        raise RefusedError("access_ended")
    record_change(session, actor, f"user:{user.id}", None, {"link": "issued"}, now=now)
    return _issue(session, actor, user, now)


def _issue(session: Session, actor: Actor, user: User, now: datetime) -> str:
    token = new_token()
    with keeping(session, actor):
        session.add(
            Invitation(
                user_id=user.id,
                token_digest=digest(token),
                made_by_id=actor.user_id,
                made_at=now,
                expires_at=now + HOLDS_FOR,
            )
        )
        session.flush()
    return token
