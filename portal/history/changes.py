"""Write the line that every change of a setting, a person or other master data leaves."""

from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from models import SettingChange
from portal.access.actors import Actor


def record_change(
    session: Session, actor: Actor, what: str, before: Any, after: Any, *, now: datetime
) -> None:
    """Record that `what` (`setting:currency`, `dealer:7`, `user:9`) was so and is now so.

    Both are what JSON can carry, and None for "was not there". Never a secret, nor more of a
    person than the administrators' log may show.
    """
    # Inline: most realms may write a line and read none, so nothing of it is asked back.
    session.execute(
        insert(SettingChange)
        .inline()
        .values(at=now, by_id=actor.user_id, what=what, before=before, after=after)
    )
