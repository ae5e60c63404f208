"""What came in from outside: every run of an import."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.access.permissions import Permission
from portal.imports.runs import imports_page
from portal.infra import db
from portal.web import nav
from portal.web.guard import actor, requires
from portal.web.imports.source import title_of
from portal.web.odd_input import number_asked
from portal.web.paging import PAGE_SIZE

bp = Blueprint("imports", __name__)


@bp.get("/imports")
@requires(Permission.IMPORTS_READ)
def index() -> ResponseReturnValue:
    before = number_asked(request.args.get("before"))
    runs = imports_page(db.session(), actor(), before=before, size=PAGE_SIZE)
    shown = runs[:PAGE_SIZE]
    more = len(runs) > PAGE_SIZE
    return render_template(
        "imports/index.html",
        runs=[{"row": run, "title": title_of(run.profile)} for run in shown],
        next_url=url_for("imports.index", before=shown[-1].id) if more else None,
        previous_url=url_for("imports.index") if before is not None else None,
        duplicates_url=nav.link_to("duplicates.index", actor()),
    )
