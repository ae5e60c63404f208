"""What is typed reaches the database as data and never as syntax."""

import pytest
from sqlalchemy import column
from sqlalchemy.dialects import postgresql

from portal.search.query import SearchQuery, read_query


def test_all_tokens_are_wanted():
    assert read_query("廚房漏水").tsquery == "'厨房' & '房漏' & '漏水'"


@pytest.mark.parametrize("typed", ["'", "a' | 'b", "a & !b", "\\", "漏水'); drop table cases"])
def test_signs_of_the_query_language_mean_nothing(typed):
    query = read_query(typed)

    assert query is None or set("|!();\\").isdisjoint(query.tsquery)


def test_a_quote_inside_a_token_would_be_doubled():
    assert SearchQuery(terms=(), tokens=("a'b\\",)).tsquery == "'a''b\\\\'"


def test_a_row_matches_by_its_tokens_and_every_term():
    condition = read_query("厨房 漏水").matches(column("tokens"), column("folded"))

    compiled = condition.compile(dialect=postgresql.dialect())

    assert str(compiled).count("strpos(") == 2
    assert str(compiled).startswith("(tokens @@ CAST(")
    assert set(compiled.params.values()) == {"'厨房' & '漏水'", "厨房", "漏水", 0}


def test_nothing_to_look_for_is_no_query():
    assert read_query(" ?! ") is None
