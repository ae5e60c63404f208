"""The jobs, one function each: open a session as the worker, call the rule, commit.

Each may run twice: a worker that is killed leaves its job to the next one.
"""

from collections.abc import Callable
from functools import cache
from typing import Final

from procrastinate import JobContext, RetryStrategy

from portal.access.actors import WORKER_ACTOR
from portal.cases.decide_dispute import settle_unanswered
from portal.cases.fill_likeness import fill_likeness
from portal.cases.withdraw import END_WITHDRAWN
from portal.cases.withdraw import end_withdrawn as end
from portal.contacts.corrections import ask_for_corrections, remind_of_corrections, sweep_stale
from portal.contacts.recalls import remind_of_recalls
from portal.deadlines.customer_days import sweep_customer_days
from portal.deadlines.expiry import expire_offers
from portal.deadlines.parts import ask_for_word, escalate_late_parts
from portal.deadlines.promises import settle_promises, tell_team_of_promises, warn_of_promises
from portal.deadlines.requests import move_requests_up
from portal.deadlines.stalls import sweep_stalls
from portal.deadlines.standing import (
    move_holds_up,
    move_pleas_up,
    settle_standings,
    warn_of_holds,
)
from portal.deadlines.sweep import sweep
from portal.deadlines.tell_news import tell_news
from portal.deadlines.unanswered import move_closures_up, move_pauses_up
from portal.files.decode import decode_photo as decode
from portal.files.sweep import sweep_drafts
from portal.infra import clock
from portal.infra.config import Config
from portal.infra.storage import Storage, open_storage
from portal.notices.digest import gather_digests
from portal.notices.plan import DELIVER
from portal.reports.scores.count import count_scores
from portal.search.count import count_tokens
from portal.sla.change_calendar import RECOMPUTE
from portal.sla.recompute import recompute_calendar as recompute
from portal.worker.app import STALLED_SECONDS, app, work
from portal.worker.deliver import deliver as send_delivery
from portal.worker.heartbeat import note_heartbeat

_ONE_DAY = 24


@cache
def _storage() -> Storage:
    return open_storage(Config.from_environment())


@app.periodic(cron="* * * * * */5")
@app.task(name="heartbeat", queueing_lock="heartbeat", priority=100)
def heartbeat(timestamp: int) -> None:  # noqa: ARG001 - a periodic job is told its time
    """Say that jobs are being done: /healthz and the doctor look at it."""
    with work() as session:
        note_heartbeat(session, now=clock.now())


