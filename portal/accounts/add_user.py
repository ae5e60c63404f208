"""Add a person with an account: any by an administrator, own people by a dealer's manager."""

import re
from datetime import datetime
from typing import Any, Final, cast

from sqlalchemy import Table
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models import Credential, Dealer, Installer, Locale, Role, Side, User
from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.access.scope import get_one
from portal.accounts.keepers import DEALER_STAFF, is_own_installer, keeping, keeps_everybody
from portal.accounts.passwords import check_strength, hash_password
from portal.accounts.signin import normal_email
from portal.errors import ForbiddenError, InvalidError, RefusedError
from portal.history.changes import record_change

_EMAIL: Final = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")
_LONGEST_EMAIL: Final = 254
# The table itself: an insert by the model's name does not say how many rows there are.
_CREDENTIALS: Final = cast(Table, Credential.__table__)


def add_user(
    session: Session,
    actor: Actor,
    *,
    name: str,
    email: str,
    role: Role,
    dealer_id: int | None = None,
    installer_id: int | None = None,
    locale: Locale = Locale.ZH_HANS,
    password: str | None = None,
    now: datetime,
) -> User:
    """The new person; without a password they cannot sign in before they take an invitation."""
    name, email = checked_name(name), checked_email(email)
    dealer_id, installer_id = _belongs_to(session, actor, role, dealer_id, installer_id)
    if password is not None:
        check_strength(password, email=email, name=name)
    user = User(
        side=side_of(role),
        role=role,
        name=name,
        dealer_id=dealer_id,
        installer_id=installer_id,
        locale=locale,
        created_at=now,
    )
    with keeping(session, actor):
        session.add(user)
        session.flush()
        _give_credential(session, user, email, password, now)
    record_change(
        session,
        actor,
        f"user:{user.id}",
        None,
        {"name": name, "role": role.value, "dealer_id": dealer_id, "installer_id": installer_id},
        now=now,
    )
    return user


def side_of(role: Role) -> Side:
    return Side.DEALER if role in DEALER_STAFF or role is Role.INSTALLER else Side.BRAND


def checked_name(name: str) -> str:
    plain = " ".join(name.split())
    if not plain:
        raise InvalidError("name_missing", field="name")
    return plain


def checked_email(email: str) -> str:
    plain = normal_email(email)
    if not _EMAIL.fullmatch(plain) or len(plain) > _LONGEST_EMAIL:
        raise InvalidError("email_unreadable", field="email")
    return plain


def _belongs_to(
    session: Session, actor: Actor, role: Role, dealer_id: int | None, installer_id: int | None
) -> tuple[int | None, int | None]:
    """The dealer and the person that the role wants, and that the actor may name."""
    if not keeps_everybody(actor):
        dealer_id = _within_own_shop(session, actor, role, dealer_id, installer_id)
    if side_of(role) is Side.BRAND:
        return None, None
    if role in DEALER_STAFF:
        if dealer_id is None:
            raise InvalidError("role_needs_dealer", field="dealer_id")
        dealer_id = get_one(session, actor, Dealer, dealer_id).id
    else:
        dealer_id = None
        if installer_id is None:
            raise InvalidError("role_needs_installer", field="installer_id")
    if installer_id is not None:
        installer_id = get_one(session, actor, Installer, installer_id).id
    return dealer_id, installer_id


def _within_own_shop(
    session: Session, actor: Actor, role: Role, dealer_id: int | None, installer_id: int | None
) -> int | None:
    actor.require(Permission.OWN_STAFF_EDIT)
    if actor.dealer_id is None or side_of(role) is Side.BRAND:
        raise ForbiddenError("role_not_yours_to_give", field="role")
    if dealer_id not in (None, actor.dealer_id):
        raise ForbiddenError("role_not_yours_to_give", field="dealer_id")
    if installer_id is not None and not is_own_installer(session, actor, installer_id):
        raise ForbiddenError("role_not_yours_to_give", field="installer_id")
    return actor.dealer_id


def _give_credential(
    session: Session, user: User, email: str, password: str | None, now: datetime
) -> None:
    """Not all who add a person may read credentials: the conflict is found without reading."""
    added: Any = session.execute(
        insert(_CREDENTIALS)
        .values(
            user_id=user.id,
            email=email,
            password_hash=None if password is None else hash_password(password),
            changed_at=now,
        )
        .on_conflict_do_nothing(),
        execution_options={"preserve_rowcount": True},
    )
    if added.rowcount == 0:
        raise RefusedError("email_taken", field="email")
