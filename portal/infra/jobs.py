"""Put a job into the queue inside the business transaction: rolled back, it never was."""

import json
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

_DEFER = text(
    "SELECT procrastinate_defer_jobs_v1(ARRAY[ROW('default', :task, 0, :lock, :queueing_lock,"
    " CAST(:ids AS jsonb), CAST(:schedule_at AS timestamptz))]::procrastinate_job_to_defer_v1[])"
)
_ALREADY_QUEUED = "procrastinate_jobs_queueing_lock_idx_v1"


def defer(
    session: Session,
    task_name: str,
    *,
    queueing_lock: str | None = None,
    lock: str | None = None,
    schedule_at: datetime | None = None,
    **ids: int | str,
) -> None:
    """Queue `task_name`; its arguments are ids, never what a person wrote.

    With `queueing_lock` a job that still waits under the same lock is enough: none is added.
    Jobs under the same `lock` run one after the other.
    """
    job = {
        "task": task_name,
        "lock": lock,
        "queueing_lock": queueing_lock,
        "ids": json.dumps(ids),
        "schedule_at": schedule_at,
    }
    if queueing_lock is None:
        session.execute(_DEFER, job)
        return
    try:
        with session.begin_nested():
            session.execute(_DEFER, job)
    except IntegrityError as error:
        if _ALREADY_QUEUED not in str(error.orig):
            raise


def defer_many(
    session: Session,
    task_name: str,
    jobs: Sequence[tuple[str | None, datetime | None, dict[str, int | str]]],
) -> None:
    """Queue `task_name` once for each (lock, time, ids), in one go."""
    if jobs:
        session.execute(
            _DEFER,
            [
                {
                    "task": task_name,
                    "lock": lock,
                    "queueing_lock": None,
                    "ids": json.dumps(ids),
                    "schedule_at": schedule_at,
                }
                for lock, schedule_at, ids in jobs
            ],
        )
