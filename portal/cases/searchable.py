"""Keep the words that a case is found by (decision on search: folded body, tokens in an index)."""

from collections.abc import Iterable

from sqlalchemy import Text, cast, func
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.orm import Session

from models import Case, CaseSearch
from portal.search.tokens import fold, index_tokens


def make_searchable(session: Session, case: Case, words: Iterable[str]) -> None:
    """Write the case's search row anew: its summary and wish, and the words that are given."""
    parts = [case.number, case.summary, case.wish, *words]
    body = fold(" ".join(part for part in parts if part))
    row = {
        "body": body,
        "tokens": func.array_to_tsvector(cast(index_tokens(body), ARRAY(Text))),
    }
    session.flush()
    session.connection().execute(
        insert(CaseSearch)
        .values(case_id=case.id, **row)
        .on_conflict_do_update(index_elements=[CaseSearch.case_id], set_=row)
    )
