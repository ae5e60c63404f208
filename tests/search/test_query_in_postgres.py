"""The database finds what the tokens promise and the recheck confirms."""

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSVECTOR

from portal.search.query import read_query
from portal.search.tokens import fold, index_tokens

TEXTS = (
    "廚房水槽漏水,師傅沒有來 HF26-004821-4",
    "厨房的墙漏风,下水正常",
    "订单 AB20261121 的瓷砖裂了",
    "It's a 'quoted' \\ text",
)
BODIES = sa.table("bodies", sa.column("body", sa.Text), sa.column("tokens", TSVECTOR))


@pytest.fixture
def bodies(connection):
    """Some texts and their tokens."""
    connection.execute(sa.text("CREATE TEMPORARY TABLE bodies (body text, tokens tsvector)"))
    for text in TEXTS:
        tokens = sa.func.array_to_tsvector(sa.cast(index_tokens(text), sa.ARRAY(sa.Text)))
        connection.execute(sa.insert(BODIES).values(body=fold(text), tokens=tokens))
    return connection


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("漏水", [0]),
        ("厨房", [0, 1]),
        ("廚", [0, 1]),
        ("厨房 漏", [0, 1]),
        ("师傅没有来", [0]),
        ("hf26-0048", [0]),
        ("4821", [0]),
        ("２０２６", [2]),
        ("b202", [2]),
        ("'quoted' \\", [3]),
        ("水漏", []),
        ("%", None),
    ],
)
def test_a_text_is_found_by_any_part_of_it(bodies, typed, found):
    query = read_query(typed)
    if query is None:
        assert found is None
        return

    hits = bodies.scalars(
        sa.select(BODIES.c.body).where(query.matches(BODIES.c.tokens, BODIES.c.body))
    ).all()

    assert sorted(hits) == sorted(fold(TEXTS[number]) for number in found)
