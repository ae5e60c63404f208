"""A part that takes too long: our delay, and what the customer gets for it (T4).

A supervisor hears of it, and the case's agent has four things to do: agree on a date with the
customer, find a temporary remedy, write a holding letter, and give word each week until the part
is there. A word that is not given stays one open task, overdue: a second one does not hide it.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import exists, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models import Case, EventKind, NoticeKind, PartOrder, Severity, Task, TaskKind
from portal.access.actors import WORKER_ACTOR
from portal.history.record import record_many
from portal.notices.recipients import Supervisors
from portal.notices.tell import News, tell_many
from portal.settings.known import PART_DAYS
from portal.settings.read import setting
from portal.sla.zone import end_of_service, portal_zone

BATCH: Final = 100
EACH_WEEK: Final = timedelta(days=7)
# In how many days; the first word is the agreement on a date.
TASKS: Final[Mapping[TaskKind, int]] = {
    TaskKind.PART_DATE: 1,
    TaskKind.PART_REMEDY: 1,
    TaskKind.HOLDING_LETTER: 2,
    TaskKind.PART_WORD: 7,
}


def escalate_late_parts(session: Session, *, now: datetime, batch: int = BATCH) -> int:
    """Parts on their way for too many days, each told once; how many there were."""
    longest = timedelta(days=setting(session, PART_DAYS))
    rows = session.execute(
        select(Case, PartOrder)
        .join(PartOrder, PartOrder.case_id == Case.id)
        .where(
            PartOrder.arrived_at.is_(None),
            PartOrder.late_at.is_(None),
            PartOrder.ordered_at <= now - longest,
            Case.is_open,
        )
        .order_by(Case.id, PartOrder.id)
        .limit(batch)
        .with_for_update(of=Case, key_share=True, skip_locked=True)
        .execution_options(populate_existing=True)
    ).all()
    for _case, part in rows:
        part.late_at = now
    record_many(
        session,
        WORKER_ACTOR,
        [(case, None, {"part_id": part.id, "what": part.what}) for case, part in rows],
        EventKind.PART_LATE,
        now=now,
    )
    _put_tasks(session, [(case, part, kind) for case, part in rows for kind in TASKS], now)
    tell_many(
        session,
        [
            News(
                NoticeKind.PART_LATE,
                [Supervisors()],
                f"part_late:{part.id}",
                case.id,
                urgent=case.severity is Severity.URGENT,
                detail={"part_id": part.id, "dealer_id": part.dealer_id},
            )
            for case, part in rows
        ],
        now=now,
    )
    return len(rows)


def ask_for_word(session: Session, *, now: datetime, batch: int = BATCH) -> int:
    """A week after the last word the next one is due to be given; for how many parts."""
    word = (Task.part_id == PartOrder.id, Task.kind == TaskKind.PART_WORD)
    recent = exists().where(*word, Task.made_at > now - EACH_WEEK)
    waits = exists().where(*word, Task.done_at.is_(None))
    rows = session.execute(
        select(Case, PartOrder)
        .join(PartOrder, PartOrder.case_id == Case.id)
        .where(
            PartOrder.arrived_at.is_(None),
            PartOrder.late_at.is_not(None),
            Case.is_open,
            ~recent,
            ~waits,
        )
        .order_by(Case.id, PartOrder.id)
        .limit(batch)
        .with_for_update(of=Case, key_share=True, skip_locked=True)
        .execution_options(populate_existing=True)
    ).all()
    _put_tasks(session, [(case, part, TaskKind.PART_WORD) for case, part in rows], now)
    return len(rows)


def _put_tasks(
    session: Session, wanted: Sequence[tuple[Case, PartOrder, TaskKind]], now: datetime
) -> None:
    """For the case's agent, or the team; where another worker was first, nothing."""
    if not wanted:
        return
    session.flush()
    today = now.astimezone(portal_zone(session)).date()
    made = session.execute(
        insert(Task)
        .on_conflict_do_nothing()
        .returning(Task.id, Task.case_id, Task.kind, Task.title, Task.due_at),
        [
            {
                "case_id": case.id,
                "kind": kind,
                "title": part.what,
                "owner_id": case.agent_id,
                "dealer_id": None,
                "team": case.agent_id is None,
                "part_id": part.id,
                "due_at": end_of_service(session, today + timedelta(days=TASKS[kind])),
                "made_at": now,
                "outcome": "",
            }
            for case, part, kind in wanted
        ],
    ).all()
    cases = {case.id: case for case, _part, _kind in wanted}
    record_many(
        session,
        WORKER_ACTOR,
        [
            (
                cases[row.case_id],
                row.title,
                {"task_id": row.id, "task": row.kind.value, "due_at": row.due_at.isoformat()},
            )
            for row in made
        ],
        EventKind.TASK_SET,
        now=now,
    )
