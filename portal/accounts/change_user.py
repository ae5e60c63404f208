"""Correct a person's name or mail, and change their role within their side."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from models import Credential, Dealer, Role, User
from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.access.scope import get_one
from portal.accounts.add_user import checked_email, checked_name, side_of
from portal.accounts.keepers import DEALER_STAFF, get_kept_user, keeping, keeps_everybody
from portal.errors import ForbiddenError, InvalidError, RefusedError
from portal.history.changes import record_change


def change_user(
    session: Session, actor: Actor, user_id: int, *, name: str, email: str, now: datetime
) -> User:
    """Only administrators: the mail is what a person signs in with."""
    actor.require(Permission.USERS_EDIT)
    user = get_kept_user(session, actor, user_id)
    name, email = checked_name(name), checked_email(email)
    old = session.scalar(select(Credential.email).where(Credential.user_id == user.id)) or ""
    if email != old:
        taken = select(func.count()).where(Credential.email == email).select_from(Credential)
        if session.scalar(taken):
            raise RefusedError("email_taken", field="email")
        session.execute(
            update(Credential)
            .where(Credential.user_id == user.id)
            .values(email=email, changed_at=now)
        )
    before: dict[str, Any] = {"name": user.name, "email_changed": False}
    after: dict[str, Any] = {"name": name, "email_changed": email != old}
    user.name = name
    session.flush()
    if before != after:
        record_change(session, actor, f"user:{user.id}", before, after, now=now)
    return user


def change_role(
    session: Session,
    actor: Actor,
    user_id: int,
    role: Role,
    *,
    dealer_id: int | None = None,
    now: datetime,
) -> User:
    """Give another role of the same side; a side is for life (domain K1).

    Who becomes a dealer's staff stays with their dealer, or joins the one that is named.
    """
    user = get_kept_user(session, actor, user_id)
    if user.id == actor.user_id:
        raise RefusedError("not_on_yourself")
    if side_of(role) is not user.side:
        raise RefusedError("role_of_other_side", field="role")
    new_dealer = _dealer_for(session, actor, user, role, dealer_id)
    before = {"role": user.role.value, "dealer_id": user.dealer_id}
    after = {"role": role.value, "dealer_id": new_dealer}
    if before == after:
        return user
    with keeping(session, actor):
        user.role, user.dealer_id = role, new_dealer
        session.flush()
    record_change(session, actor, f"user:{user.id}", before, after, now=now)
    return user


def _dealer_for(
    session: Session, actor: Actor, user: User, role: Role, dealer_id: int | None
) -> int | None:
    if role is Role.INSTALLER and user.installer_id is None:
        raise InvalidError("role_needs_installer", field="role")
    if role not in DEALER_STAFF:
        return None
    wanted = dealer_id or user.dealer_id
    if not keeps_everybody(actor):
        if wanted not in (None, actor.dealer_id):
            raise ForbiddenError("role_not_yours_to_give", field="dealer_id")
        wanted = actor.dealer_id
    if wanted is None:
        raise InvalidError("role_needs_dealer", field="dealer_id")
    return get_one(session, actor, Dealer, wanted).id
