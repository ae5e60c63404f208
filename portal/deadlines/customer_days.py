"""The customer's clock: calendar days since first heard, which nothing pauses (domain T5)."""

from datetime import datetime, time, timedelta
from typing import Final

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from models import Case, EventKind, NoticeKind, Severity
from portal.access.actors import WORKER_ACTOR
from portal.history.record import record_many
from portal.notices.recipients import Directors, Recipient, Supervisors
from portal.notices.tell import News, tell_many
from portal.settings.known import CUSTOMER_DAY_DIRECTOR, CUSTOMER_DAY_SUPERVISOR, Known
from portal.settings.read import some_settings
from portal.sla.zone import portal_zone

BATCH: Final = 200
# From the day of a setting on, who hears of it.
LADDER: Final[tuple[tuple[Known[int], NoticeKind, Recipient], ...]] = (
    (CUSTOMER_DAY_SUPERVISOR, NoticeKind.CUSTOMER_DAY_12, Supervisors()),
    (CUSTOMER_DAY_DIRECTOR, NoticeKind.CUSTOMER_DAY_15, Directors()),
)


def sweep_customer_days(session: Session, *, now: datetime, batch: int = BATCH) -> int:
    """Cases whose customer has waited for so many days, each day once; how many there were."""
    days = some_settings(session, *(known for known, _kind, _to in LADDER))
    ladder = [(day, kind, to) for day, (_known, kind, to) in zip(days, LADDER, strict=True)]
    zone = portal_zone(session)
    midnight = datetime.combine(now.astimezone(zone).date(), time(), zone)
    # Heard on any moment of that day or before: by the wall, also where a day has 23 hours.
    heard_before = {
        day: datetime.combine((midnight - timedelta(day - 1)).date(), time(), zone) for day in days
    }
    reached = or_(
        *(
            and_(Case.customer_day < day, Case.first_heard_at < before)
            for day, before in heard_before.items()
        )
    )
    cases = session.scalars(
        select(Case)
        .where(Case.is_open, Case.customer_day < days[-1], reached)
        .order_by(Case.id)
        .limit(batch)
        .with_for_update(key_share=True, skip_locked=True)
        .execution_options(populate_existing=True)
    ).all()
    news = [
        News(
            kind,
            [to],
            f"customer_day:{case.id}:{day}",
            case.id,
            urgent=case.severity is Severity.URGENT,
            detail={"day": day},
        )
        for case in cases
        for day, kind, to in ladder
        if case.customer_day < day and case.first_heard_at < heard_before[day]
    ]
    for case in cases:
        case.customer_day = max(
            day for day, before in heard_before.items() if case.first_heard_at < before
        )
    record_many(
        session,
        WORKER_ACTOR,
        [(case, None, {"day": case.customer_day}) for case in cases],
        EventKind.CUSTOMER_DAY_REACHED,
        now=now,
    )
    tell_many(session, news, now=now)
    return len(cases)
