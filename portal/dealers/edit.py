"""Add a dealer, and change what is known about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Dealer, DealerDistrict, DealerKind, DealerState
from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.access.scope import visible
from portal.errors import ChangedMeanwhileError, InvalidError, NotFoundError, RefusedError
from portal.history.changes import record_change
from portal.search.tokens import fold, sort_key

# Those two want more than a changed word: open cases, people, purchases (domain O3).
ENDS = (DealerState.LEAVING, DealerState.GONE)


@dataclass(frozen=True, slots=True)
class DealerDetails:
    """What an administrator says about a dealer."""

    name: str
    kind: DealerKind
    state: DealerState
    city: str
    address: str
    districts: tuple[str, ...]


def add_dealer(session: Session, actor: Actor, details: DealerDetails, *, now: datetime) -> Dealer:
    """A new dealer; without a contact point that works it is offered nothing yet (O1)."""
    actor.require(Permission.DEALERS_EDIT)
    name = _checked_name(details.name)
    dealer = Dealer(
        name=name,
        name_sort=sort_key(name),
        name_folded=fold(name),
        kind=details.kind,
        state=_checked_state(DealerState.ACTIVE, details.state),
        city=details.city.strip(),
        address=details.address.strip(),
        created_at=now,
    )
    session.add(dealer)
    session.flush()
    districts = _set_districts(session, dealer, details.districts)
    record_change(
        session, actor, f"dealer:{dealer.id}", None, _recorded(dealer, districts), now=now
    )
    return dealer


def edit_dealer(
    session: Session,
    actor: Actor,
    dealer_id: int,
    details: DealerDetails,
    *,
    version: int | None,
    now: datetime,
) -> Dealer:
    """Correct it. Leaving is a step of its own, with a preview (`let_dealer_go`)."""
    actor.require(Permission.DEALERS_EDIT)
    dealer = lock_dealer(session, actor, dealer_id, version=version)
    before = _recorded(dealer, districts_of(session, dealer.id))
    dealer.name = _checked_name(details.name)
    dealer.name_sort, dealer.name_folded = sort_key(dealer.name), fold(dealer.name)
    dealer.kind, dealer.state = details.kind, _checked_state(dealer.state, details.state)
    dealer.city, dealer.address = details.city.strip(), details.address.strip()
    dealer.version += 1
    session.flush()
    after = _recorded(dealer, _set_districts(session, dealer, details.districts))
    if after != before:
        record_change(session, actor, f"dealer:{dealer.id}", before, after, now=now)
    return dealer


def lock_dealer(session: Session, actor: Actor, dealer_id: int, *, version: int | None) -> Dealer:
    """The dealer, which nobody else changes meanwhile, as its reader saw it."""
    dealer = session.scalar(
        visible(actor, Dealer)
        .where(Dealer.id == dealer_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if dealer is None:
        raise NotFoundError("dealers")
    if version is not None and dealer.version != version:
        raise ChangedMeanwhileError("changed_meanwhile")
    return dealer


def districts_of(session: Session, dealer_id: int) -> list[str]:
    """The districts that the dealer serves, by name."""
    return list(
        session.scalars(
            select(DealerDistrict.district)
            .where(DealerDistrict.dealer_id == dealer_id)
            .order_by(DealerDistrict.district, DealerDistrict.id)
        )
    )


def _set_districts(session: Session, dealer: Dealer, wanted: Iterable[str]) -> list[str]:
    names = {name.strip() for name in wanted if name.strip()}
    rows = session.scalars(
        select(DealerDistrict)
        .where(DealerDistrict.dealer_id == dealer.id)
        .order_by(DealerDistrict.id)
    ).all()
    for row in rows:
        if row.district not in names:
            session.delete(row)
    known = {row.district for row in rows}
    session.add_all(
        DealerDistrict(dealer_id=dealer.id, district=name) for name in sorted(names - known)
    )
    session.flush()
    return sorted(names)


def _checked_name(name: str) -> str:
    plain = " ".join(name.split())
    if not plain:
        raise InvalidError("name_missing", field="name")
    return plain


def _checked_state(before: DealerState, after: DealerState) -> DealerState:
    if after is not before and after in ENDS:
        raise RefusedError("leaving_is_a_step_of_its_own", field="state")
    return after


def _recorded(dealer: Dealer, districts: list[str]) -> dict[str, Any]:
    return {
        "name": dealer.name,
        "kind": dealer.kind.value,
        "state": dealer.state.value,
        "city": dealer.city,
        "address": dealer.address,
        "districts": districts,
    }
