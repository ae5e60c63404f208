"""`/hotline/pauses`: the pauses that dealers have asked for, the longest waiting in front."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from portal.access.permissions import Permission
from portal.cases.pauses_asked import pauses_asked
from portal.infra import db
from portal.web.guard import actor, requires

bp = Blueprint("pauses_asked", __name__)


@bp.get("/hotline/pauses")
@requires(Permission.PAUSE_DECIDE)
def show() -> ResponseReturnValue:
    return render_template("desks/pauses.html", asked=pauses_asked(db.session(), actor()))
