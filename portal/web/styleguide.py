"""Every component of the portal with its states, on one page. Development only."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from portal.web.guard import public

bp = Blueprint("styleguide", __name__)


@bp.get("/styleguide")
@public("shows components with invented values, and only in development")
def show() -> ResponseReturnValue:
    return render_template("styleguide/show.html")
