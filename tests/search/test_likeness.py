import pytest

from portal.search.likeness import Frequencies, likeness_tokens, rank
from portal.search.tokens import fold

OTHERS = (
    "厨房的水槽往下滴水，师傅说没事就走了",
    "卫生间吊顶上打的孔太大，下雨天渗水",
    "热水器打不着火",
    "The range hood is noisy at night",
)


def nearest(said):
    found = rank(said, [(key, fold(body)) for key, body in enumerate(OTHERS)], Frequencies(0, {}))
    return found[0].key


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("廚房水槽滴水", 0),
        ("浴室天花板漏水，洞打得太大", 1),
        ("热水其打不着伙", 2),
        ("hood makes noises", 3),
    ],
)
def test_what_means_the_same_is_nearest(said, found):
    assert nearest(said) == found


def test_the_same_text_in_the_other_script_is_the_same():
    said = "卫生间吊顶漏水，师傅不来"
    written = "衛生間吊頂漏水,師傅不來"

    (found,) = rank(said, [(1, fold(written))], Frequencies(0, {}))
    assert found.score == pytest.approx(1.0)


def test_nothing_in_common_is_nothing():
    (found,) = rank("漏水", [(1, fold("hello world"))], Frequencies(0, {}))

    assert found.score < 0.05


def test_a_rare_sign_counts_for_more_than_one_that_is_everywhere():
    frequencies = Frequencies(1000, {"镜": 3, "水": 900, "镜子": 2})

    found = rank("镜水", [(1, "镜"), (2, "水")], frequencies)
    assert [one.key for one in found] == [1, 2]


def test_the_index_knows_a_text_by_what_was_said_and_by_what_was_meant():
    tokens = likeness_tokens(fold("天花板渗水 Leaking"))

    assert {"天", "天花", "渗水", "leaking"} <= set(tokens)
    assert {"顶", "漏", "顶漏", "leak"} <= set(tokens)
