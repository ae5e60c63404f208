"""Name businesses that look like one: for a person to decide, never merged here (domain L2)."""

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from itertools import combinations
from typing import Final

from rapidfuzz import fuzz
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models import Dealer, LikelyDuplicate

# Legal forms say nothing about who it is.
_FORMS: Final = re.compile(
    r"\b(inc|incorporated|llc|l l c|corp|corporation|co|company|ltd|limited)\b"
    r"|\b(the|of|and|ny|nyc|dba)\b"
    r"|(有限责任公司|有限公司|股份公司|公司|集团)"
)
_ALIKE: Final = 92
_LARGEST_BLOCK: Final = 400
_PREFIX: Final = 4
_BATCH: Final = 500


def essence(folded: str) -> str:
    """A folded name without punctuation, legal forms and the order of its words."""
    words = _FORMS.sub(" ", re.sub(r"[^\w]+", " ", folded)).split()
    return " ".join(sorted(words))


def likely_pairs(names: Iterable[tuple[int, str]]) -> list[tuple[int, int, int]]:
    """Pairs (one id, other id, score 0–100) of names that are alike; `names` are folded.

    Only names that share the beginning of a word are compared: linear in practice.
    """
    blocks: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for row_id, folded in names:
        reduced = essence(folded)
        for word in set(reduced.split()):
            if len(word) >= _PREFIX or not word.isascii():
                blocks[word[:_PREFIX]].append((row_id, reduced))
    found: dict[tuple[int, int], int] = {}
    for block in blocks.values():
        if len(block) > _LARGEST_BLOCK:
            continue  # a word as common as that tells nobody apart
        for (one, left), (other, right) in combinations(block, 2):
            score = round(fuzz.ratio(left, right))
            if score >= _ALIKE and one != other:
                found[min(one, other), max(one, other)] = score
    return [(one, other, score) for (one, other), score in sorted(found.items())]


def list_likely_dealers(session: Session, *, now: datetime) -> int:
    """Note every pair of dealers that look like one; pairs noted before stay as decided."""
    standing = select(Dealer.id, Dealer.name_folded).where(Dealer.merged_into_id.is_(None))
    names = session.execute(standing.order_by(Dealer.id)).all()
    pairs = likely_pairs((row_id, folded) for row_id, folded in names)
    added = 0
    for start in range(0, len(pairs), _BATCH):
        added += len(
            session.scalars(
                insert(LikelyDuplicate)
                .values(
                    [
                        {
                            "kind": "dealer",
                            "one_id": one,
                            "other_id": other,
                            "score": score,
                            "found_at": now,
                        }
                        for one, other, score in pairs[start : start + _BATCH]
                    ]
                )
                .on_conflict_do_nothing()
                .returning(LikelyDuplicate.id)
            ).all()
        )
    return added
