"""The hotline's list of numbers: out of reach, reported, doubtful, to be corrected (P2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import (
    ContactPoint,
    ContactState,
    Correction,
    Dealer,
    DealerState,
    NumberReport,
    PointCheck,
)
from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.access.scope import get_one, visible
from portal.errors import RefusedError

MOST: Final = 100


@dataclass(frozen=True, slots=True)
class Watched:
    """A contact point that somebody should see to, with whose it is and its open correction."""

    point: ContactPoint
    dealer: str
    correction: Correction | None
    reports: int


@dataclass(frozen=True, slots=True)
class Heard:
    """What is known of one contact point."""

    checks: Sequence[PointCheck]
    reports: Sequence[NumberReport]
    corrections: Sequence[Correction]


def unreachable_dealers(session: Session, actor: Actor) -> list[tuple[Dealer, list[ContactPoint]]]:
    """Nobody can reach these; each with what is on record for it (O1), in two queries."""
    actor.require(Permission.POINT_CHECK)
    alive = select(ContactPoint.id).where(
        ContactPoint.dealer_id == Dealer.id,
        ContactPoint.state.in_([ContactState.LIVE, ContactState.SUSPECT]),
    )
    dealers = session.scalars(
        visible(actor, Dealer)
        .where(Dealer.state == DealerState.ACTIVE, ~alive.exists())
        .order_by(Dealer.name_sort, Dealer.id)
        .limit(MOST)
    ).all()
    points: dict[int, list[ContactPoint]] = {dealer.id: [] for dealer in dealers}
    for point in session.scalars(
        visible(actor, ContactPoint)
        .where(ContactPoint.dealer_id.in_(points), ContactPoint.state != ContactState.RETIRED)
        .order_by(ContactPoint.id)
        .limit(MOST * 5)
    ):
        points[point.dealer_id or 0].append(point)
    return [(dealer, points[dealer.id]) for dealer in dealers]


def watched_points(session: Session, actor: Actor) -> list[Watched]:
    """Reported ones first, then what is to be corrected first, then the dead and doubtful."""
    actor.require(Permission.POINT_CHECK)
    reports = (
        select(func.count())
        .where(NumberReport.point_id == ContactPoint.id, NumberReport.closed_at.is_(None))
        .correlate(ContactPoint)
        .scalar_subquery()
    )
    rows = session.execute(
        visible(actor, ContactPoint)
        .outerjoin(Dealer, Dealer.id == ContactPoint.dealer_id)
        .outerjoin(
            Correction,
            (Correction.point_id == ContactPoint.id) & Correction.closed_at.is_(None),
        )
        .add_columns(func.coalesce(Dealer.name, ""), Correction, reports)
        .where(
            (reports > 0) | ContactPoint.state.in_([ContactState.DEAD, ContactState.SUSPECT])
        )
        .order_by(
            (reports > 0).desc(), Correction.due_at.nulls_last(), ContactPoint.state,
            ContactPoint.id,
        )
        .limit(MOST)
    )  # fmt: skip
    return [Watched(*row) for row in rows]


def unknown_reports(session: Session, actor: Actor) -> Sequence[NumberReport]:
    """Reported, and nobody has it on record: it stands on some paper."""
    actor.require(Permission.POINT_CHECK)
    return session.scalars(
        visible(actor, NumberReport)
        .where(NumberReport.point_id.is_(None), NumberReport.closed_at.is_(None))
        .order_by(NumberReport.at, NumberReport.id)
        .limit(MOST)
    ).all()


def states_counted(session: Session, actor: Actor) -> dict[ContactState, int]:
    """How many contact points there are in each state: the report of points."""
    actor.require(Permission.POINT_CHECK)
    rows = session.execute(
        visible(actor, ContactPoint)
        .with_only_columns(ContactPoint.state, func.count())
        .group_by(ContactPoint.state)
    )
    found = {row[0]: row[1] for row in rows}
    return {state: found.get(state, 0) for state in ContactState}


def heard_of(session: Session, actor: Actor, point_id: int) -> Heard:
    """The calls, reports and corrections of one contact point, the newest first."""
    actor.require(Permission.POINT_CHECK)
    get_one(session, actor, ContactPoint, point_id)
    return Heard(
        session.scalars(
            select(PointCheck)
            .where(PointCheck.point_id == point_id)
            .order_by(PointCheck.id.desc())
            .limit(MOST)
        ).all(),
        session.scalars(
            visible(actor, NumberReport)
            .where(NumberReport.point_id == point_id)
            .order_by(NumberReport.id.desc())
            .limit(MOST)
        ).all(),
        session.scalars(
            visible(actor, Correction)
            .where(Correction.point_id == point_id)
            .order_by(Correction.id.desc())
            .limit(MOST)
        ).all(),
    )


def close_report(session: Session, actor: Actor, report_id: int, *, now: datetime) -> NumberReport:
    """Somebody has looked where it stands; a number that is on record is rung instead."""
    actor.require(Permission.POINT_CHECK)
    report = get_one(session, actor, NumberReport, report_id)
    if report.point_id is not None:
        raise RefusedError("ring_the_number_instead", spelled=report.spelled)
    report.closed_at = report.closed_at or now
    session.flush()
    return report
