"""Cancel a visit that is planned."""

from flask import Blueprint, flash
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.access.permissions import Permission
from portal.cases.cancel_booking import cancel_booking
from portal.cases.lifecycle import Step
from portal.cases.steps import check_step
from portal.errors import PortalError
from portal.infra import db
from portal.web.cases.again import case_again
from portal.web.cases.page import case_on_page, to_case
from portal.web.cases.reason import ReasonForm, Words, reason_page
from portal.web.guard import actor, requires
from portal.web.now import now
from portal.web.once import take_once

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
    return reason_page(case, ReasonForm(formdata=None, version=case.version), WORDS)


@bp.post(URL)
@requires(Permission.DISPATCH_BOOK)
def submit(number: str) -> ResponseReturnValue:
    form = ReasonForm()
    if not form.validate():
        return reason_page(case_on_page(number), form, WORDS), 422
    try:
        return take_once(form, lambda: _cancel(number, form))
    except PortalError as error:
        return reason_page(case_again(number, form, error), form, WORDS), error.status


def _cancel(number: str, form: ReasonForm) -> str:
    case = case_on_page(number)
    reason = form.reason.data or ""
    cancel_booking(db.session(), actor(), case.id, reason, version=form.version.data, now=now())
    flash(_("The visit is cancelled."), "ok")
    return to_case(case)
