"""Keeps what is being typed: scripts send a form's fields here soon after each change."""

from flask import Blueprint, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.cases.drafts import delete_draft, save_draft
from portal.i18n.formats import clock_time
from portal.infra import db
from portal.web.guard import actor, signed_in
from portal.web.now import now
from portal.web.preferences import safe_path

bp = Blueprint("drafts", __name__)

# What belongs to the page and not to its writer, and what must never lie about.
LEFT_OUT = frozenset({"csrf_token", "form_id", "version", "password", "do", "offer"})
TITLED_BY = ("name", "phone", "what")


@bp.route("/drafts/<form>", methods=["POST", "PUT"])
@signed_in
def save_submit(form: str) -> ResponseReturnValue:
    saved = keep(form)
    db.session().commit()
    return jsonify(saved=clock_time(now()) if saved else "", form=form)


@bp.post("/drafts/<form>/discard")
@signed_in
def discard_submit(form: str) -> ResponseReturnValue:
    """Its writer gives it up. Twice does no harm."""
    delete_draft(db.session(), actor(), form)
    db.session().commit()
    flash(_("The draft is gone."), "ok")
    return redirect(safe_path(request.form.get("next")))


def keep(form: str) -> bool:
    """Keep the fields of this request under the form's name; empty ones make no draft."""
    fields = {
        name: [value[:10_000] for value in values]
        for name, values in request.form.lists()
        if name not in LEFT_OUT
    }
    typed = {name: "".join(fields.get(name, [])).strip() for name in TITLED_BY}
    if not any(typed.values()):
        return False
    title = " · ".join(words for words in typed.values() if words)
    return save_draft(db.session(), actor(), form, fields, title=title, now=now())


def draft_url(form: str) -> str:
    return url_for("drafts.save_submit", form=form)
