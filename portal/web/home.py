"""The front door: everybody lands on their own desk."""

from flask import Blueprint, redirect, render_template
from flask.typing import ResponseReturnValue

from portal.web.guard import actor, signed_in
from portal.web.nav import menu

bp = Blueprint("home", __name__)


@bp.get("/")
@signed_in
def show() -> ResponseReturnValue:
    desks = menu(actor())
    if desks:
        return redirect(desks[0].url)
    return render_template("home/empty.html")
