"""A stage for the demo: one actor after another does something at a time of theirs."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from models import User
from portal.access.actors import Actor
from portal.infra.identity import Identity

ZONE: Final = ZoneInfo("Asia/Shanghai")

Become = Callable[[Session, Identity], None]


@dataclass(slots=True)
class Scene:
    """`become` changes whom the session works for: the rules run in each actor's own realm."""

    session: Session
    now: datetime
    become: Become

    def by(self, user: User, when: datetime) -> Actor:
        """From here on `user` acts, at `when`; what was done before is kept."""
        self.session.commit()
        actor = Actor.of_user(user)
        self.session.info["now"] = when
        self.become(self.session, actor.identity)
        return actor

    def as_portal(self, identity: Identity) -> None:
        """From here on nobody in particular acts."""
        self.session.commit()
        self.session.info["now"] = self.now
        self.become(self.session, identity)

    def day(self, days_ago: int, clock: str) -> datetime:
        """A time on the wall so many days ago (today is 0, tomorrow −1)."""
        hour, minute = map(int, clock.split(":"))
        on = self.now.astimezone(ZONE).date() - timedelta(days=days_ago)
        return datetime.combine(on, time(hour, minute), ZONE).astimezone(self.now.tzinfo)

    def ago(self, minutes: int) -> datetime:
        return self.now - timedelta(minutes=minutes)

    def last_saturday(self) -> int:
        """How many days ago the last Saturday was: 1 to 7."""
        return (self.now.astimezone(ZONE).weekday() - 5) % 7 or 7
