"""One generated case in the making: where it stands, its way there, and its words."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from portal.cases.number import format_number
from tests.bench import words
from tests.bench.parties import Bought

ZONE: Final = ZoneInfo("Asia/Shanghai")
# How many of a hundred open cases stand where.
OPEN_SHARES: Final = {
    "triage": 8, "offered": 10, "accepted": 17, "contacted": 15, "scheduled": 22, "visited": 8,
    "resolved": 20,
}  # fmt: skip
ENDED_SHARES: Final = {"closed": 94, "withdrawn": 4, "closed_elsewhere": 2}
OPEN_SHARE: Final = 0.05
WAY: Final = (
    "triage",
    "offered",
    "accepted",
    "contacted",
    "scheduled",
    "visited",
    "resolved",
    "closed",
)
# What each step leaves in the history, and how long after the one before (minutes).
STEPS: Final = {
    "triage": ("opened", 0),
    "offered": ("offered", 20),
    "accepted": ("accepted", 45),
    "contacted": ("contact_claimed", 70),
    "scheduled": ("booked", 15),
    "visited": ("checked_in", 1300),
    "resolved": ("resolved", 90),
    "closed": ("closed", 1000),
}
# Stage, its owner, from which step to which, and the minutes it is given.
CLOCKS: Final = (
    ("triage", "hotline", "triage", "offered", 30),
    ("accept", "dealer", "offered", "accepted", 120),
    ("first_contact", "dealer", "accepted", "contacted", 240),
    ("visit", "dealer", "contacted", "visited", 960),
    ("resolve", "brand", "triage", "resolved", 3360),
    ("callback", "hotline", "resolved", "closed", 480),
)
HELD: Final = ("accepted", "contacted", "scheduled", "visited", "resolved", "closed")


@dataclass(slots=True)
class Counted:
    """Ids given so far, table by table."""

    given: dict[str, int] = field(default_factory=dict)

    def next(self, table: str) -> int:
        self.given[table] = self.given.get(table, 0) + 1
        return self.given[table]


@dataclass(slots=True)
class Story:
    """One case in the making."""

    id: int
    status: str
    bought: Bought
    said: words.Said
    symptom: words.Ware
    customer_id: int
    agent_id: int
    severity: str
    at: dict[str, datetime]
    entitlement_id: int = 0
    offer_id: int = 0
    dispatch_id: int = 0
    resolution_id: int = 0
    seq: int = 0
    last: tuple[str, datetime] | None = None

    @property
    def dealer_id(self) -> int:
        return self.bought.dealer_id

    @property
    def heard_at(self) -> datetime:
        return self.at["triage"]

    def reached(self, step: str) -> bool:
        return step in self.at


def number_of(story: Story) -> str:
    return format_number(story.heard_at.astimezone(ZONE).year, story.id)


def words_of(story: Story) -> Iterator[str]:
    said, bought = story.said, story.bought
    yield from (number_of(story), said.summary, said.wish, said.body, bought.customer)
    for ware in (bought.product, story.symptom):
        yield from (ware.en, ware.hans, ware.hant)
    yield from (bought.order_number, bought.order_normal, bought.place)


def step_of(kind: str) -> str:
    return next(
        (step for step, (left, _gap) in STEPS.items() if left == kind), _OTHERS.get(kind, "")
    )


_OTHERS: Final = {"imported": "closed_elsewhere", "withdrawn": "withdrawn"}
