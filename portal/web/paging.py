"""Pages by key: a cursor names the last row seen, so no row is skipped or shown twice."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from portal.errors import InvalidError

T = TypeVar("T")
Key = int | str | datetime | None

PAGE_SIZE = 50
_LARGEST = 2**63 - 1
_EARLIEST, _LATEST = 1900, 9998


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page begins: after the row with this key, or before it when going back."""

    key: tuple[Key, ...]
    backwards: bool = False


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """The rows of one page, and the cursors to its neighbours where there are any."""

    items: Sequence[T]
    next: str | None = None
    previous: str | None = None


def encode(cursor: Cursor) -> str:
    """The cursor as one opaque word for a URL."""
    plain = json.dumps([cursor.backwards, *map(_flat, cursor.key)], separators=(",", ":"))
    return urlsafe_b64encode(plain.encode()).decode().rstrip("=")


def decode(word: str | None, *kinds: type[int | str | datetime]) -> Cursor | None:
    """The cursor behind the word; None without one. A word of somebody's own making is refused.

    `kinds` are those of the list's key, part by part.
    """
    if not word:
        return None
    try:
        plain = urlsafe_b64decode(word + "=" * (-len(word) % 4))
        backwards, *key = json.loads(plain)
        cursor = Cursor(tuple(_raised(part) for part in key), backwards)
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise InvalidError("cursor_unreadable") from error
    fits = len(key) == len(kinds) and all(map(isinstance, cursor.key, kinds))
    if not isinstance(backwards, bool) or not key or (kinds and not fits):
        raise InvalidError("cursor_unreadable")
    return cursor


def from_key(cursor: Cursor | None) -> dict[str, Any]:
    """Where a rule that pages by key begins: its `after` and `backwards`."""
    return {"after": cursor.key, "backwards": cursor.backwards} if cursor else {}


def page_of(
    rows: Sequence[T],
    key_of: Callable[[T], tuple[Key, ...]],
    *,
    cursor: Cursor | None = None,
    size: int = PAGE_SIZE,
) -> Page[T]:
    """The page made of `rows`, which were read with a limit of `size + 1` from the cursor on.

    Going back, the query reads in the opposite order; the rows are turned round here.
    """
    backwards = cursor is not None and cursor.backwards
    more = len(rows) > size
    shown = list(rows[:size])
    if backwards:
        shown.reverse()
    after = bool(shown) and (more or backwards)
    before = bool(shown) and cursor is not None and (more or not backwards)
    return Page(
        items=shown,
        next=encode(Cursor(key_of(shown[-1]))) if after else None,
        previous=encode(Cursor(key_of(shown[0]), backwards=True)) if before else None,
    )


def _flat(part: Key) -> int | str | dict[str, str] | None:
    return {"at": part.isoformat()} if isinstance(part, datetime) else part


def _raised(part: object) -> Key:
    if isinstance(part, dict):
        at = datetime.fromisoformat(part["at"])
        if at.tzinfo is None or not _EARLIEST <= at.year <= _LATEST:
            raise ValueError("a time that no row has")
        return at
    if part is None or isinstance(part, str) or type(part) is int:
        _check_fits(part)
        return part
    raise TypeError(f"no key is a {type(part).__name__}")


def _check_fits(part: str | int | None) -> None:
    """Whether a column could hold it."""
    if isinstance(part, str) and "\0" in part:
        raise ValueError("no text holds this sign")
    if isinstance(part, str):
        part.encode()  # half a sign is a ValueError
    elif part and abs(part) > _LARGEST:
        raise ValueError("no id is that large")
