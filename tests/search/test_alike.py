import json

import pytest
from sqlalchemy import text

from portal.search.alike import find_alike
from portal.search.count import count_tokens
from portal.search.keep import keep_likeness
from portal.search.score import NoGroupsError, read_groups, score_groups

GROUPS = [
    ["卫生间吊顶漏水", "浴室天花板滲水"],
    ["热水器不制热", "熱水器打開沒有熱水"],
    ["门锁打不开", "智能锁打不開門了"],
]


@pytest.fixture
def kept(session, world):
    cases = [world.case() for _ in range(4)]
    words = ["卫生间吊顶漏水，师傅不来", "热水器不热", "衛生間吊頂漏水", "门锁坏了"]
    keep_likeness(session, [(case.id, said) for case, said in zip(cases, words, strict=True)])
    return cases


def test_what_was_kept_a_moment_ago_is_found_before_anything_was_counted(session, kept):
    found = find_alike(session, "卫生间的吊顶在漏水")

    assert [one.key for one in found][:2] == [kept[2].id, kept[0].id]


def test_counting_says_how_common_each_token_is(session, kept):
    known = count_tokens(session)

    held = dict(session.execute(text("SELECT token, cases FROM likeness_counts")).all())
    assert known == len(held) - 1
    assert (held[""], held["漏"], held["热水"]) == (4, 2, 1)


def test_counting_again_changes_nothing(session, kept):
    assert count_tokens(session) == count_tokens(session)


def test_a_text_is_not_like_itself(session, kept):
    found = find_alike(session, "门锁坏了", but=kept[3].id)

    assert kept[3].id not in [one.key for one in found]


def test_blanks_and_signs_ask_for_nothing(session, kept):
    assert find_alike(session, "  …!? ") == []


@pytest.mark.parametrize("said", ["'; DROP TABLE cases; --", "a & b | !c :* \\", "\x00漏水"])
def test_what_looks_like_a_query_is_only_words(session, kept, said):
    find_alike(session, said)

    assert session.execute(text("SELECT current_setting('enable_seqscan')")).scalar() == "on"


def test_groups_are_scored_by_what_comes_first(session):
    scores = score_groups(session, [*GROUPS, ["孤零零的一句"]])

    assert scores.asked == 6
    assert scores.hits == {1: 1.0, 5: 1.0, 10: 1.0}


@pytest.mark.parametrize("content", ["no json", "{}", "[]", '{"groups": ["a"]}', '[["a", 3]]'])
def test_a_file_without_groups_is_named(tmp_path, content):
    file = tmp_path / "groups.json"
    file.write_text(content)

    with pytest.raises(NoGroupsError):
        read_groups(file)


def test_groups_are_read_with_or_without_their_name(tmp_path):
    file = tmp_path / "groups.json"

    for content in (GROUPS, {"groups": GROUPS, "more": 1}):
        file.write_text(json.dumps(content), encoding="utf-8")
        assert read_groups(file) == GROUPS
