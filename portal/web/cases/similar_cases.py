"""The cases like one, on a page of their own; the page of the case shows their list in itself."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from portal.access.permissions import Permission
from portal.cases.similar import similar_to
from portal.infra import db
from portal.web.cases.page import case_on_page, to_case
from portal.web.cases.similar_cards import how_many_similar, similar_entries
from portal.web.guard import actor, requires

bp = Blueprint("similar_cases", __name__)


@bp.get("/cases/<number>/similar")
@requires(Permission.SIMILAR_READ)
def show(number: str) -> ResponseReturnValue:
    case = case_on_page(number)
    similar = similar_to(db.session(), actor(), case)
    return render_template(
        "cases/similar.html",
        case=case,
        back_url=to_case(case),
        similar=similar_entries(similar),
        similar_note=how_many_similar(similar),
        similar_asked=True,
    )
