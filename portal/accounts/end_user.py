"""End a person's access, and give it back."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models import InstallerDealer, Invitation, Role, User
from portal.access.actors import Actor
from portal.access.beyond import beyond_sight
from portal.accounts.keepers import get_kept_user, keeping, keeps_everybody
from portal.accounts.logins import end_every_login
from portal.errors import RefusedError
from portal.history.changes import record_change


def end_user(session: Session, actor: Actor, user_id: int, *, now: datetime) -> User:
    """They are out at their next request; their links are void. The person stays on record."""
    user = get_kept_user(session, actor, user_id)
    if user.id == actor.user_id:
        raise RefusedError("not_on_yourself")
    if user.ended_at is not None:
        return user
    with keeping(session, actor):
        if not keeps_everybody(actor):
            _check_works_nowhere_else(session, actor, user)
        user.ended_at = now
        end_every_login(session, user.id, now=now)
        session.flush()
    _void_links(session, user, now)
    record_change(session, actor, f"user:{user.id}", {"ended": False}, {"ended": True}, now=now)
    return user


def restore_user(session: Session, actor: Actor, user_id: int, *, now: datetime) -> User:
    """Somebody has come back; they sign in with the password they had, or by a new link."""
    user = get_kept_user(session, actor, user_id)
    if user.ended_at is None:
        return user
    with keeping(session, actor):
        user.ended_at = None
        session.flush()
    record_change(session, actor, f"user:{user.id}", {"ended": True}, {"ended": False}, now=now)
    return user


def _void_links(session: Session, user: User, now: datetime) -> None:
    """Administrators write links and take none back: the portal does."""
    with beyond_sight(session):
        session.execute(
            update(Invitation)
            .where(Invitation.user_id == user.id, Invitation.used_at.is_(None))
            .values(used_at=now)
        )


def _check_works_nowhere_else(session: Session, actor: Actor, user: User) -> None:
    """One dealer does not shut a person out of another one's jobs."""
    if user.role is not Role.INSTALLER:
        return
    elsewhere = select(InstallerDealer.id).where(
        InstallerDealer.installer_id == user.installer_id,
        InstallerDealer.dealer_id != actor.dealer_id,
        InstallerDealer.until.is_(None),
    )
    if session.scalar(elsewhere.limit(1)) is not None:
        raise RefusedError("works_elsewhere")
