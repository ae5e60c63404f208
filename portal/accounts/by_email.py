"""Find a person by the mail they sign in with, for who keeps accounts."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Credential, User
from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.accounts.signin import normal_email
from portal.errors import NotFoundError


def user_by_email(session: Session, actor: Actor, email: str) -> User:
    """The person, also one who has left; else NotFoundError."""
    actor.require(Permission.USERS_EDIT)
    user = session.scalar(
        select(User)
        .join(Credential, Credential.user_id == User.id)
        .where(Credential.email == normal_email(email))
    )
    if user is None:
        raise NotFoundError("user_unknown", email=email)
    return user
