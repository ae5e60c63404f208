"""Everything that hangs on one case and its reader may see, read in one round trip.

A case has up to twenty kinds of rows and few of each. A query for each would cost more in going
to and fro than in reading, so the database packs them as JSON and they are unpacked into the
models here; such objects belong to no session and are for reading only.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final, TypeVar

from sqlalchemy import (
    BigInteger,
    DateTime,
    Enum,
    Numeric,
    ScalarSelect,
    Select,
    bindparam,
    func,
    select,
)
from sqlalchemy import Date as DateColumn
from sqlalchemy.orm import Session

from models import (
    Callback,
    Case,
    CaseAccused,
    ClaimDispute,
    ContactClaim,
    CustomerWord,
    DealerWord,
    Dispatch,
    DispatchPerson,
    Entitlement,
    Merge,
    Model,
    Offer,
    OutsideResult,
    PartOrder,
    Promise,
    Resolution,
    SlaClock,
    SlaPause,
    StoredFile,
    SupervisorRequest,
    Task,
    UtcDateTime,
    VerifyFirst,
    Visit,
)
from portal.access.actors import Actor
from portal.access.scope import RULES, visible
from portal.infra.reading import read_rows

M = TypeVar("M", bound=Model)
MOST_ROWS: Final = 100
MADE: Final = 200
_CASE: Final = bindparam("case", type_=BigInteger)
_NOW: Final[Any] = bindparam("now", type_=DateTime(timezone=True))

_HANGING: Final[tuple[type[Any], ...]] = (
    Callback,
    CaseAccused,
    ClaimDispute,
    ContactClaim,
    CustomerWord,
    DealerWord,
    Dispatch,
    DispatchPerson,
    Entitlement,
    Merge,
    Offer,
    OutsideResult,
    PartOrder,
    Promise,
    Resolution,
    SlaClock,
    SlaPause,
    StoredFile,
    SupervisorRequest,
    Task,
    VerifyFirst,
    Visit,
)
_BRAND_ONLY: Final = frozenset({Callback, Merge, OutsideResult, SupervisorRequest})
# Which of them a realm may read at all; a table without a right is not even asked.
READS: Final[Mapping[str, frozenset[type[Any]]]] = {
    "hotline": frozenset(_HANGING),
    "qa": frozenset(_HANGING),
    "worker": frozenset(_HANGING),
    "dealer": frozenset(_HANGING) - _BRAND_ONLY,
    "installer": frozenset({Dispatch, DispatchPerson, Entitlement, StoredFile, Visit}),
    "sales": frozenset({StoredFile}),
}


@dataclass(frozen=True, slots=True)
class Dossier:
    """The rows of a case by their model, oldest first; none where the reader may not look."""

    rows: Mapping[type[Any], list[Any]] = field(default_factory=dict)

    def of(self, model: type[M]) -> list[M]:
        return self.rows.get(model, [])

    def dispatches_of(self, attempt: int) -> list[Dispatch]:
        """Who was sent in this attempt; a reopened case begins with nobody sent."""
        offers = {offer.id for offer in self.of(Offer) if offer.attempt == attempt}
        return [row for row in self.of(Dispatch) if row.offer_id in offers]

    def visits_of(self, attempt: int) -> list[Visit]:
        """Who was there in this attempt."""
        sent = {dispatch.id for dispatch in self.dispatches_of(attempt)}
        return [row for row in self.of(Visit) if row.dispatch_id in sent]

    def last(self, model: type[M]) -> M | None:
        found = self.of(model)
        return found[-1] if found else None


def read_dossier(session: Session, actor: Actor, case: Case, *, now: datetime) -> Dossier:
    """The rows that hang on the case, as far as this actor may see them."""
    models = [model for model in _HANGING if model in READS.get(actor.realm, frozenset())]
    if not models:
        return Dossier()
    values = {"case": case.id, "now": now}
    packed = read_rows(session, _all_packed(actor, tuple(models)), values)[0]
    rows = {
        model: [_unpacked(model, values) for values in found or []]
        for model, found in zip(models, packed, strict=True)
    }
    return Dossier(rows)


@lru_cache(maxsize=MADE)
def _all_packed(actor: Actor, models: tuple[type[Any], ...]) -> Select[Any]:
    """Put together once for a reader: it is the longest query there is."""
    return select(*(_packed(actor, model) for model in models))


def _packed(actor: Actor, model: type[Any]) -> ScalarSelect[Any]:
    key = model.case_id if model is OutsideResult else model.id
    chosen: Select[Any] = visible(actor, model, now=_NOW) if model in RULES else select(model)
    if model is VerifyFirst:
        holder = select(Case.dealer_id).where(Case.id == _CASE).scalar_subquery()
        chosen = chosen.where(VerifyFirst.dealer_id == holder, VerifyFirst.ended_at.is_(None))
    elif model is Merge:
        chosen = chosen.where((Merge.case_id == _CASE) | (Merge.into_case_id == _CASE))
    else:
        chosen = chosen.where(model.case_id == _CASE)
    few = chosen.order_by(key).limit(MOST_ROWS).subquery()
    return select(func.jsonb_agg(func.to_jsonb(few.table_valued()))).scalar_subquery()


def _unpacked(model: type[M], values: Mapping[str, Any]) -> M:
    found = {
        column.key: _value(column.type, values[column.name])
        for column in model.__table__.columns
        if column.name in values
    }
    return model(**found)


def _value(kind: Any, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(kind, UtcDateTime):
        return datetime.fromisoformat(value)
    if isinstance(kind, Enum):
        return kind.enum_class(value) if kind.enum_class else value
    if isinstance(kind, Numeric):
        return Decimal(str(value))
    if isinstance(kind, DateColumn):
        return date.fromisoformat(value)
    return value
