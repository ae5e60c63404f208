"""The visit that is planned, as a file for a calendar."""

from flask import Blueprint, current_app
from flask.typing import ResponseReturnValue

from portal.access.permissions import Permission
from portal.cases.under_way import planned_dispatch
from portal.infra import db
from portal.notices.appointments import Method
from portal.notices.visits import visit_file
from portal.web.calendar_answer import calendar_answer
from portal.web.cases.page import case_on_page
from portal.web.guard import actor, requires
from portal.web.now import now
from portal.web.whole_address import whole_address

bp = Blueprint("appointment", __name__)


@bp.get("/cases/<number>/appointment.ics")
@requires(Permission.CASE_READ)
def show(number: str) -> ResponseReturnValue:
    case = case_on_page(number)
    content = visit_file(
        db.session(),
        planned_dispatch(db.session(), actor(), case),
        Method.PUBLISH,
        locale=actor().locale,
        base_url=current_app.config["BASE_URL"],
        url=whole_address("case.show", number=case.number),
        now=now(),
    )
    return calendar_answer(content)
