"""Who can be told: persons, the groups that rules name, a dealer's house, a case's customer."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account."""

    user_id: int


@dataclass(frozen=True, slots=True)
class HotlineTeam:
    """Every agent, on their pages; outside only what is urgent. And the team's own robots."""


@dataclass(frozen=True, slots=True)
class Supervisors:
    """The supervisors on duty; all of them while nobody is.

    `but`: who asked. What they have asked goes to their deputy (T8).
    """

    but: int | None = None


@dataclass(frozen=True, slots=True)
class Directors:
    """The directors on duty; all of them while nobody is."""

    but: int | None = None


@dataclass(frozen=True, slots=True)
class NightPhone:
    """Whoever has the telephone at night; the supervisors while nobody has it (T2)."""


@dataclass(frozen=True, slots=True)
class DealerManagers:
    """The managers of one dealer."""

    dealer_id: int


@dataclass(frozen=True, slots=True)
class DealerDesk:
    """The service desk of one dealer; its managers where it has no desk."""

    dealer_id: int


@dataclass(frozen=True, slots=True)
class DispatchCrew:
    """Whoever is sent on one visit and has an account."""

    dispatch_id: int


@dataclass(frozen=True, slots=True)
class DealerRobots:
    """The group robots among a dealer's contact points."""

    dealer_id: int


@dataclass(frozen=True, slots=True)
class DealerHouse:
    """A dealer's contact points: robots and mail boxes; mobile numbers where it is urgent."""

    dealer_id: int


@dataclass(frozen=True, slots=True)
class OnePoint:
    """One contact point of a dealer, by its own channel, whatever its state."""

    dealer_id: int
    point_id: int


@dataclass(frozen=True, slots=True)
class CaseCustomer:
    """The customer of a case, at their own number."""

    case_id: int


Recipient = (
    Person
    | HotlineTeam
    | Supervisors
    | Directors
    | NightPhone
    | DealerManagers
    | DealerDesk
    | DispatchCrew
    | DealerRobots
    | DealerHouse
    | OnePoint
    | CaseCustomer
)
