"""Who is told how somebody stands: their dealers, supervisors, and who has visits of theirs."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import (
    Case,
    Dispatch,
    DispatchPerson,
    DispatchState,
    InstallerDealer,
    NoticeKind,
    Severity,
    StandingHold,
    StandingPlea,
    User,
)
from portal.notices.recipients import (
    DealerDesk,
    DealerManagers,
    HotlineTeam,
    Person,
    Recipient,
    Supervisors,
)
from portal.notices.tell import News, tell, tell_many


def tell_watched(
    session: Session, lead: int, rows: Collection[int], customers: int, *, now: datetime
) -> None:
    """Two customers: their dealers hear of it, and the person."""
    tell(
        session,
        NoticeKind.INSTALLER_WATCHED,
        _theirs(session, rows),
        now=now,
        key=f"watched:{lead}:{now.isoformat()}",
        installer_id=lead,
        times=customers,
    )


def tell_held(
    session: Session, hold: StandingHold, rows: Collection[int], customers: int, *, now: datetime
) -> None:
    """At once: their dealers, the supervisors, the person; and who has a visit of theirs."""
    detail = {
        "installer_id": hold.installer_id,
        "due_at": hold.due_at.isoformat(),
        "times": customers,
    }
    told = News(
        NoticeKind.INSTALLER_HELD,
        [*_theirs(session, rows), Supervisors()],
        f"hold:{hold.id}",
        urgent=True,
        detail=detail,
    )
    tell_many(session, [told, *_visits(session, hold, rows)], now=now)


def tell_hold_decided(
    session: Session, hold: StandingHold, kind: NoticeKind, rows: Collection[int], *, now: datetime
) -> None:
    """Confirmed, lifted or reinstated."""
    tell(
        session,
        kind,
        [*_theirs(session, rows), Supervisors()],
        now=now,
        key=f"hold:{hold.id}:{kind.value}",
        installer_id=hold.installer_id,
    )


def tell_plea(session: Session, plea: StandingPlea, *, now: datetime) -> None:
    """The supervisors, but for whoever asks."""
    tell(
        session,
        NoticeKind.PLEA_MADE,
        [Supervisors(but=plea.asked_by_id)],
        now=now,
        key=f"plea:{plea.id}",
        **_of_plea(plea),
    )


def tell_plea_answered(
    session: Session, plea: StandingPlea, rows: Collection[int], *, now: datetime
) -> None:
    """Whoever asked, and the person whom it is about."""
    tell(
        session,
        NoticeKind.PLEA_ANSWERED,
        [Person(plea.asked_by_id), *_persons(session, rows)],
        now=now,
        key=f"plea:{plea.id}:answered",
        granted=plea.granted,
        **_of_plea(plea),
    )


def _of_plea(plea: StandingPlea) -> dict[str, Any]:
    return {
        "installer_id": plea.installer_id,
        "by_id": plea.asked_by_id,
        "due_at": plea.due_at.isoformat(),
    }


def _theirs(session: Session, rows: Collection[int]) -> list[Recipient]:
    """The desks and managers of everybody they work for now, and the person themselves."""
    dealers = session.scalars(
        select(InstallerDealer.dealer_id)
        .where(InstallerDealer.installer_id.in_(rows), InstallerDealer.until.is_(None))
        .distinct()
        .order_by(InstallerDealer.dealer_id)
    ).all()
    houses: list[Recipient] = []
    for dealer_id in dealers:
        houses += [DealerManagers(dealer_id), DealerDesk(dealer_id)]
    return [*houses, *_persons(session, rows)]


def _persons(session: Session, rows: Collection[int]) -> list[Recipient]:
    ids = session.scalars(
        select(User.id)
        .where(User.installer_id.in_(rows), User.ended_at.is_(None))
        .order_by(User.id)
    )
    return [Person(user_id) for user_id in ids]


def _visits(session: Session, hold: StandingHold, rows: Collection[int]) -> Sequence[News]:
    """Each planned visit: its dealer's desk and its agent, who see who could go instead."""
    planned = session.execute(
        select(Dispatch, Case)
        .join(DispatchPerson, DispatchPerson.dispatch_id == Dispatch.id)
        .join(Case, Case.id == Dispatch.case_id)
        .where(
            DispatchPerson.installer_id.in_(rows),
            DispatchPerson.active,
            Dispatch.state == DispatchState.PLANNED,
        )
        .order_by(Dispatch.id)
    )
    return [
        News(
            NoticeKind.VISIT_OF_HELD,
            [
                DealerDesk(dispatch.dealer_id),
                Person(case.agent_id) if case.agent_id else HotlineTeam(),
            ],
            f"hold:{hold.id}:visit:{dispatch.id}",
            case.id,
            urgent=case.severity is Severity.URGENT,
            detail={
                "number": case.number,
                "installer_id": hold.installer_id,
                "dealer_id": dispatch.dealer_id,
                "window_start": dispatch.window_start.isoformat(),
                "window_end": dispatch.window_end.isoformat(),
            },
        )
        for dispatch, case in planned
    ]
