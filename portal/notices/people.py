"""Find the persons behind the groups that a rule tells, as they are at this moment."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from models import Locale, Role, User
from portal.notices.recipients import (
    DealerDesk,
    DealerManagers,
    Directors,
    HotlineTeam,
    Person,
    Recipient,
    Supervisors,
)

_BRAND: Final[dict[type[Recipient], Role]] = {
    HotlineTeam: Role.AGENT,
    Supervisors: Role.SUPERVISOR,
    Directors: Role.DIRECTOR,
}


@dataclass(frozen=True, slots=True)
class People:
    """Everybody who may be meant: by account, by the brand's role, by dealer and role."""

    locales: Mapping[int, Locale]
    brand: Mapping[Role, list[int]] = field(default_factory=dict)
    dealers: Mapping[tuple[int, Role], list[int]] = field(default_factory=dict)

    def behind(self, recipient: Recipient) -> list[int]:
        """The accounts of a recipient; none for a house or a customer."""
        match recipient:
            case Person(user_id):
                return [user_id] if user_id in self.locales else []
            case HotlineTeam() | Supervisors() | Directors():
                return self.brand.get(_BRAND[type(recipient)], [])
            case DealerManagers(dealer_id):
                return self.dealers.get((dealer_id, Role.DEALER_MANAGER), [])
            case DealerDesk(dealer_id):
                desk = self.dealers.get((dealer_id, Role.DEALER_DESK), [])
                return desk or self.dealers.get((dealer_id, Role.DEALER_MANAGER), [])
            case _:
                return []


def find_people(session: Session, recipients: Iterable[Recipient]) -> People:
    """One look for all of them; who has left is told nothing."""
    wanted = set(recipients)
    persons = {one.user_id for one in wanted if isinstance(one, Person)}
    roles = {_BRAND[type(one)] for one in wanted if type(one) in _BRAND}
    dealers = {one.dealer_id for one in wanted if isinstance(one, DealerManagers | DealerDesk)}
    if not (persons or roles or dealers):
        return People({})
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
    return People(locales, brand, of_dealer)
