"""Cases like one that is being told or is in hand, with how each ended (domain I4).

Alike are the words first; the same product, the same symptom and the same place add to it. Read
by the brand alone: a similar case is another customer's, and mostly another dealer's (ask 37).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final, NamedTuple

from sqlalchemy import BigInteger, Select, any_, bindparam, select
from sqlalchemy.dialects.postgresql import ARRAY, distinct_on
from sqlalchemy.orm import Session

from models import Case, CaseLikeness, CaseStatus, Dealer, Outcome, Resolution
from models.endings import Callback
from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.access.scope import visible_cases
from portal.errors import ForbiddenError
from portal.infra.reading import read_rows
from portal.search.alike import find_alike

SHOWN: Final = 5
# So many before it make a dealer's "never happened" worth a second question (I4).
NEVER_IS_DOUBTED_FROM: Final = 3
# The same product with the same symptom is similar; else the words have to be as near as that.
SIMILAR_FROM: Final = 0.25
# So near are the same words, told again.
SAME_WORDS_FROM: Final = 0.7
_SAME_PRODUCT: Final = 0.1
_SAME_SYMPTOM: Final = 0.15
_SAME_PLACE: Final = 0.05
_MOST_BY_MATTER: Final = 20
_MADE: Final = 50
_READERS: Final = frozenset({"hotline", "qa", "worker"})


@dataclass(frozen=True, slots=True)
class Matter:
    """What cases are compared with: the words, and what is known besides."""

    said: str
    product_id: int | None = None
    symptom_id: int | None = None
    district: str = ""
    case_id: int | None = None


@dataclass(frozen=True, slots=True)
class SimilarCase:
    """A case that is like it, in what, and how it ended."""

    id: int
    number: str
    summary: str
    status: CaseStatus
    first_heard_at: datetime
    ended_at: datetime | None
    dealer: str | None
    done: str | None
    outcome: Outcome | None
    same_product: bool
    same_symptom: bool
    same_place: bool
    same_words: bool


@dataclass(frozen=True, slots=True)
class Similar:
    """The nearest ones, and how many are similar at all."""

    cases: Sequence[SimilarCase] = ()
    many: int = 0

    @property
    def doubts_never(self) -> bool:
        return self.many >= NEVER_IS_DOUBTED_FROM


class _Row(NamedTuple):
    id: int
    number: str
    summary: str
    status: CaseStatus
    first_heard_at: datetime
    ended_at: datetime | None
    product_id: int | None
    symptom_id: int | None
    district: str
    dealer: str | None


def find_similar(session: Session, actor: Actor, matter: Matter) -> Similar:
    """The cases nearest to the matter; those that were merged into another count with it."""
    _check_reader(actor)
    alike = {one.key: one.score for one in _by_words(session, actor, matter)}
    if not alike:
        return Similar()
    values = {"wanted": sorted(alike)}
    rows = [_Row(*row) for row in read_rows(session, _rows(actor), values)]
    near = [(_likeness(matter, row, alike[row.id]), row) for row in rows]
    similar = sorted(
        ((score, row) for score, row in near if score >= SIMILAR_FROM),
        key=lambda one: (one[0], one[1].id),
        reverse=True,
    )
    first = similar[:SHOWN]
    done = _how_ended(session, [row.id for _score, row in first])
    return Similar(
        [_shown(matter, row, alike[row.id], done) for _score, row in first], len(similar)
    )


def similar_to(session: Session, actor: Actor, case: Case) -> Similar:
    """The cases that are like this one."""
    _check_reader(actor)
    said = session.scalar(select(CaseLikeness.body).where(CaseLikeness.case_id == case.id))
    matter = Matter(said or case.summary, case.product_id, case.symptom_id, case.district, case.id)
    return find_similar(session, actor, matter)


def _check_reader(actor: Actor) -> None:
    """The brand's people at the telephone and its auditors: whatever else somebody holds."""
    actor.require(Permission.SIMILAR_READ)
    if actor.realm not in _READERS:
        raise ForbiddenError("not_allowed")


def _by_words(session: Session, actor: Actor, matter: Matter) -> list[Any]:
    also: list[int] = []
    if matter.product_id is not None and matter.symptom_id is not None:
        values = {"product": matter.product_id, "symptom": matter.symptom_id}
        also = [row.id for row in read_rows(session, _of_the_same(actor), values)]
    return find_alike(session, matter.said, but=matter.case_id, also=also)


@lru_cache(maxsize=_MADE)
def _of_the_same(actor: Actor) -> Select[Any]:
    """The latest about the same product with the same symptom, however they were told."""
    return (
        visible_cases(actor)
        .where(Case.product_id == bindparam("product"), Case.symptom_id == bindparam("symptom"))
        .with_only_columns(Case.id)
        .order_by(Case.id.desc())
        .limit(_MOST_BY_MATTER)
    )


@lru_cache(maxsize=_MADE)
def _rows(actor: Actor) -> Select[Any]:
    columns: list[Any] = [
        Case.id,
        Case.number,
        Case.summary,
        Case.status,
        Case.first_heard_at,
        Case.ended_at,
        Case.product_id,
        Case.symptom_id,
        Case.district,
        Dealer.name,
    ]
    return (
        visible_cases(actor)
        .outerjoin(Dealer, Dealer.id == Case.dealer_id)
        .where(
            Case.id == any_(bindparam("wanted", type_=ARRAY(BigInteger))),
            Case.status != CaseStatus.MERGED,
        )
        .with_only_columns(*columns, maintain_column_froms=True)
        .order_by(Case.id)
    )


def _likeness(matter: Matter, row: _Row, alike: float) -> float:
    return (
        alike
        + _SAME_PRODUCT * _same(matter.product_id, row.product_id)
        + _SAME_SYMPTOM * _same(matter.symptom_id, row.symptom_id)
        + _SAME_PLACE * _same(matter.district, row.district)
    )


def _same(one: object, other: object) -> bool:
    return bool(one) and one == other


def _how_ended(
    session: Session, ids: Sequence[int]
) -> dict[int, tuple[str | None, Outcome | None]]:
    """What was done last on each of the cases, and what the customer said of it."""
    if not ids:
        return {}
    outcome = (
        select(Callback.outcome)
        .where(Callback.resolution_id == Resolution.id)
        .order_by(Callback.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = read_rows(
        session,
        select(Resolution.case_id, Resolution.what, outcome)
        .where(Resolution.case_id == any_(bindparam("ids", type_=ARRAY(BigInteger))))
        .ext(distinct_on(Resolution.case_id))
        .order_by(Resolution.case_id, Resolution.id.desc()),
        {"ids": list(ids)},
    )
    return {row[0]: (row[1], row[2]) for row in rows}


def _shown(
    matter: Matter,
    row: _Row,
    alike: float,
    done: dict[int, tuple[str | None, Outcome | None]],
) -> SimilarCase:
    what, outcome = done.get(row.id, (None, None))
    return SimilarCase(
        row.id, row.number, row.summary, row.status, row.first_heard_at, row.ended_at, row.dealer,
        what, outcome, _same(matter.product_id, row.product_id),
        _same(matter.symptom_id, row.symptom_id), _same(matter.district, row.district),
        alike >= SAME_WORDS_FROM,
    )  # fmt: skip
