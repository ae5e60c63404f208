"""Tell those whose clocks a changed calendar has moved, once, with how many cases (T3).

The cases say it themselves, each with its times; so the count holds however often the job that
moved them was killed and begun again.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Case, CaseEvent, EventKind, NoticeKind, SettingChange
from models.sla import BusinessCalendar
from portal.notices.recipients import DealerDesk, HotlineTeam, Person, Recipient
from portal.notices.tell import News, tell_many


def tell_moved(session: Session, calendar: BusinessCalendar, *, now: datetime) -> None:
    """A dealer hears of its own clocks, an agent of their cases, the team of what is nobody's."""
    since = (
        select(func.max(SettingChange.at))
        .where(SettingChange.what == f"calendar:{calendar.code}")
        .scalar_subquery()
    )
    rows = session.execute(
        select(CaseEvent.dealer_id, Case.agent_id, func.count(CaseEvent.case_id.distinct()))
        .join(Case, Case.id == CaseEvent.case_id)
        .where(
            CaseEvent.kind == EventKind.CLOCKS_RECOMPUTED,
            CaseEvent.at >= since,
            CaseEvent.detail["calendar"].astext == calendar.code,
            CaseEvent.detail["version"].as_integer() == calendar.version,
        )
        .group_by(CaseEvent.dealer_id, Case.agent_id)
    )
    count: Counter[Recipient] = Counter()
    for dealer_id, agent_id, cases in rows:
        for whose in _whose(dealer_id, agent_id):
            count[whose] += cases
    tell_many(
        session,
        [
            News(
                NoticeKind.CALENDAR_CHANGED,
                [whose],
                f"calendar:{calendar.id}:{calendar.version}",
                None,
                detail=_which(calendar) | {"count": cases},
            )
            for whose, cases in count.items()
        ],
        now=now,
    )


def _whose(dealer_id: int | None, agent_id: int | None) -> Iterator[Recipient]:
    if dealer_id is not None:
        yield DealerDesk(dealer_id)
    yield HotlineTeam() if agent_id is None else Person(agent_id)


def _which(calendar: BusinessCalendar) -> dict[str, Any]:
    if calendar.dealer_id is None:
        return {"calendar": calendar.code}
    return {"calendar": "dealer", "dealer_id": calendar.dealer_id}
