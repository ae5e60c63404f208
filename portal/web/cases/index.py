"""The list of all cases, for the hotline and QA, and what is shown of it as a file."""

from collections.abc import Iterator
from typing import Final

from flask import Blueprint, Response, render_template, request, stream_with_context
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from portal.access.permissions import Permission
from portal.cases.export import export_lines, record_export
from portal.cases.queue import View
from portal.i18n import formats
from portal.infra import db
from portal.web import nav
from portal.web.cases.export_csv import csv_rows
from portal.web.cases.queue_args import read_address
from portal.web.cases.queue_page import queue_page
from portal.web.guard import actor, requires
from portal.web.language import chosen_locale
from portal.web.now import now

bp = Blueprint("cases", __name__)

# QA reads what has ended; the others come for what is open.
DESK_ORDER: Final = (
    View.OPEN,
    View.MINE,
    View.TRIAGE,
    View.RUNNING_OUT,
    View.AT_SUPERVISOR,
    View.STALLED,
    View.CALL_BACK,
    View.UNANSWERED,
    View.ENDED,
    View.ELSEWHERE,
)
QA_ORDER: Final = (View.ENDED, View.OPEN, View.ELSEWHERE)


@bp.get("/cases")
@requires(Permission.QUEUE_READ)
def show() -> ResponseReturnValue:
    views = QA_ORDER if actor().realm == "qa" else DESK_ORDER
    return render_template(
        "cases/index.html",
        queue=queue_page("cases.show", views),
        new_call_url=nav.link_to(nav.NEW_CALL, actor()),
    )


@bp.post("/cases/export")
@requires(Permission.QUEUE_READ)
def export() -> ResponseReturnValue:
    """A file of the list as it was filtered; that it was taken is on record (domain L3)."""
    address = read_address(request.args, DESK_ORDER)
    session = db.session()
    record_export(session, actor(), address.args, now=now())
    session.commit()
    lines = export_lines(session, actor(), address.asked, now=now(), locale=chosen_locale())
    name = f"cases-{formats.local(now()):%Y%m%d-%H%M}.csv"
    return Response(
        stream_with_context(_sent(session, csv_rows(lines))),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _sent(session: Session, lines: Iterator[str]) -> Iterator[str]:
    """The request is over before its answer is read: what reading it began ends here."""
    with session:
        yield from lines
