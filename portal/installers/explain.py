"""Which complaints count against a person, without whose they are; and their history (S2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import BigInteger, Boolean, DateTime, Text, bindparam, select, text
from sqlalchemy.orm import Session

from models import (
    AccusedOf,
    Dealer,
    DealerSuspension,
    Installer,
    ShownBy,
    StandingChange,
    StandingHold,
    StandingPlea,
    Symptom,
    User,
)
from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.access.scope import get_one, visible

MOST: Final = 200

# Asked of a function: the case, its customer and its dealer may be hidden from who asks.
_SHOWN: Final = (
    text(
        "SELECT s.case_id, s.number, s.heard_at, s.about, s.symptom_id, s.shown_by, s.counts,"
        " s.held_for FROM standing_shown(:person, :at) s"
    )
    .bindparams(
        bindparam("person", type_=BigInteger), bindparam("at", type_=DateTime(timezone=True))
    )
    .columns(
        case_id=BigInteger,
        number=Text,
        heard_at=DateTime(timezone=True),
        about=Text,
        symptom_id=BigInteger,
        shown_by=Text,
        counts=Boolean,
        held_for=Boolean,
    )
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A complaint as the person and their dealers read of it."""

    case_id: int
    number: str
    heard_at: datetime
    about: AccusedOf | None
    symptom: Symptom | None
    shown_by: ShownBy | None
    counts: bool
    held_for: bool


@dataclass(frozen=True, slots=True)
class Explained:
    """How somebody stands, and why."""

    installer: Installer
    complaints: Sequence[Shown]
    hold: StandingHold | None
    pleas: Sequence[StandingPlea]
    suspension: DealerSuspension | None
    changes: Sequence[tuple[StandingChange, str, str]]

    def plea_of(self, case_id: int) -> StandingPlea | None:
        """What was pleaded of this complaint, the latest."""
        return next((plea for plea in self.pleas if plea.case_id == case_id), None)

    @property
    def customers_counted(self) -> int:
        """So many complaints count now."""
        return sum(one.counts for one in self.complaints)


def explain_standing(
    session: Session, actor: Actor, installer_id: int, *, now: datetime
) -> Explained:
    """For the person, for a dealer whom they work for, for the brand; each reads what is theirs."""
    if not (actor.may(Permission.STANDING_CONTEST) or actor.may(Permission.STANDING_DECIDE)):
        actor.require(Permission.STANDING_DECIDE)
    person = get_one(session, actor, Installer, installer_id)
    lead = person.same_as_id or person.id
    hold = session.scalars(
        visible(actor, StandingHold)
        .where(StandingHold.installer_id == lead, StandingHold.ended_at.is_(None))
        .order_by(StandingHold.id)
        .limit(1)
    ).first()
    pleas = session.scalars(
        visible(actor, StandingPlea)
        .where(StandingPlea.installer_id == lead)
        .order_by(StandingPlea.id.desc())
        .limit(MOST)
    ).all()
    suspension = session.scalars(
        visible(actor, DealerSuspension)
        .where(DealerSuspension.installer_id == person.id, DealerSuspension.ended_at.is_(None))
        .order_by(DealerSuspension.id)
        .limit(1)
    ).first()
    return Explained(
        person,
        shown_complaints(session, person, now=now),
        hold,
        pleas,
        suspension,
        history_of(session, actor, person),
    )


def shown_complaints(session: Session, person: Installer, *, now: datetime) -> Sequence[Shown]:
    """What counts now, and what the person is held for: numbers, days and kinds, no customers."""
    rows = session.execute(_SHOWN, {"person": person.id, "at": now}).all()
    kinds = {row.symptom_id for row in rows if row.symptom_id is not None}
    known = session.scalars(
        select(Symptom).where(Symptom.id.in_(kinds)).order_by(Symptom.id).limit(MOST)
    )
    symptoms = {one.id: one for one in known}
    return [
        Shown(
            row.case_id,
            row.number,
            row.heard_at,
            AccusedOf(row.about) if row.about else None,
            symptoms.get(row.symptom_id),
            ShownBy(row.shown_by) if row.shown_by else None,
            row.counts,
            row.held_for,
        )
        for row in rows
    ]


def history_of(
    session: Session, actor: Actor, person: Installer
) -> Sequence[tuple[StandingChange, str, str]]:
    """Each change with who made it and for which dealer, the latest first."""
    lead = person.same_as_id or person.id
    rows = session.execute(
        visible(actor, StandingChange)
        .add_columns(User.name, Dealer.name)
        .outerjoin(User, User.id == StandingChange.by_id)
        .outerjoin(Dealer, Dealer.id == StandingChange.dealer_id)
        .where(StandingChange.installer_id.in_({lead, person.id}))
        .order_by(StandingChange.id.desc())
        .limit(MOST)
    )
    return [(change, by or "", dealer or "") for change, by, dealer in rows]
