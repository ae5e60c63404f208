"""Keep what cases are compared by, in the transaction that writes their words.

A second call about the same matter may come a minute after the first: it must find it. How often
a token is held only weighs, and is counted by a job (`portal.search.count`).
"""

from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.orm import Session

from portal.search.alike import CASES, Pool
from portal.search.likeness import likeness_tokens
from portal.search.tokens import fold

# What one mail says is compared by its beginning; the index of everybody's words stays small.
LONGEST = 2_000


def what_happened(summary: str, said: str) -> str:
    """The line for lists and what was said, without saying the same twice."""
    return said if summary.rstrip("…") in said else f"{summary} {said}"


def keep_likeness(
    session: Session, texts: Sequence[tuple[int, str]], *, pool: Pool = CASES
) -> None:
    """Write the texts' rows anew, given as (case id, words)."""
    if not texts:
        return
    rows = []
    for case_id, said in texts:
        body = fold(said[:LONGEST])
        rows.append({"case_id": case_id, "body": body, "tokens": " ".join(likeness_tokens(body))})
    session.flush()
    session.connection().execute(
        text(
            f"INSERT INTO {pool.texts} (case_id, body, tokens)"  # noqa: S608 - the table's name is ours
            " VALUES (:case_id, :body, array_to_tsvector(string_to_array(:tokens, ' ')))"
            " ON CONFLICT (case_id) DO UPDATE SET body = excluded.body, tokens = excluded.tokens"
        ),
        rows,
    )
