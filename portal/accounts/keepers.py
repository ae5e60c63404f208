"""Who keeps whose account: administrators everybody's, a dealer's manager their own people's."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import InstallerDealer, Role, User
from portal.access.actors import Actor
from portal.access.beyond import beyond_sight
from portal.access.permissions import Permission
from portal.access.scope import get_one
from portal.errors import ForbiddenError, NotFoundError

DEALER_STAFF = frozenset({Role.DEALER_MANAGER, Role.DEALER_DESK})


def keeps_everybody(actor: Actor) -> bool:
    return actor.realm == "admin" and actor.may(Permission.USERS_EDIT)


def get_kept_user(session: Session, actor: Actor, user_id: int) -> User:
    """The person, if this actor keeps their account; the row is locked.

    Raises NotFoundError for who cannot be seen, ForbiddenError for who is another's to keep.
    """
    user = get_one(session, actor, User, user_id)
    if not keeps_everybody(actor):
        _check_own(session, actor, user)
    with keeping(session, actor):
        locked = session.scalar(
            select(User)
            .where(User.id == user.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    if locked is None:
        raise NotFoundError
    return locked


@contextmanager
def keeping(session: Session, actor: Actor) -> Iterator[None]:
    """Administrators write accounts themselves; for a dealer's manager the portal does."""
    if actor.realm == "admin":
        yield
        return
    with beyond_sight(session):
        yield


def is_own_installer(session: Session, actor: Actor, installer_id: int) -> bool:
    """Whether the person works for the actor's dealer at present."""
    own = select(InstallerDealer.id).where(
        InstallerDealer.installer_id == installer_id,
        InstallerDealer.dealer_id == actor.dealer_id,
        InstallerDealer.until.is_(None),
    )
    return actor.dealer_id is not None and session.scalar(own.limit(1)) is not None


def _check_own(session: Session, actor: Actor, user: User) -> None:
    actor.require(Permission.OWN_STAFF_EDIT)
    staff = actor.dealer_id is not None and user.dealer_id == actor.dealer_id
    person = (
        user.role is Role.INSTALLER
        and user.installer_id is not None
        and is_own_installer(session, actor, user.installer_id)
    )
    if not staff and not person:
        raise ForbiddenError("not_allowed")
