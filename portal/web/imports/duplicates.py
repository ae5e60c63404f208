"""Businesses whose names look like one: a person decides, and nothing is merged here (L2)."""

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.access.permissions import Permission
from portal.imports.duplicates import decide, undecided
from portal.infra import db
from portal.web.forms import PortalForm
from portal.web.guard import actor, requires
from portal.web.now import now
from portal.web.paging import PAGE_SIZE, Cursor, decode, encode
from portal.web.take import take

bp = Blueprint("duplicates", __name__)


@bp.get("/duplicates")
@requires(Permission.DUPLICATES_DECIDE)
def index() -> ResponseReturnValue:
    return _page(PortalForm())


@bp.post("/duplicates/<int:pair_id>")
@requires(Permission.DUPLICATES_DECIDE)
def decide_submit(pair_id: int) -> ResponseReturnValue:
    """`same=1`: one and the same; anything else: two different ones."""
    form = PortalForm()
    same = request.form.get("same") == "1"

    def act() -> str:
        decide(db.session(), actor(), pair_id, same=same, now=now())
        flash(
            _("Noted: one and the same. They wait for merging.")
            if same
            else _("Noted: two different ones. They are not asked about again."),
            "ok",
        )
        return url_for("duplicates.index")

    return take(form, act, lambda: _page(form))


def _page(form: PortalForm) -> str:
    cursor = decode(request.args.get("at"), int, int)
    score, row_id = cursor.key if cursor else (None, None)
    after = (score, row_id) if isinstance(score, int) and isinstance(row_id, int) else None
    rows = undecided(db.session(), actor(), after=after, size=PAGE_SIZE)
    shown = rows[:PAGE_SIZE]
    more = len(rows) > PAGE_SIZE
    last = (shown[-1][0].score, shown[-1][0].id) if shown else (0, 0)
    return render_template(
        "imports/duplicates.html",
        form=form,
        pair_form=PortalForm(formdata=None),
        pairs=[{"row": pair, "one": one, "other": other} for pair, one, other in shown],
        next_url=url_for("duplicates.index", at=encode(Cursor(last))) if more else None,
        previous_url=url_for("duplicates.index") if after else None,
    )
