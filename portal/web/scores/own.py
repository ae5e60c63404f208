"""`/dealer/score`: a dealer's own score, its rank, and the cases behind each figure (domain B3)."""

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from models import Figure
from portal.access.permissions import Permission
from portal.web.guard import actor, requires
from portal.web.scores.dealer_page import behind_page, score_page
from portal.web.scores.index import FIGURES

bp = Blueprint("own_score", __name__, url_prefix="/dealer/score")


@bp.get("")
@requires(Permission.SCORES_OWN)
def show() -> ResponseReturnValue:
    return score_page(
        actor().dealer_id or 0,
        to_figure=lambda **args: url_for("own_score.behind", **args),
        own=True,
        back_url=url_for("dealer_desk.show"),
    )


@bp.get(f"/{FIGURES}")
@requires(Permission.SCORES_OWN)
def behind(figure: str) -> ResponseReturnValue:
    return behind_page(
        actor().dealer_id or 0,
        Figure(figure),
        to_list=lambda **args: url_for("own_score.behind", figure=figure, **args),
        to_score=lambda **args: url_for("own_score.show", **args),
        own=True,
    )
