"""Cancel a visit that is planned."""

from flask import Blueprint, flash
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from models import Case
from portal.access.permissions import Permission
from portal.cases.cancel_booking import cancel_booking
from portal.cases.lifecycle import Step
from portal.cases.steps import check_step
from portal.infra import db
from portal.web.cases.page import case_on_page, to_case
from portal.web.cases.reason import ReasonForm, Words
from portal.web.cases.send import send
from portal.web.cases.verb import verb_page
from portal.web.guard import actor, requires
from portal.web.now import now

bp = Blueprint("cancel_booking", __name__)
URL = "/cases/<number>/cancel-booking"

WORDS = Words(
    title=_l("Cancel the visit"),
    explain=_l(
        "Its people are free again. The time for a visit runs on; the customer is told why."
    ),
    button=_l("Cancel the visit"),
    image="calendar-x",
)


@bp.get(URL)
@requires(Permission.DISPATCH_BOOK)
def show(number: str) -> ResponseReturnValue:
    case = case_on_page(number)
    check_step(actor(), case, Step.CANCEL_BOOKING)
    return _page(case, ReasonForm(formdata=None, version=case.version))


@bp.post(URL)
@requires(Permission.DISPATCH_BOOK)
def submit(number: str) -> ResponseReturnValue:
    return send(number, ReasonForm(), _cancel, _page)


def _cancel(case: Case, form: ReasonForm) -> str:
    reason = form.reason.data or ""
    cancel_booking(db.session(), actor(), case.id, reason, version=form.version.data, now=now())
    flash(_("The visit is cancelled."), "ok")
    return to_case(case)


def _page(case: Case, form: ReasonForm) -> str:
    return verb_page(case, form, WORDS)
