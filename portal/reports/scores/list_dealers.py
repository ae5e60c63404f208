"""Dealers by their score on a day: found, filtered, ordered, one page by its key (domain B3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Select, func, select, tuple_
from sqlalchemy.orm import Session

from models import Dealer, DealerKind, Figure, ScoreDay, ScoreRank
from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.infra.reading import read_rows
from portal.reports.scores.days import Counted
from portal.search.tokens import fold

# Stands in a key for "too few to say": below every share there is.
_UNSAID: Final = -1


class By(StrEnum):
    """What the list is ordered by besides the figures; the id always follows."""

    SCORE = "score"
    NAME = "name"
    CASES = "cases"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which dealers, in which order."""

    words: str = ""
    kind: DealerKind | None = None
    ranked: bool = False
    by: By | Figure = By.SCORE
    descending: bool = True

    @property
    def count(self) -> int:
        """How many filters are set."""
        return sum((bool(self.words), self.kind is not None, self.ranked))


class Line(NamedTuple):
    """A dealer in the list."""

    dealer_id: int
    name: str
    kind: DealerKind
    city: str
    score: int | None
    rank: int | None
    cases: int
    key: int | str


class Kept(NamedTuple):
    """A figure as it was kept on a day."""

    good: int
    total: int
    share: int | None


def list_scores(
    session: Session,
    actor: Actor,
    counted: Counted,
    wanted: Wanted,
    *,
    after: tuple[int | str, int] | None = None,
    backwards: bool = False,
    limit: int = 50,
) -> list[Line]:
    """The dealers with anything that counts on that day, from a key on, or before it."""
    actor.require(Permission.SCORES_READ)
    key, rows = _ordered_by(wanted, counted)
    rows = rows.where(ScoreRank.day == counted.day, *_filters(wanted))
    pair: Any = tuple_(key, Dealer.id)
    down = wanted.descending is not backwards
    if after is not None:
        rows = rows.where(pair < after if down else pair > after)
    order = (key.desc(), Dealer.id.desc()) if down else (key, Dealer.id)
    return [Line(*row) for row in read_rows(session, rows.order_by(*order).limit(limit))]


def _ordered_by(wanted: Wanted, counted: Counted) -> tuple[ColumnElement[Any], Select[Any]]:
    key: ColumnElement[Any]
    if wanted.by is By.NAME:
        key = Dealer.name_sort.expression
    elif wanted.by is By.CASES:
        key = ScoreRank.cases.expression
    elif wanted.by is By.SCORE:
        key = func.coalesce(ScoreRank.score, _UNSAID)
    else:
        key = func.coalesce(_share(counted, wanted.by), _UNSAID)
    columns: Any = (
        Dealer.id, Dealer.name, Dealer.kind, Dealer.city,
        ScoreRank.score, ScoreRank.rank, ScoreRank.cases, key.label("key"),
    )  # fmt: skip
    return key, select(*columns).join(ScoreRank, ScoreRank.dealer_id == Dealer.id)


def _share(counted: Counted, figure: By | Figure) -> Any:
    """The figure of a dealer on that day, where it has enough to say."""
    return (
        select(ScoreDay.share)
        .where(
            ScoreDay.dealer_id == Dealer.id,
            ScoreDay.day == counted.day,
            ScoreDay.figure == figure,
            ScoreDay.total >= counted.least,
        )
        .correlate(Dealer)
        .scalar_subquery()
    )


def _filters(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.words.strip():
        found.append(Dealer.name_folded.contains(fold(wanted.words.strip()), autoescape=True))
    if wanted.kind is not None:
        found.append(Dealer.kind == wanted.kind)
    if wanted.ranked:
        found.append(ScoreRank.rank.is_not(None))
    return found


def figures_of(
    session: Session, actor: Actor, counted: Counted, dealer_ids: Sequence[int]
) -> dict[int, dict[Figure, Kept]]:
    """The figures of these dealers on that day."""
    actor.require(Permission.SCORES_READ)
    rows = read_rows(
        session,
        select(ScoreDay.dealer_id, ScoreDay.figure, ScoreDay.good, ScoreDay.total, ScoreDay.share)
        .where(ScoreDay.day == counted.day, ScoreDay.dealer_id.in_(dealer_ids))
        .order_by(ScoreDay.dealer_id, ScoreDay.figure),
    )
    found: dict[int, dict[Figure, Kept]] = {dealer_id: {} for dealer_id in dealer_ids}
    for dealer_id, figure, *kept in rows:
        found[dealer_id][figure] = Kept(*kept)
    return found


def lowest(session: Session, actor: Actor, counted: Counted, *, limit: int = 5) -> list[Line]:
    """Who stands last of those that have a rank."""
    return list_scores(session, actor, counted, Wanted(ranked=True, descending=False), limit=limit)
