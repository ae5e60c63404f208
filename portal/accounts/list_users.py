"""The people with accounts, for who keeps them; pages by key."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Row, Select, or_, select
from sqlalchemy.orm import Session

from models import Credential, Dealer, Role, User
from portal.access.actors import Actor
from portal.access.permissions import Permission

Line = Row[User, str, str | None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which people: words of the name or the mail, a role, those who have left as well."""

    words: str = ""
    role: Role | None = None
    with_ended: bool = False


def list_users(
    session: Session,
    actor: Actor,
    wanted: Wanted,
    *,
    before_id: int | None = None,
    after_id: int | None = None,
    limit: int,
) -> Sequence[Line]:
    """Each person with their mail and their dealer's name, the newest first.

    From `before_id` on to older ones, or from `after_id` on to newer ones, in that order.
    """
    actor.require(Permission.USERS_EDIT)
    chosen = _chosen(wanted)
    if after_id is not None:
        chosen = chosen.where(User.id > after_id).order_by(User.id)
    else:
        if before_id is not None:
            chosen = chosen.where(User.id < before_id)
        chosen = chosen.order_by(User.id.desc())
    return session.execute(chosen.limit(limit)).all()


def _chosen(wanted: Wanted) -> Select[User, str, str | None]:
    chosen = (
        select(User, Credential.email, Dealer.name)
        .join(Credential, Credential.user_id == User.id)
        .outerjoin(Dealer, Dealer.id == User.dealer_id)
    )
    for word in wanted.words.split():
        chosen = chosen.where(
            or_(
                User.name.icontains(word, autoescape=True),
                Credential.email.icontains(word, autoescape=True),
                Dealer.name.icontains(word, autoescape=True),
            )
        )
    if wanted.role is not None:
        chosen = chosen.where(User.role == wanted.role)
    if not wanted.with_ended:
        chosen = chosen.where(User.ended_at.is_(None))
    return chosen
