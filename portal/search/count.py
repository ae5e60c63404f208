"""Count in how many texts each token stands: the job that keeps the weights of likeness.

Of many texts a sample tells it: a weight is a logarithm, and what the sample has not met is rare.
"""

from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from portal.search.alike import CASES, Pool

SAMPLE: Final = 50_000


def count_tokens(session: Session, *, pool: Pool = CASES) -> int:
    """Replace the counts; returns how many tokens are known. Readers see the old ones meanwhile."""
    # Two workers at it would each delete what the other has not written yet.
    session.execute(text("SELECT pg_advisory_xact_lock(hashtext(:name))"), {"name": pool.counts})
    total: int = session.scalars(text(f"SELECT count(*) FROM {pool.texts}")).one()  # noqa: S608 - the table's name is ours
    share = min(1.0, SAMPLE / total) if total else 1.0
    sampled = f"TABLESAMPLE SYSTEM ({share * 100:.6f}) REPEATABLE (1)" if share < 1 else ""
    session.execute(text(f"DELETE FROM {pool.counts}"))  # noqa: S608 - as above
    session.execute(
        text(
            f"INSERT INTO {pool.counts} (token, cases)"  # noqa: S608 - as above
            f" SELECT word, round(ndoc / :share) FROM ts_stat('SELECT tokens FROM {pool.texts}"
            f" {sampled}') WHERE word <> ''"
        ),
        {"share": share},
    )
    session.execute(
        text(f"INSERT INTO {pool.counts} (token, cases) VALUES ('', :total)"),  # noqa: S608 - as above
        {"total": total},
    )
    known: int = session.scalars(text(f"SELECT count(*) FROM {pool.counts}")).one()  # noqa: S608 - as above
    return known - 1
