"""Read something once in a transaction, however often its rules ask for it.

A verb asks for the same calendar several times; nobody changes one in the middle of it. Whoever
does change what is remembered here forgets it first.
"""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from sqlalchemy.orm import Session

T = TypeVar("T")
_MEMO = "read_once"


def once(session: Session, key: Hashable, read: Callable[[], T]) -> T:
    """What `read` answers, asked at most once in the session's transaction."""
    memo: tuple[Any, dict[Hashable, Any]] = session.info.get(_MEMO) or (None, {})
    transaction, known = memo
    if transaction is None or transaction is not session.get_transaction():
        known = {}
    if key not in known:
        known[key] = read()
        session.info[_MEMO] = (session.get_transaction(), known)
    found: T = known[key]
    return found


def forget(session: Session) -> None:
    """What was read is about to change, or has."""
    session.info.pop(_MEMO, None)
