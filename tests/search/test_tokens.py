"""A word finds its text in either script, at any width, in any case, and in part."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.search.tokens import (
    MAX_INDEX_TOKENS,
    MAX_QUERY_TERMS,
    fold,
    index_tokens,
    query_terms,
    query_tokens,
    sort_key,
)

CHINESE = st.text(
    alphabet="厨房漏水沒有人來修臺灣後面乾燥乾隆裏里著着師傅", min_size=1, max_size=30
)
ANYTHING = st.text(max_size=60)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("廚房漏水", "厨房漏水"),
        ("ＡＢＣ－１２", "abc-12"),
        ("Straße", "STRASSE"),
        ("臺灣", "台湾"),
        ("漏著水", "漏着水"),
        ("為甚麼", "为什么"),
        ("漏水\n\t 了", "漏水 了"),
        ("裡面", "裏面"),
    ],
)
def test_two_spellings_of_one_word_fold_alike(one, other):
    assert fold(one) == fold(other)


@given(ANYTHING)
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(CHINESE, CHINESE, CHINESE)
def test_a_part_of_a_text_folds_to_a_part_of_the_folded_text(before, part, after):
    assert fold(part) in fold(before + part + after)


@given(CHINESE, st.integers(0, 29), st.integers(1, 30))
def test_any_part_of_a_text_finds_it(text, start, length):
    part = text[start : start + length]

    assert set(query_tokens(part)) <= set(index_tokens(text))


@given(st.from_regex(r"[A-Z]{2}[0-9]{4,12}", fullmatch=True), st.integers(0, 5), st.integers(1, 9))
def test_any_part_of_an_order_number_finds_it(number, start, length):
    assert set(query_tokens(number[start : start + length])) <= set(index_tokens(f"订单{number}。"))


def test_an_index_keeps_characters_and_pairs():
    assert index_tokens("厨房漏水,A12") == [
        *("厨", "房", "漏", "水", "厨房", "房漏", "漏水"),
        *("a", "1", "2", "a1", "12", "a12"),
    ]


def test_a_pair_never_spans_two_runs():
    assert "水a" not in index_tokens("漏水abc")
    assert "水厨" not in index_tokens("漏水。厨房")


def test_a_query_takes_the_longest_tokens_it_can():
    assert query_tokens("厨房漏水") == ["厨房", "房漏", "漏水"]
    assert query_tokens("漏") == ["漏"]
    assert query_tokens("hf26") == ["hf2", "f26"]
    assert query_tokens("26") == ["26"]


def test_words_apart_are_terms_of_their_own():
    assert query_terms("廚房  漏水") == ["厨房", "漏水"]
    assert query_tokens("廚房 漏水") == ["厨房", "漏水"]


@pytest.mark.parametrize("empty", ["", "  ", "?!…", "%_", "😀"])
def test_signs_alone_are_nothing_to_look_for(empty):
    assert query_tokens(empty) == []


def test_a_long_text_or_query_is_bounded():
    text = "".join(chr(0x4E00 + n % 20_000) for n in range(60_000))

    assert len(index_tokens(text)) == MAX_INDEX_TOKENS
    assert len(query_terms(" ".join("abcdefghijklmnop"))) == MAX_QUERY_TERMS


def test_names_are_sorted_by_their_sound():
    names = ["赵", "安", "Zebra", "李", "王", "apple", "張", "张", "曾"]

    assert sorted(names, key=lambda name: sort_key(name, surname_first=True)) == [
        *("安", "apple", "李", "王", "Zebra", "曾", "张", "張", "赵"),
    ]
