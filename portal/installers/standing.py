"""A person's standing by the count of complaints, in the transaction that changes it (domain S1).

Which complaints count, and what standing they ask for, is said once, in the database:
`counted_complaints` and `standing_owed`. Whatever names, clears or moves an accusation calls
`recount_standing`; a trigger at commit refuses whoever does not.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import BigInteger, DateTime, bindparam, select, text, update
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.orm import Session

from models import (
    CaseAccused,
    Installer,
    Standing,
    StandingChange,
    StandingChangeKind,
    StandingHold,
    StandingHoldCase,
)
from portal.access.actors import Actor
from portal.access.beyond import beyond_sight
from portal.installers.standing_news import tell_held, tell_watched
from portal.sla.calendars import load_calendar
from portal.sla.policy import OFFICE

# From three quarters of its time on who has to decide is reminded (T6).
_NEAR: Final = 0.75

_LOCK: Final = text(
    "SELECT id, coalesce(same_as_id, id), standing FROM installers WHERE id IN"
    " (SELECT same_people(one) FROM unnest(CAST(:ids AS bigint[])) AS one)"
    " ORDER BY id FOR NO KEY UPDATE"
)
_OWED: Final = text("SELECT standing_owed(:person, :at)").bindparams(
    bindparam("person", type_=BigInteger), bindparam("at", type_=DateTime(timezone=True))
)
_NOT_AS_OWED: Final = text(
    "SELECT DISTINCT p.lead FROM unnest(:rows, :leads) AS p (id, lead)"
    " JOIN installers i ON i.id = p.id"
    " WHERE i.standing <> standing_owed(p.lead, :at)"
    " OR EXISTS (SELECT FROM standing_holds h WHERE h.installer_id = p.id AND h.ended_at IS NULL)"
    " ORDER BY p.lead"
).bindparams(
    bindparam("rows", type_=ARRAY(BigInteger)),
    bindparam("leads", type_=ARRAY(BigInteger)),
    bindparam("at", type_=DateTime(timezone=True)),
)
_COUNTED: Final = (
    text("SELECT case_id, customer_id, heard_at, shown_by FROM counted_complaints(:person, :at)")
    .bindparams(
        bindparam("person", type_=BigInteger), bindparam("at", type_=DateTime(timezone=True))
    )
    .columns(case_id=BigInteger, customer_id=BigInteger, heard_at=DateTime(timezone=True))
)


@dataclass(frozen=True, slots=True)
class Counted:
    """A complaint that counts against a person, and how it is known that they were there."""

    case_id: int
    customer_id: int
    heard_at: datetime
    shown_by: str


def lock_people(session: Session, installer_ids: Collection[int]) -> dict[int, list[int]]:
    """Each person with all their rows, locked before any case is (decision 6): leading id → ids."""
    if not installer_ids:
        return {}
    with beyond_sight(session, always=True):
        rows = session.execute(_LOCK, {"ids": sorted(set(installer_ids))}).all()
    people: dict[int, list[int]] = {}
    for row_id, lead, _standing in rows:
        people.setdefault(lead, []).append(row_id)
    return people


def lock_accused_of(session: Session, case_ids: Collection[int]) -> list[int]:
    """Whoever is complained of on these cases, locked before the cases are."""
    ids = session.scalars(
        select(CaseAccused.installer_id)
        .where(CaseAccused.case_id.in_(case_ids))
        .distinct()
        .order_by(CaseAccused.installer_id)
    ).all()
    lock_people(session, ids)
    return list(ids)


def recount_standing(session: Session, installer_ids: Collection[int], *, now: datetime) -> None:
    """Bring the standing of these people to what is owed for what counts now.

    Two customers: watched; three: held, with a hold for a supervisor. A hold is never undone
    here, by whatever becomes of its complaints: that is a supervisor's word (S1).
    """
    if not installer_ids:
        return
    session.flush()
    with beyond_sight(session, always=True):
        people = lock_people(session, installer_ids)
        for lead in _not_as_owed(session, people, now):
            _bring(session, lead, people[lead], now)


def counted_complaints(session: Session, installer_id: int, *, at: datetime) -> Sequence[Counted]:
    """What counts against a person at a moment, the oldest first (S1)."""
    with beyond_sight(session):
        rows = session.execute(_COUNTED, {"person": installer_id, "at": at})
        return [Counted(*row) for row in rows]


def owed_standing(session: Session, installer_id: int, *, at: datetime) -> Standing:
    """What the count alone asks for at a moment, whatever a supervisor has said."""
    with beyond_sight(session):
        owed = session.execute(_OWED, {"person": installer_id, "at": at}).scalar_one()
    return Standing(owed)


def open_hold(session: Session, installer_ids: Collection[int]) -> StandingHold | None:
    """The hold that a person is under, decided or not."""
    return session.scalars(
        select(StandingHold)
        .where(StandingHold.installer_id.in_(installer_ids), StandingHold.ended_at.is_(None))
        .order_by(StandingHold.id)
        .limit(1)
        .execution_options(populate_existing=True)
    ).first()


def set_standing(session: Session, rows: Collection[int], after: Standing) -> None:
    """All rows of one person stand alike."""
    session.execute(
        update(Installer)
        .where(Installer.id.in_(rows), Installer.standing != after)
        .values(standing=after)
        .execution_options(synchronize_session="fetch")
    )


def note_change(
    session: Session,
    actor: Actor | None,
    lead: int,
    kind: StandingChangeKind,
    before: Standing,
    after: Standing,
    *,
    now: datetime,
    reason: str = "",
    dealer_id: int | None = None,
    **detail: Any,
) -> None:
    """One line of the person's history; without an actor it was the count."""
    session.add(
        StandingChange(
            installer_id=lead,
            at=now,
            kind=kind,
            before=before,
            after=after,
            by_id=actor.user_id if actor else None,
            dealer_id=dealer_id,
            reason=reason,
            detail=detail,
        )
    )
    session.flush()


