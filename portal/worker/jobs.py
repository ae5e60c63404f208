"""The jobs, one function each: open a session as the worker, call the rule, commit.

Each may run twice: a worker that is killed leaves its job to the next one.
"""

from procrastinate import JobContext

from portal.infra import clock
from portal.worker.app import STALLED_SECONDS, app, work
from portal.worker.heartbeat import note_heartbeat

_ONE_DAY = 24


@app.periodic(cron="* * * * * */5")
@app.task(name="heartbeat", queueing_lock="heartbeat", priority=100)
def heartbeat(timestamp: int) -> None:  # noqa: ARG001 - a periodic job is told its time
    """Say that jobs are being done: /healthz and the doctor look at it."""
    with work() as session:
        note_heartbeat(session, now=clock.now())


@app.periodic(cron="* * * * * */10")
@app.task(name="retry_stalled", queueing_lock="retry_stalled", pass_context=True, priority=100)
async def retry_stalled(context: JobContext, timestamp: int) -> None:  # noqa: ARG001
    """Hand the jobs of dead workers to the living."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS):
        await manager.retry_job(job)


@app.periodic(cron="17 3 * * *")
@app.task(name="forget_old_jobs", queueing_lock="forget_old_jobs", pass_context=True)
async def forget_old_jobs(context: JobContext, timestamp: int) -> None:  # noqa: ARG001
    """Failed jobs are shown by the doctor for thirty days, then forgotten."""
    await context.app.job_manager.delete_old_jobs(nb_hours=30 * _ONE_DAY, include_failed=True)
