"""Who can own a task: the hotline's people for the brand, its own staff for a dealer."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Role, User
from portal.access.actors import Actor

OWNERS: Final = (Role.AGENT, Role.SUPERVISOR, Role.DIRECTOR)
MOST: Final = 200


def owners_for(session: Session, actor: Actor) -> Sequence[User]:
    """The people a task can be given to by name."""
    whose = User.role.in_(OWNERS) if actor.is_brand else User.dealer_id == actor.dealer_id
    return session.scalars(
        select(User).where(whose, User.ended_at.is_(None)).order_by(User.name, User.id).limit(MOST)
    ).all()
