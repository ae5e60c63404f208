"""The jobs, one function each: open a session as the worker, call the rule, commit.

Each may run twice: a worker that is killed leaves its job to the next one.
"""

from procrastinate import JobContext

from portal.worker.app import STALLED_SECONDS, app

_KEEP_FINISHED_HOURS = 72


@app.periodic(cron="* * * * * */10")
@app.task(name="retry_stalled", queueing_lock="retry_stalled", pass_context=True)
async def retry_stalled(context: JobContext, timestamp: int) -> None:  # noqa: ARG001 - as periodic
    """Hand the jobs of dead workers to the living."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS):
        await manager.retry_job(job)


@app.periodic(cron="17 3 * * *")
@app.task(name="forget_finished_jobs", queueing_lock="forget_finished_jobs", pass_context=True)
async def forget_finished_jobs(context: JobContext, timestamp: int) -> None:  # noqa: ARG001
    """Keep the queue's table small: what went well is forgotten after three days."""
    await context.app.job_manager.delete_old_jobs(nb_hours=_KEEP_FINISHED_HOURS)
