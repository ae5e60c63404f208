"""Find the persons behind the groups that a rule tells, as they are at this moment."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from models import DispatchPerson, Duty, DutyShift, Locale, Role, User
from portal.notices.recipients import (
    DealerDesk,
    DealerManagers,
    Directors,
    DispatchCrew,
    HotlineTeam,
    NightPhone,
    Person,
    Recipient,
    Supervisors,
)

# Where nobody of the first is there, the next are asked: no news of these goes to nobody.
_ABOVE: Final = {Role.SUPERVISOR, Role.DIRECTOR}
_BRAND: Final[dict[type[Recipient], set[Role]]] = {
    HotlineTeam: {Role.AGENT},
    Supervisors: _ABOVE,
    Directors: _ABOVE,
    NightPhone: _ABOVE,
}
# No shift is longer.
_LONGEST: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class People:
    """Everybody who may be meant: by account, by the brand's role, by dealer and role."""

    locales: Mapping[int, Locale]
    brand: Mapping[Role, list[int]] = field(default_factory=dict)
    dealers: Mapping[tuple[int, Role], list[int]] = field(default_factory=dict)
    duties: Mapping[Duty, list[int]] = field(default_factory=dict)
    crews: Mapping[int, list[int]] = field(default_factory=dict)

    def behind(self, recipient: Recipient) -> list[int]:
        """The accounts of a recipient; none for a house or a customer."""
        found: Sequence[int] = ()
        match recipient:
            case Person(user_id):
                found = [user_id] if user_id in self.locales else []
            case HotlineTeam():
                found = self.brand.get(Role.AGENT, [])
            case Supervisors() | Directors() | NightPhone():
                found = self._on_duty(recipient)
            case DealerManagers(dealer_id):
                found = self.dealers.get((dealer_id, Role.DEALER_MANAGER), [])
            case DealerDesk(dealer_id):
                desk = self.dealers.get((dealer_id, Role.DEALER_DESK), [])
                found = desk or self.dealers.get((dealer_id, Role.DEALER_MANAGER), [])
            case DispatchCrew(dispatch_id):
                found = self.crews.get(dispatch_id, [])
        return list(found)

    def _on_duty(self, recipient: Supervisors | Directors | NightPhone) -> list[int]:
        """The first group in which there is anybody but who asked (T8)."""
        if isinstance(recipient, NightPhone):
            at_night = self.duties.get(Duty.NIGHT_PHONE, [])
            return at_night or self._on_duty(Supervisors())
        groups = self._above(isinstance(recipient, Directors))
        others = ([one for one in group if one != recipient.but] for group in groups)
        return next((group for group in others if group), [])

    def _above(self, directors_first: bool) -> Iterator[Sequence[int]]:
        """Those on duty before all of them, and then each other's deputies."""
        ranks = [(Duty.SUPERVISOR, Role.SUPERVISOR), (Duty.DIRECTOR, Role.DIRECTOR)]
        for duty, role in reversed(ranks) if directors_first else ranks:
            yield self.duties.get(duty, [])
            yield self.brand.get(role, [])


def find_people(session: Session, recipients: Iterable[Recipient], *, now: datetime) -> People:
    """One look for all of them; who has left is told nothing."""
    wanted = set(recipients)
    persons = {one.user_id for one in wanted if isinstance(one, Person)}
    roles = {role for one in wanted for role in _BRAND.get(type(one), ())}
    dealers = {one.dealer_id for one in wanted if isinstance(one, DealerManagers | DealerDesk)}
    crews = _crews(session, {one.dispatch_id for one in wanted if isinstance(one, DispatchCrew)})
    if not (persons or roles or dealers or crews):
        return People({})
    persons |= {user_id for crew in crews.values() for user_id in crew}
    shifts = _shifts(session, now) if roles & _ABOVE else []
    persons |= {user_id for _duty, user_id in shifts}
    rows = session.execute(
        select(User.id, User.role, User.dealer_id, User.locale)
        .where(
            User.ended_at.is_(None),
            or_(User.id.in_(persons), User.role.in_(roles), User.dealer_id.in_(dealers)),
        )
        .order_by(User.id)
    )
    locales: dict[int, Locale] = {}
    brand: defaultdict[Role, list[int]] = defaultdict(list)
    of_dealer: defaultdict[tuple[int, Role], list[int]] = defaultdict(list)
    for user_id, role, dealer_id, locale in rows:
        locales[user_id] = locale
        if dealer_id is None:
            brand[role].append(user_id)
        else:
            of_dealer[dealer_id, role].append(user_id)
    duties = {
        duty: [user_id for of, user_id in shifts if of is duty and user_id in locales]
        for duty in Duty
    }
    there = {which: [one for one in crew if one in locales] for which, crew in crews.items()}
    return People(locales, brand, of_dealer, duties, there)


def _crews(session: Session, dispatch_ids: set[int]) -> dict[int, list[int]]:
    """Of each visit the accounts of those who were sent, whether or not it still stands."""
    if not dispatch_ids:
        return {}
    rows = session.execute(
        select(DispatchPerson.dispatch_id, User.id)
        .join(User, User.installer_id == DispatchPerson.installer_id)
        .where(DispatchPerson.dispatch_id.in_(dispatch_ids))
        .order_by(DispatchPerson.dispatch_id, User.id)
    )
    found: defaultdict[int, list[int]] = defaultdict(list)
    for dispatch_id, user_id in rows:
        found[dispatch_id].append(user_id)
    return found


def _shifts(session: Session, now: datetime) -> list[tuple[Duty, int]]:
    """Who is on duty at this moment."""
    rows = session.execute(
        select(DutyShift.duty, DutyShift.user_id)
        .where(
            DutyShift.starts_at <= now,
            DutyShift.starts_at > now - _LONGEST,
            DutyShift.ends_at > now,
        )
        .order_by(DutyShift.starts_at, DutyShift.id)
    )
    return [(duty, user_id) for duty, user_id in rows]
