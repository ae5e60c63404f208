"""Score the search for similar texts on groups that are known to mean the same.

The texts go into tables of this transaction alone, of the shape of the portal's own, and are
found by the same code and the same index that the pages use.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

from sqlalchemy import text
from sqlalchemy.orm import Session

from portal.search.alike import Pool, find_alike
from portal.search.count import count_tokens
from portal.search.keep import keep_likeness

AMONG: Final = (1, 5, 10)
_POOL: Final = Pool("scored_texts", "scored_counts")
_SCHEMA: Final = (
    "CREATE TEMPORARY TABLE scored_texts (case_id bigint PRIMARY KEY, body text, tokens tsvector)"
    " ON COMMIT DROP",
    "CREATE TEMPORARY TABLE scored_counts (token text PRIMARY KEY, cases integer) ON COMMIT DROP",
    "CREATE INDEX ON scored_texts USING gin (tokens)",
)


class NoGroupsError(Exception):
    """The file holds no groups; the message says what was found instead."""


class Scores(NamedTuple):
    """How many texts were asked, and the share that found a partner among the first few."""

    asked: int
    hits: dict[int, float]


def read_groups(file: Path) -> list[list[str]]:
    """The groups of {"groups": [[text, text, ...], ...]}, or of just the list."""
    try:
        read = json.loads(file.read_text(encoding="utf-8-sig"))
    except (ValueError, UnicodeDecodeError) as error:
        raise NoGroupsError(f"it is not JSON: {error}") from error
    groups = read.get("groups") if isinstance(read, dict) else read
    if not isinstance(groups, list) or not groups:
        raise NoGroupsError("there is no list of groups in it")
    for at, group in enumerate(groups):
        if not isinstance(group, list) or not all(isinstance(one, str) for one in group):
            raise NoGroupsError(f"group {at + 1} is not a list of texts")
    return groups


def score_groups(session: Session, groups: Sequence[Sequence[str]]) -> Scores:
    """Ask for each text that has a partner, and see at which place the first partner stands."""
    for statement in _SCHEMA:
        session.execute(text(statement))
    texts = [one for group in groups for one in group]
    group_of = [at for at, group in enumerate(groups) for _one in group]
    keep_likeness(session, list(enumerate(texts, start=1)), pool=_POOL)
    count_tokens(session, pool=_POOL)
    asked, hits = 0, dict.fromkeys(AMONG, 0)
    for at, said in enumerate(texts):
        if len(groups[group_of[at]]) < 2:
            continue
        asked += 1
        found = find_alike(session, said, but=at + 1, pool=_POOL)
        places = [n for n, one in enumerate(found, 1) if group_of[one.key - 1] == group_of[at]]
        for most in AMONG:
            hits[most] += bool(places and places[0] <= most)
    return Scores(asked, {most: hits[most] / asked if asked else 0.0 for most in AMONG})
