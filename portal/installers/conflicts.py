"""Why a person cannot be sent to a case, or not at that time (domain D1, D2, S1)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from psycopg.types.range import Range
from sqlalchemy import BigInteger, DateTime, Select, bindparam, select, text
from sqlalchemy.dialects.postgresql import ARRAY, TSTZRANGE
from sqlalchemy.orm import Session

from models import (
    Case,
    CaseAccused,
    Conflict,
    DealerSuspension,
    Installer,
    InstallerDealer,
    InstallerSkill,
    Severity,
    Standing,
)
from portal.access.actors import Actor
from portal.access.scope import visible

Slot = tuple[datetime, datetime]

# Each dealer sees that somebody is busy, never for whom (D2): the function gives slots alone.
_BUSY = (
    text(
        "SELECT person.id, slot FROM unnest(CAST(:ids AS bigint[])) AS person(id),"
        " LATERAL busy_slots(person.id, :since, :until) AS slot"
    )
    .bindparams(
        bindparam("ids", type_=ARRAY(BigInteger)),
        bindparam("since", type_=DateTime(timezone=True)),
        bindparam("until", type_=DateTime(timezone=True)),
    )
    .columns(id=BigInteger, slot=TSTZRANGE)
)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the dealer, with what stands against sending them to this case."""

    installer: Installer
    conflict: Conflict | None
    busy: Sequence[Slot] = ()
    # Whether they are known to do this product; none where nothing is noted of it.
    skilled: bool | None = None

    def is_free(self, slot: Slot) -> bool:
        """Whether nothing of theirs overlaps the slot."""
        return all(end <= slot[0] or slot[1] <= start for start, end in self.busy)


def people_for(
    session: Session, actor: Actor, case: Case, dealer_id: int, *, since: datetime, until: datetime
) -> list[Person]:
    """Everybody who works for the dealer now, and when they are busy between two moments."""
    staff = session.scalars(
        visible(actor, Installer)
        .where(Installer.id.in_(_staff(dealer_id)))
        .order_by(Installer.name_sort, Installer.id)
        .limit(200)
    ).all()
    accused = accused_on(session, case.id)
    kept_back = suspended_by(session, dealer_id)
    skills = _skills(session, dealer_id)
    busy = busy_slots(session, [person.id for person in staff], since=since, until=until)
    return [
        Person(
            person,
            _lasting(person, accused, kept_back),
            busy.get(person.id, []),
            _can(skills.get(person.id), case.product_id),
        )
        for person in staff
    ]


def conflict_of(
    session: Session,
    case: Case,
    dealer_id: int,
    installer: Installer,
    *,
    party: Collection[int],
) -> Conflict | None:
    """What stands against sending this person to the case, whenever it be.

    `party` is everybody who is to go: somebody watched takes no urgent job alone (S1).
    """
    found = _lasting(installer, accused_on(session, case.id), suspended_by(session, dealer_id))
    if found is not None:
        return found
    works_here = session.scalar(
        _staff(dealer_id).where(InstallerDealer.installer_id == installer.id).limit(1)
    )
    if works_here is None:
        return Conflict.NOT_OF_DEALER
    alone = set(party) == {installer.id}
    if alone and installer.standing is Standing.WATCHED and case.severity is Severity.URGENT:
        return Conflict.WATCHED_ALONE
    return None


def accused_on(session: Session, case_id: int) -> set[int]:
    """The people complained of on a case."""
    return set(
        session.scalars(select(CaseAccused.installer_id).where(CaseAccused.case_id == case_id))
    )


def suspended_by(session: Session, dealer_id: int) -> set[int]:
    """Whom this dealer itself sends to nobody; what other dealers do is not asked (S2)."""
    return set(
        session.scalars(
            select(DealerSuspension.installer_id).where(
                DealerSuspension.dealer_id == dealer_id, DealerSuspension.ended_at.is_(None)
            )
        )
    )


def busy_slots(
    session: Session, installer_ids: Sequence[int], *, since: datetime, until: datetime
) -> Mapping[int, list[Slot]]:
    """When each of them is planned somewhere between two moments, across dealers."""
    found: dict[int, list[Slot]] = {}
    if not installer_ids:
        return found
    rows = session.execute(_BUSY, {"ids": list(installer_ids), "since": since, "until": until})
    for person, slot in rows:
        found.setdefault(person, []).append(_ends(slot))
    return found


def _ends(slot: Range[datetime]) -> Slot:
    assert slot.lower is not None  # noqa: S101 - a CHECK holds it
    assert slot.upper is not None  # noqa: S101 - the same CHECK
    return slot.lower, slot.upper


def _staff(dealer_id: int) -> Select[int]:
    return select(InstallerDealer.installer_id).where(
        InstallerDealer.dealer_id == dealer_id, InstallerDealer.until.is_(None)
    )


def _lasting(
    person: Installer, accused: Collection[int], kept_back: Collection[int]
) -> Conflict | None:
    if person.id in accused:
        return Conflict.ACCUSED
    standing = {Standing.HELD: Conflict.HELD, Standing.SUSPENDED: Conflict.SUSPENDED}
    if person.standing in standing:
        return standing[person.standing]
    return Conflict.SUSPENDED_BY_DEALER if person.id in kept_back else None


def _skills(session: Session, dealer_id: int) -> Mapping[int, set[int]]:
    """What each of a dealer's people is sent for, as far as the dealer has noted it."""
    found: dict[int, set[int]] = {}
    rows = session.execute(
        select(InstallerSkill.installer_id, InstallerSkill.product_id).where(
            InstallerSkill.dealer_id == dealer_id
        )
    )
    for person, product in rows:
        found.setdefault(person, set()).add(product)
    return found


def _can(noted: Collection[int] | None, product_id: int | None) -> bool | None:
    return None if noted is None or product_id is None else product_id in noted
