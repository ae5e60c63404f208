"""Planned visits of people who may not go any more, each with who could go instead (S1, D1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session, joinedload

from models import (
    Case,
    Conflict,
    DealerSuspension,
    Dispatch,
    DispatchPerson,
    DispatchState,
    Installer,
    Severity,
    Standing,
)
from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.access.scope import visible
from portal.installers.substitutes import Substitute, substitutes_for

MOST: Final = 50
_BARRED: Final = {
    Standing.HELD: Conflict.HELD,
    Standing.SUSPENDED: Conflict.SUSPENDED,
    Standing.WATCHED: Conflict.WATCHED_ALONE,
}


@dataclass(frozen=True, slots=True)
class BarredVisit:
    """A visit, who cannot go to it, why, and who could."""

    dispatch: Dispatch
    case: Case
    person: Installer
    why: Conflict
    instead: Sequence[Substitute]


def barred_visits(
    session: Session, actor: Actor, *, now: datetime, limit: int = MOST
) -> list[BarredVisit]:
    """The actor's own planned visits that need somebody else, the next one first."""
    actor.require(Permission.DISPATCH_BOOK)
    kept_back = exists().where(
        DealerSuspension.installer_id == DispatchPerson.installer_id,
        DealerSuspension.dealer_id == DispatchPerson.dealer_id,
        DealerSuspension.ended_at.is_(None),
    )
    other = DispatchPerson.__table__.alias("other")
    together = exists().where(
        other.c.dispatch_id == DispatchPerson.dispatch_id,
        other.c.active,
        other.c.installer_id != DispatchPerson.installer_id,
    )
    alone = and_(
        Installer.standing == Standing.WATCHED, Case.severity == Severity.URGENT, ~together
    )
    rows = session.execute(
        visible(actor, DispatchPerson)
        .add_columns(Dispatch, Case, Installer)
        .join(Dispatch, Dispatch.id == DispatchPerson.dispatch_id)
        .join(Case, Case.id == DispatchPerson.case_id)
        .join(Installer, Installer.id == DispatchPerson.installer_id)
        .where(
            DispatchPerson.active,
            Dispatch.state == DispatchState.PLANNED,
            or_(Installer.standing.in_((Standing.HELD, Standing.SUSPENDED)), kept_back, alone),
        )
        .options(joinedload(Case.customer))
        .order_by(DispatchPerson.slot_start, DispatchPerson.id)
        .limit(limit)
    ).all()
    return [
        BarredVisit(
            dispatch,
            case,
            person,
            _BARRED.get(person.standing, Conflict.SUSPENDED_BY_DEALER),
            _instead(session, actor, part, dispatch, case, now),
        )
        for part, dispatch, case, person in rows
    ]


def barred_count(session: Session, actor: Actor) -> int:
    """How many of the actor's planned visits are of somebody held or suspended; 99 at most."""
    rows = (
        visible(actor, DispatchPerson)
        .join(Installer, Installer.id == DispatchPerson.installer_id)
        .where(
            DispatchPerson.active,
            Installer.standing.in_((Standing.HELD, Standing.SUSPENDED)),
        )
        .with_only_columns(DispatchPerson.id)
        .limit(99)
    )
    return len(session.scalars(rows).all())


def _instead(
    session: Session,
    actor: Actor,
    part: DispatchPerson,
    dispatch: Dispatch,
    case: Case,
    now: datetime,
) -> Sequence[Substitute]:
    assert part.slot.lower is not None  # noqa: S101 - a CHECK holds it
    assert part.slot.upper is not None  # noqa: S101 - the same CHECK
    taken = select(DispatchPerson.installer_id).where(
        DispatchPerson.dispatch_id == dispatch.id, DispatchPerson.active
    )
    return substitutes_for(
        session, actor, case, dispatch.dealer_id, (part.slot.lower, part.slot.upper),
        but=set(session.scalars(taken)), now=now,
    )  # fmt: skip
