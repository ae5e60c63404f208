"""Who could be sent instead: same dealer, in standing, skilled, with free time (D1, S1)."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from models import Case, Installer, Severity, Standing
from portal.access.actors import Actor
from portal.installers.conflicts import Person, Slot, people_for
from portal.sla.zone import portal_zone

MOST: Final = 3
DAYS: Final = 3
# When a customer lets somebody in.
DAY_BEGINS: Final = time(8)
DAY_ENDS: Final = time(20)
_STEP: Final = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Substitute:
    """Somebody who could go, and the first time at which they could."""

    installer: Installer
    free_from: datetime
    free_until: datetime
    same_time: bool
    skilled: bool | None = None


def substitutes_for(
    session: Session,
    actor: Actor,
    case: Case,
    dealer_id: int,
    slot: Slot,
    *,
    but: Collection[int] = (),
    now: datetime,
) -> list[Substitute]:
    """Up to three, who could go at the same time first; each with a time that is free."""
    zone = portal_zone(session)
    until = slot[0] + timedelta(days=DAYS)
    people = people_for(session, actor, case, dealer_id, since=min(now, slot[0]), until=until)
    found = [
        substitute
        for person in people
        if person.installer.id not in but and _may_go(case, person)
        for substitute in _first_free(person, slot, zone, now=now)
    ]
    found.sort(
        key=lambda one: (
            not one.same_time,
            not one.skilled,
            one.installer.standing is not Standing.GOOD,
            one.free_from,
            one.installer.name_sort,
            one.installer.id,
        )
    )
    return found[:MOST]


def free_times(busy: Sequence[Slot], day: Slot) -> list[Slot]:
    """What is left of a day between what is planned."""
    left: list[Slot] = []
    begin = day[0]
    for start, end in sorted(busy):
        if start > begin:
            left.append((begin, min(start, day[1])))
        begin = max(begin, end)
        if begin >= day[1]:
            return left
    return [*left, (begin, day[1])]


def _may_go(case: Case, person: Person) -> bool:
    # Somebody of whom it is noted what they do, and it is something else, is no help.
    if person.conflict is not None or person.skilled is False:
        return False
    # Somebody watched takes no urgent job alone (S1).
    return case.severity is not Severity.URGENT or person.installer.standing is Standing.GOOD


def _first_free(
    person: Person, slot: Slot, zone: ZoneInfo, *, now: datetime
) -> Iterable[Substitute]:
    length = slot[1] - slot[0]
    if slot[0] >= now and person.is_free(slot):
        return [_of(person, slot, same_time=True)]
    for day in _days(slot[0], zone):
        for start, end in free_times(person.busy, day):
            begin = _rounded(max(start, now, slot[0]))
            if begin + length <= end:
                return [_of(person, (begin, begin + length), same_time=False)]
    return []


def _of(person: Person, free: Slot, *, same_time: bool) -> Substitute:
    return Substitute(person.installer, *free, same_time=same_time, skilled=person.skilled)


def _days(first: datetime, zone: ZoneInfo) -> Iterable[Slot]:
    local = first.astimezone(zone).date()
    for offset in range(DAYS):
        on = local + timedelta(days=offset)
        yield (
            datetime.combine(on, DAY_BEGINS, zone),
            datetime.combine(on, DAY_ENDS, zone),
        )


def _rounded(at: datetime) -> datetime:
    """Up to the next half hour: nobody is sent at 10:07."""
    over = timedelta(minutes=at.minute % 30, seconds=at.second, microseconds=at.microsecond)
    return at if not over else at + _STEP - over
