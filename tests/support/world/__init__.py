"""Builds the people, purchases and cases that tests are about, straight into the tables."""

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from tests.support.world.cases import CasesOfTheWorld
from tests.support.world.parties import PartiesOfTheWorld

__all__ = ["NOON", "World"]

# Wednesday, 20 May 2026, 12:00 in Shanghai: within service time's last morning second.
NOON = datetime(2026, 5, 20, 4, 0, tzinfo=UTC)


class World(PartiesOfTheWorld, CasesOfTheWorld):
    """`world.user(...)`, `world.case(status=...)`: each makes what it needs, and commits."""

    def __init__(self, session: Session, noon: datetime = NOON) -> None:
        super().__init__(session, noon)