@app.periodic(cron="* * * * * */10")
@app.task(name="retry_stalled", queueing_lock="retry_stalled", pass_context=True, priority=100)
async def retry_stalled(context: JobContext, timestamp: int) -> None:  # noqa: ARG001 - as above
    """Hand the jobs of dead workers to the living."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS):
        await manager.retry_job(job)


@app.periodic(cron="17 3 * * *")
@app.task(name="forget_old_jobs", queueing_lock="forget_old_jobs", pass_context=True)
async def forget_old_jobs(context: JobContext, timestamp: int) -> None:  # noqa: ARG001 - as above
    """Failed jobs are shown by the doctor for thirty days, then forgotten."""
    await context.app.job_manager.delete_old_jobs(nb_hours=30 * _ONE_DAY, include_failed=True)


@app.task(name="decode_photo", retry=RetryStrategy(max_attempts=6, exponential_wait=5))
def decode_photo(file_id: int) -> None:
    """Turn a photo as it was sent into one that can be shown; its raw bytes go last."""
    with work() as session:
        done_with = decode(session, _storage(), file_id)
    if done_with is not None:
        _storage().delete(done_with)


@app.periodic(cron="41 3 * * *")
@app.task(name="sweep_drafts", queueing_lock="sweep_drafts")
def sweep_draft_photos(timestamp: int) -> None:  # noqa: ARG001 - a periodic job is told its time
    """Forget the photos of drafts that came to nothing, batch by batch."""
    while True:
        with work() as session:
            keys = sweep_drafts(session, now=clock.now())
        for key in keys:
            _storage().delete(key)
        if not keys:
            return


@app.periodic(cron="23 2 * * *")
@app.task(name="count_likeness", queueing_lock="count_likeness")
def count_likeness(timestamp: int) -> None:  # noqa: ARG001 - a periodic job is told its time
    """Cases of before get their words, then it is counted anew how common each token is (I4)."""
    while True:
        with work() as session:
            if not fill_likeness(session):
                break
    with work() as session:
        count_tokens(session)


# One after the other: what has run out is noted first, told then, acted on last.
SWEEPS: Final[tuple[Callable[..., int], ...]] = (
    sweep,
    tell_news,
    expire_offers,
    warn_of_promises,
    tell_team_of_promises,
    settle_promises,
    sweep_customer_days,
    move_requests_up,
    move_pauses_up,
    move_closures_up,
    escalate_late_parts,
    ask_for_word,
    settle_unanswered,
    warn_of_holds,
    move_holds_up,
    move_pleas_up,
    sweep_stale,
    ask_for_corrections,
    remind_of_corrections,
    remind_of_recalls,
    sweep_stalls,
)


@app.periodic(cron="* * * * *")
@app.task(name="sla_sweep", queueing_lock="sla_sweep", priority=50)
def sla_sweep(timestamp: int) -> None:  # noqa: ARG001 - a periodic job is told its time
    """Chase what has run out, batch by batch; another worker may be at it as well (T6)."""
    for step in SWEEPS:
        while True:
            with work() as session:
                done = step(session, now=clock.now())
            if not done:
                break


@app.periodic(cron="4-59/15 * * * *")
@app.task(name="settle_standings", queueing_lock="settle_standings")
def settle_all_standings(timestamp: int) -> None:  # noqa: ARG001 - a periodic job is told its time
    """Complaints grow old and settings change: standings follow, batch by batch (S1)."""
    after: int | None = 0
    while after is not None:
        with work() as session:
            after = settle_standings(session, after=after, now=clock.now())


@app.periodic(cron="20 * * * *")
@app.task(name="count_scores", queueing_lock="count_scores")
def count_scores_of_day(timestamp: int) -> None:  # noqa: ARG001 - a periodic job is told its time
    """Each hour, so that it is soon after midnight wherever the portal is; once for each day."""
    while True:
        with work() as session:
            if not count_scores(session, now=clock.now()):
                return


@app.task(name=RECOMPUTE, retry=RetryStrategy(max_attempts=10, exponential_wait=3))
def recompute_calendar(calendar_id: int, version: int) -> None:
    """A calendar was changed: its running clocks get their new times, batch by batch (T3)."""
    after: int | None = 0
    while after is not None:
        with work() as session:
            after = recompute(session, calendar_id, version, after=after, now=clock.now())


@app.task(name=END_WITHDRAWN, retry=RetryStrategy(max_attempts=10, exponential_wait=10))
def end_withdrawn(withdrawal_id: int) -> None:
    """Seven days have passed: the case ends, unless the customer has objected (K6)."""
    with work() as session:
        end(session, WORKER_ACTOR, withdrawal_id, now=clock.now())


@app.task(name=DELIVER, retry=RetryStrategy(max_attempts=10, exponential_wait=3))
def deliver(delivery_id: int) -> None:
    """Send one message; what the other side says of it decides whether and when again."""
    send_delivery(delivery_id)


@app.periodic(cron="*/10 * * * *")
@app.task(name="gather_digests", queueing_lock="gather_digests")
def send_digests(timestamp: int) -> None:  # noqa: ARG001 - a periodic job is told its time
    """Bind together what people want to read once a day, and send it."""
    while True:
        with work() as session:
            if not gather_digests(session, now=clock.now()):
                return
