"""`/cases/<number>/messages`: what was sent about a case, to whom, by which way, and whether."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from models import Locale
from portal.access.permissions import Permission
from portal.infra import db
from portal.notices.read import lines_of
from portal.notices.sent import said_about
from portal.web.cases.page import case_on_page
from portal.web.guard import actor, requires

bp = Blueprint("messages", __name__)


@bp.get("/cases/<number>/messages")
@requires(Permission.QUEUE_READ)
def show(number: str) -> ResponseReturnValue:
    case = case_on_page(number)
    session, me = db.session(), actor()
    said = said_about(session, me, case.id)
    lines = lines_of(session, me, [one.notice for one in said], Locale(str(get_locale())))
    return render_template(
        "cases/messages.html",
        case=case,
        said=list(zip(said, lines, strict=True)),
        with_address=me.realm == "hotline",
    )
