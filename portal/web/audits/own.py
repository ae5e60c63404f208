"""What an agent reads: the audits of their own cases."""

from datetime import datetime

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.access.permissions import Permission
from portal.audits.read import audits_about
from portal.infra import db
from portal.web.guard import actor, requires
from portal.web.paging import PAGE_SIZE, decode, from_key, page_of

bp = Blueprint("own_audits", __name__)


@bp.get("/account/audits")
@requires(Permission.AUDIT_OWN)
def show() -> ResponseReturnValue:
    cursor = decode(request.args.get("at"), datetime, int)
    lines = audits_about(db.session(), actor(), **from_key(cursor), limit=PAGE_SIZE + 1)
    page = page_of(lines, lambda line: (line.done_at, line.id), cursor=cursor)
    return render_template(
        "audits/done.html",
        title=_("Audits of my cases"),
        lines=page.items,
        empty_words=(
            _("No case of yours has been scored yet."),
            _("Audits stand here once they are done, with what was found and what was praised."),
        ),
        previous_url=url_for("own_audits.show", at=page.previous) if page.previous else None,
        next_url=url_for("own_audits.show", at=page.next) if page.next else None,
    )
