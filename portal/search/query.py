"""What a person typed, as a condition that the index can answer and the body must confirm."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    SQLColumnExpression,
    Text,
    and_,
    bindparam,
    cast,
    func,
    literal,
)
from sqlalchemy.dialects.postgresql import TSQUERY

from portal.search.tokens import query_terms, query_tokens


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """A query that has something to look for."""

    terms: tuple[str, ...]
    tokens: tuple[str, ...]

    @property
    def tsquery(self) -> str:
        """The tokens as text of a `tsquery`, to be cast and not parsed: `'漏水' & 'abc'`."""
        return " & ".join(quoted(token) for token in self.tokens)

    def matches(
        self, tokens: SQLColumnExpression[Any], folded: SQLColumnExpression[str]
    ) -> ColumnElement[bool]:
        """The condition on a row: `tokens` by the index, then each term in the `folded` body."""
        # `to_tsquery` would send our tokens through a parser that cuts them its own way.
        found = tokens.bool_op("@@")(cast(bindparam(None, self.tsquery, type_=Text), TSQUERY))
        rechecked = (func.strpos(folded, literal(term)) > 0 for term in self.terms)
        return and_(found, *rechecked)


def read_query(text: str) -> SearchQuery | None:
    """The query in what was typed; None when no letter, digit or character is in it."""
    tokens = query_tokens(text)
    if not tokens:
        return None
    return SearchQuery(terms=tuple(query_terms(text)), tokens=tuple(tokens))


def quoted(token: str) -> str:
    """A token as the text of a `tsquery` names it."""
    escaped = token.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"
