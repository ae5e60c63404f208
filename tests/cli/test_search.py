"""`huifang search score` says how well texts that mean the same are found."""

import json

import pytest

from tests.support.portal_process import huifang

pytestmark = pytest.mark.processes

GROUPS = [
    ["浴室吊顶漏水，墙也湿了", "浴室的吊顶在漏水"],
    ["柜门合页松了，关不上", "柜门关不上，合页松动"],
    ["The tap drips all night"],
]


@pytest.fixture
def score(clone, tmp_path):
    def call(content):
        file = tmp_path / "groups.json"
        file.write_text(json.dumps(content), "utf-8")
        urls = {"DATABASE_URL": clone.app_url, "DATABASE_OWNER_URL": clone.owner_url}
        return huifang(tmp_path, "search", "score", str(file), **urls)

    return call


def test_groups_are_scored_by_the_first_partner_that_is_found(score):
    said = score({"groups": GROUPS})

    assert said.returncode == 0, said.stderr
    assert said.stdout.splitlines() == [
        "4 texts in 3 groups", "hit@1 1.000", "hit@5 1.000", "hit@10 1.000",
    ]  # fmt: skip


def test_a_file_without_groups_is_refused_with_what_is_wrong(score):
    said = score({"texts": []})

    assert said.returncode == 2
    assert "there is no list of groups in it" in said.stderr
