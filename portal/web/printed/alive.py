"""`/n/<token>`: the page behind a QR code: numbers that are alive today, for anybody (P3)."""

from flask import Blueprint, abort, make_response, render_template
from flask.typing import ResponseReturnValue

from portal.contacts.editions import numbers_alive
from portal.infra import db
from portal.infra.identity import SIGNIN
from portal.web.guard import public

bp = Blueprint("numbers_alive", __name__)
# A number that dies stands there for so long at most.
SECONDS = 300


@bp.get("/n/<token>")
@public("It stands on paper: it shows which numbers work today and nothing else.")
def show(token: str) -> ResponseReturnValue:
    session = db.session()
    db.act_as(session, SIGNIN)
    found = numbers_alive(session, token)
    if found is None:
        abort(404)
    title, edition, alive = found
    answer = make_response(
        render_template("printed/alive.html", edition_title=title, edition=edition, alive=alive)
    )
    answer.headers["Cache-Control"] = f"public, max-age={SECONDS}"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
