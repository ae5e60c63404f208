"""Find the texts of a pool that are nearest to a text: few are proposed by the index, then ranked.

Where a million texts are kept, the tokens that say most are rare, and rare tokens lead to few
rows. So the index is asked for the rarest tokens of the text, as many as lead to some hundred
rows together, and for pairs of the next rarer ones; what that proposes is weighed by all tokens
in the database, and the best are ranked with care (`portal.search.likeness`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import Any, Final

from sqlalchemy import Text, TextClause, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from portal.search.likeness import Alike, Frequencies, likeness_tokens, rank
from portal.search.query import quoted
from portal.search.tokens import fold

# Rows that the index may propose, and how many of them are ranked.
MOST_PROPOSED: Final = 400
MOST_RANKED: Final = 40
# As long as nothing is counted every token is taken for rare, and the index proposes anything:
# then the newest are weighed as well, for what is told again has mostly been told just now.
_NEWEST: Final = 100
# Tokens that are weighed in the database; the first of them decide.
_MOST_WEIGHED: Final = 20
_MOST_PAIRED: Final = 5
# A token in more texts than this is not read through for a pair.
_TOO_COMMON: Final = 20_000
# The planner cannot know how rare the tokens are, and must not read the whole table to find out.
_CAREFULLY: Final = text(
    "SELECT set_config('statement_timeout', '2000', true),"
    " set_config('enable_seqscan', 'off', true)"
)
_CANCELLED: Final = "57014"


@dataclass(frozen=True, slots=True)
class Pool:
    """Where the texts are and where their tokens are counted: names of tables of one shape."""

    texts: str = "case_likeness"
    counts: str = "likeness_counts"


CASES: Final = Pool()


def find_alike(
    session: Session,
    said: str,
    *,
    but: int | None = None,
    also: Sequence[int] = (),
    pool: Pool = CASES,
) -> list[Alike]:
    """The texts nearest to what was said, the nearest first; `but` is the text itself.

    `also` are ranked besides: the caller has other reasons to think of them.
    """
    folded = fold(said)
    tokens = likeness_tokens(folded)
    if not tokens:
        return []
    connection = session.connection()
    counted = connection.execute(_counts(pool), {"tokens": tokens})
    held: dict[str, int] = {row.token: row.cases for row in counted}
    frequencies = Frequencies(held.pop("", 0), held)
    values = _asked(tokens, frequencies) | {"but": but or 0, "also": list(also)}
    # Rolled back in any case: so the settings end with the one question they are for.
    savepoint = connection.begin_nested()
    try:
        connection.execute(_CAREFULLY)
        rows = connection.execute(_propose(pool, counted=frequencies.total > 0), values).all()
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", None) != _CANCELLED:
            raise
        return []
    finally:
        savepoint.rollback()
    return rank(said, [(row.case_id, row.body) for row in rows], frequencies)


def _asked(tokens: Sequence[str], frequencies: Frequencies) -> dict[str, Any]:
    """What the index is asked for, and what each of the weightiest tokens counts for."""
    rarest = sorted(tokens, key=lambda token: (frequencies.of.get(token, 0), -len(token), token))
    alone, left = [], MOST_PROPOSED
    for token in rarest:
        left -= max(frequencies.of.get(token, 0), 1)
        if left < 0:
            break
        alone.append(token)
    others = [
        token
        for token in rarest[len(alone) :]
        if frequencies.of.get(token, 0) <= _TOO_COMMON and len(token) > 1
    ]
    pairs = [
        f"({quoted(one)} & {quoted(other)})"
        for one, other in combinations(others[:_MOST_PAIRED], 2)
        if not set(one) & set(other)
    ]
    # Where everything is common, two of a kind have to do.
    asked = [quoted(token) for token in alone] + pairs
    if not asked:
        asked = [" & ".join(quoted(token) for token in rarest[:2])]
    weighed = rarest[:_MOST_WEIGHED]
    padding = _MOST_WEIGHED - len(weighed)
    values: dict[str, Any] = {"asked": " | ".join(asked)}
    for at, token in enumerate([*weighed, *[""] * padding]):
        values[f"token_{at}"] = quoted(token) if token else ""
        values[f"weight_{at}"] = frequencies.rarity(token) if token else 0.0
    return values


@lru_cache
def _counts(pool: Pool) -> TextClause:
    return text(
        f"SELECT token, cases FROM {pool.counts} WHERE token = ANY(:tokens) OR token = ''"  # noqa: S608 - the table's name is ours
    ).bindparams(bindparam("tokens", type_=ARRAY(Text)))


@lru_cache
def _propose(pool: Pool, *, counted: bool) -> TextClause:
    """One statement, the same for every text: unused places weigh nothing."""
    texts = f"SELECT case_id, body, tokens FROM {pool.texts}"  # noqa: S608 - the table's name is ours
    proposed = f"{texts} WHERE tokens @@ CAST(:asked AS tsquery) LIMIT {MOST_PROPOSED * 2}"
    if not counted:
        newest = f"SELECT case_id FROM {pool.texts} ORDER BY case_id DESC LIMIT {_NEWEST}"  # noqa: S608 - ours, too
        proposed = (
            f"({texts} WHERE case_id IN ({newest}))"  # noqa: S608 - of the two above
            f" UNION ALL (SELECT * FROM ({proposed}) AS found WHERE case_id NOT IN ({newest}))"
        )
    weight = " + ".join(
        f"CASE WHEN tokens @@ CAST(:token_{at} AS tsquery)"
        f" THEN CAST(:weight_{at} AS double precision) ELSE 0 END"
        for at in range(_MOST_WEIGHED)
    )
    return text(
        f"SELECT case_id, body FROM ("  # noqa: S608 - as above
        f"  SELECT case_id, body, ({weight}) / (20 + length(tokens)) AS weight FROM ("
        f"    {proposed}"
        f"  ) AS proposed"
        f"  UNION ALL"
        f"  SELECT case_id, body, 1e9 FROM {pool.texts} WHERE case_id = ANY(:also)"
        f") AS weighed WHERE case_id <> :but"
        f" ORDER BY weight DESC, case_id DESC LIMIT {MOST_RANKED}"
    )
