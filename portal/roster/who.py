"""Who can be put on a duty, and what a shift must be like."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Duty, Role, User
from portal.access.actors import Actor
from portal.access.permissions import Permission

# Only what somebody may decide anyway is their duty.
ROLES: Final[Mapping[Duty, frozenset[Role]]] = {
    Duty.SUPERVISOR: frozenset({Role.SUPERVISOR, Role.DIRECTOR}),
    Duty.DIRECTOR: frozenset({Role.DIRECTOR}),
    Duty.NIGHT_PHONE: frozenset({Role.AGENT, Role.SUPERVISOR, Role.DIRECTOR}),
}
LONGEST: Final = timedelta(days=7)
MOST: Final = 500


def people_for_duties(session: Session, actor: Actor) -> Sequence[User]:
    """Whoever can be on some duty, by name."""
    actor.require(Permission.ROSTER_READ)
    anybody = frozenset().union(*ROLES.values())
    return session.scalars(
        select(User)
        .where(User.role.in_(anybody), User.ended_at.is_(None))
        .order_by(User.name, User.id)
        .limit(MOST)
    ).all()
