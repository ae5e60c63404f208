"""Read what is set; what nobody has set has its default."""

from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Setting
from portal.infra.once import once
from portal.settings.known import KNOWN, Known

T = TypeVar("T", str, int, bool)


def setting(session: Session, known: Known[T]) -> T:
    """The value that holds now, read with all others once a transaction.

    Whoever changes one forgets them (`portal.infra.once.forget`).
    """
    value = _stored(session).get(known.key)
    return known.default if value is None else known.checked(value)


def some_settings(session: Session, *known: Known[int]) -> tuple[int, ...]:
    """The values of several numbers that hold now, in their order."""
    return tuple(setting(session, one) for one in known)


def all_settings(session: Session) -> dict[str, str | int | bool]:
    """Every setting's value by its key."""
    stored = _stored(session)
    return {key: stored.get(key, known.default) for key, known in KNOWN.items()}


def _stored(session: Session) -> dict[str, Any]:
    def read() -> dict[str, Any]:
        rows = session.execute(select(Setting.key, Setting.value)).all()
        return {row.key: row.value for row in rows}

    return once(session, "settings", read)
