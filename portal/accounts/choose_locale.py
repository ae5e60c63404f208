"""Choose one's own language."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from models import Locale, User
from portal.access.actors import Actor


def choose_locale(session: Session, actor: Actor, locale: Locale, *, now: datetime) -> None:  # noqa: ARG001 - every rule takes the time
    session.execute(update(User).where(User.id == actor.user_id).values(locale=locale))
