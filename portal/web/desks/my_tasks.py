"""`/hotline/tasks`: what one has to do on cases, the first due in front; the team's beside it."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from portal.access.permissions import Permission
from portal.cases.mine import open_tasks
from portal.infra import db
from portal.web.countdown import Countdown
from portal.web.guard import actor, requires
from portal.web.now import now

bp = Blueprint("my_tasks", __name__)


@bp.get("/hotline/tasks")
@requires(Permission.CASE_OPEN)
def show() -> ResponseReturnValue:
    at = Countdown(now())
    lines = [
        (task, case, at.deadline(task.due_at)) for task, case in open_tasks(db.session(), actor())
    ]
    own = [line for line in lines if line[0].owner_id is not None]
    return render_template(
        "desks/tasks.html", own=own, team=[line for line in lines if line[0].owner_id is None]
    )
