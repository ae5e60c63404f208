"""Who is told of which rung: the owner, then manager and agent, the supervisor, the agent (T6)."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final, NamedTuple

from models import ClockOwner, NoticeKind, SlaClock, Stage
from portal.notices.recipients import (
    DealerDesk,
    DealerManagers,
    HotlineTeam,
    Person,
    Recipient,
    Supervisors,
)
from portal.sla.rungs import BREACHED, DOUBLED, SUPERVISOR, WARNED

KINDS: Final = {
    WARNED: NoticeKind.CLOCK_WARNING,
    BREACHED: NoticeKind.CLOCK_BREACHED,
    SUPERVISOR: NoticeKind.CLOCK_SUPERVISOR,
    DOUBLED: NoticeKind.CLOCK_DOUBLED,
}


class Told(NamedTuple):
    """What is said of a rung, and to whom."""

    kind: NoticeKind
    to: tuple[Recipient, ...]


class Reached(NamedTuple):
    """A clock, the rung it has reached, and the one before."""

    clock: SlaClock
    due_at: datetime
    rung: int
    before: int


def who_is_told(news: Reached, agent_id: int | None) -> list[Told]:
    """The highest rung first; whoever hears of that one hears of no lower one.

    Several rungs at once are several people's matter and still one piece of news for each. An
    offer that has run out returns to triage, and that is what its people are told.
    """
    if news.clock.stage is Stage.ACCEPT and news.rung >= BREACHED:
        return []
    told: list[Told] = []
    known: set[Recipient] = set()
    for rung in _rungs(news):
        to = tuple(one for one in _of_rung(news, rung, agent_id) if one not in known)
        known.update(to)
        if to:
            told.append(Told(KINDS[rung], to))
    return told


def _rungs(news: Reached) -> range:
    """What was reached since the last time, downwards; a warning only where that is all."""
    lowest = WARNED if news.rung == WARNED else max(news.before + 1, BREACHED)
    return range(news.rung, lowest - 1, -1)


def _of_rung(news: Reached, rung: int, agent_id: int | None) -> Iterator[Recipient]:
    agent = Person(agent_id) if agent_id else HotlineTeam()
    if rung == SUPERVISOR:
        yield Supervisors()
        return
    if rung == WARNED and news.clock.owner is ClockOwner.DEALER and news.clock.dealer_id:
        yield DealerDesk(news.clock.dealer_id)
        return
    if rung == BREACHED and news.clock.dealer_id:
        yield DealerManagers(news.clock.dealer_id)
    yield agent
