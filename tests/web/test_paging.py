"""Pages by key."""

from datetime import UTC, datetime

import pytest

from portal.errors import InvalidError
from portal.web.paging import Cursor, decode, encode, page_of

NOON = datetime(2026, 5, 20, 12, tzinfo=UTC)


def key_of(row: int) -> tuple[int]:
    return (row,)


def test_a_cursor_comes_back_as_it_went():
    cursor = Cursor((NOON, 4, "x", None), backwards=True)

    assert decode(encode(cursor)) == cursor


@pytest.mark.parametrize("word", ["nonsense", "e30", "W10", "WzEsMl0", "WyJhIiwxXQ"])
def test_a_cursor_of_ones_own_making_is_refused(word):
    with pytest.raises(InvalidError):
        decode(word)


def test_without_a_cursor_there_is_none():
    assert decode(None) is None
    assert decode("") is None


def test_the_first_page_has_only_a_next_one():
    page = page_of([1, 2, 3], key_of, size=2)

    assert page.items == [1, 2]
    assert page.previous is None
    assert decode(page.next) == Cursor((2,))


def test_a_last_page_has_only_a_previous_one():
    page = page_of([3], key_of, cursor=Cursor((2,)), size=2)

    assert page.next is None
    assert decode(page.previous) == Cursor((3,), backwards=True)


def test_going_back_turns_the_rows_round():
    page = page_of([4, 3, 2], key_of, cursor=Cursor((5,), backwards=True), size=2)

    assert page.items == [3, 4]
    assert decode(page.next) == Cursor((4,))
    assert decode(page.previous) == Cursor((3,), backwards=True)


def test_an_empty_page_has_no_neighbours():
    page = page_of([], key_of, size=2)

    assert (page.next, page.previous) == (None, None)
