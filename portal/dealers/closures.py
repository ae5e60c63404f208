"""Read the closures of dealers: a dealer's own, those that wait for a word, who is closed now."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import ClosureState, Dealer, DealerClosure, User
from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.access.scope import get_one, visible
from portal.errors import ChangedMeanwhileError, RefusedError
from portal.sla.zone import portal_zone

MOST: Final = 100


def closures_of(session: Session, actor: Actor, dealer_id: int) -> Sequence[DealerClosure]:
    """Every closure that a dealer has asked for, the latest first."""
    actor.require(Permission.CLOSURE_ASK)
    return session.scalars(
        visible(actor, DealerClosure)
        .where(DealerClosure.dealer_id == dealer_id)
        .order_by(DealerClosure.first_day.desc(), DealerClosure.id.desc())
        .limit(MOST)
    ).all()


def closures_to_decide(
    session: Session, actor: Actor, *, limit: int = MOST
) -> list[tuple[DealerClosure, str, str]]:
    """Those that nobody has answered, with the dealer's and the asker's name; the oldest first."""
    actor.require(Permission.CLOSURE_DECIDE)
    rows = session.execute(
        visible(actor, DealerClosure)
        .add_columns(Dealer.name, User.name)
        .join(Dealer, Dealer.id == DealerClosure.dealer_id)
        .join(User, User.id == DealerClosure.asked_by_id)
        .where(DealerClosure.state == ClosureState.ASKED)
        .order_by(DealerClosure.asked_at, DealerClosure.id)
        .limit(limit)
    )
    return [(closure, dealer, asker) for closure, dealer, asker in rows]


def closed_until(session: Session, ids: Collection[int], *, now: datetime) -> Mapping[int, date]:
    """The last day of each of these dealers that is closed today by agreement."""
    if not ids:
        return {}
    today = now.astimezone(portal_zone(session)).date()
    rows = session.execute(
        select(DealerClosure.dealer_id, DealerClosure.last_day, DealerClosure.open_from)
        .where(
            DealerClosure.dealer_id.in_(ids),
            DealerClosure.state.in_((ClosureState.AGREED, ClosureState.CALLED_OFF)),
            DealerClosure.first_day <= today,
            DealerClosure.last_day >= today,
        )
        .order_by(DealerClosure.last_day, DealerClosure.id)
    )
    ends = {
        dealer_id: open_from - timedelta(days=1) if open_from else last_day
        for dealer_id, last_day, open_from in rows
    }
    return {dealer_id: day for dealer_id, day in ends.items() if day >= today}


def closures_ahead(
    session: Session, actor: Actor, *, now: datetime, limit: int = MOST
) -> list[tuple[DealerClosure, str]]:
    """What was agreed and is not over yet, with the dealer's name; the soonest first."""
    actor.require(Permission.CLOSURE_DECIDE)
    today = now.astimezone(portal_zone(session)).date()
    rows = session.execute(
        visible(actor, DealerClosure)
        .add_columns(Dealer.name)
        .join(Dealer, Dealer.id == DealerClosure.dealer_id)
        .where(DealerClosure.state == ClosureState.AGREED, DealerClosure.last_day >= today)
        .order_by(DealerClosure.first_day, DealerClosure.id)
        .limit(limit)
    )
    return [(closure, dealer) for closure, dealer in rows]


def locked_closure(
    session: Session,
    actor: Actor,
    closure_id: int,
    version: int | None,
    state: ClosureState = ClosureState.ASKED,
) -> DealerClosure:
    """The closure, if it is the actor's and still as they think it is."""
    get_one(session, actor, DealerClosure, closure_id)
    closure = session.get_one(
        DealerClosure, closure_id, populate_existing=True, with_for_update=True
    )
    if version is not None and closure.version != version:
        raise ChangedMeanwhileError("closure_changed_meanwhile")
    if closure.state is not state:
        raise RefusedError("closure_is_decided")
    return closure
