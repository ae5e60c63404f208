"""Read what is set; what nobody has set has its default."""

from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Setting
from portal.settings.known import KNOWN, Known

T = TypeVar("T", str, int, bool)


def setting(session: Session, known: Known[T]) -> T:
    """The value that holds now."""
    value = session.scalar(select(Setting.value).where(Setting.key == known.key))
    return known.default if value is None else known.checked(value)


def some_settings(session: Session, *known: Known[int]) -> tuple[int, ...]:
    """The values of several numbers that hold now, in their order, in one query."""
    keys = [one.key for one in known]
    rows = session.execute(select(Setting.key, Setting.value).where(Setting.key.in_(keys))).all()
    stored = {row.key: row.value for row in rows}
    return tuple(
        one.default if stored.get(one.key) is None else one.checked(stored[one.key])
        for one in known
    )


def all_settings(session: Session) -> dict[str, str | int | bool]:
    """Every setting's value by its key, in one query."""
    rows = session.execute(select(Setting.key, Setting.value)).all()
    stored = {row.key: row.value for row in rows}
    return {key: stored.get(key, known.default) for key, known in KNOWN.items()}
