"""`/visits/barred`: planned visits of people who may not go, and who could go instead (S1)."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from portal.access.permissions import Permission
from portal.infra import db
from portal.installers.barred_visits import barred_visits
from portal.web.guard import actor, requires
from portal.web.now import now

bp = Blueprint("barred_visits", __name__)


@bp.get("/visits/barred")
@requires(Permission.DISPATCH_BOOK)
def show() -> ResponseReturnValue:
    return render_template(
        "standing/barred_visits.html",
        visits=barred_visits(db.session(), actor(), now=now()),
    )