def standing_now(session: Session, lead: int) -> Standing:
    """How the person stands at this moment, past what the session remembers."""
    return session.scalars(select(Installer.standing).where(Installer.id == lead)).one()


def _not_as_owed(
    session: Session, people: Mapping[int, Collection[int]], now: datetime
) -> Sequence[int]:
    """Whose standing may have to change, in one query: of an import's thousands hardly any."""
    pairs = [(row_id, lead) for lead, rows in people.items() for row_id in rows]
    return session.scalars(
        _NOT_AS_OWED,
        {"rows": [row_id for row_id, _ in pairs], "leads": [lead for _, lead in pairs], "at": now},
    ).all()


def _bring(session: Session, lead: int, rows: Collection[int], now: datetime) -> None:
    before = standing_now(session, lead)
    hold = open_hold(session, rows)
    if hold is not None:
        after = Standing.HELD if hold.decided_at is None else Standing.SUSPENDED
        set_standing(session, rows, after)
        if hold.decided_at is None:
            _lay_before(session, hold, now)
        return
    owed = owed_standing(session, lead, at=now)
    if owed is Standing.HELD:
        _hold(session, lead, rows, before, now)
        return
    set_standing(session, rows, owed)
    if owed is before:
        return
    number = len({one.customer_id for one in counted_complaints(session, lead, at=now)})
    note_change(
        session, None, lead, StandingChangeKind.COUNTED, before, owed, now=now, customers=number
    )
    if owed is Standing.WATCHED and before is Standing.GOOD:
        tell_watched(session, lead, rows, number, now=now)


def _hold(
    session: Session, lead: int, rows: Collection[int], before: Standing, now: datetime
) -> None:
    due_at = load_calendar(session, OFFICE).add_working_days(now, 1)
    hold = StandingHold(
        installer_id=lead,
        held_at=now,
        warn_at=now + timedelta(seconds=int((due_at - now).total_seconds() * _NEAR)),
        due_at=due_at,
    )
    session.add(hold)
    session.flush()
    counted = _lay_before(session, hold, now)
    customers = len({one.customer_id for one in counted})
    set_standing(session, rows, Standing.HELD)
    note_change(
        session,
        None,
        lead,
        StandingChangeKind.HELD,
        before,
        Standing.HELD,
        now=now,
        hold_id=hold.id,
        customers=customers,
    )
    tell_held(session, hold, rows, customers, now=now)


def _lay_before(session: Session, hold: StandingHold, now: datetime) -> Sequence[Counted]:
    """What counts now is before the supervisor, also what came after the hold."""
    counted = counted_complaints(session, hold.installer_id, at=now)
    if counted:
        session.execute(
            insert(StandingHoldCase).on_conflict_do_nothing(),
            [
                {"hold_id": hold.id, "case_id": one.case_id, "customer_id": one.customer_id}
                for one in counted
            ],
        )
    return counted
