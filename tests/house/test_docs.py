"""The docs keep up with what they describe."""

import re
from pathlib import Path

import pytest

from portal.cases.draw import TARGET, drawing

ROOT = Path(__file__).parent.parent.parent
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


def test_the_picture_of_the_steps_is_current():
    assert TARGET.read_text(encoding="utf-8") == drawing(), "python -m portal.cases.draw"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page):
    links = [link for link in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in link]

    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_decision_is_in_the_index():
    decisions = ROOT / "docs" / "decisions"
    index = (decisions / "README.md").read_text(encoding="utf-8")

    assert [
        one.name
        for one in decisions.glob("*.md")
        if one.name != "README.md" and f"({one.name})" not in index
    ] == []
