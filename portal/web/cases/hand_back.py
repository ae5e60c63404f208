"""The dealer hands a case back."""

from flask import Blueprint, flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.access.permissions import Permission
from portal.cases.hand_back import hand_back_case
from portal.cases.lifecycle import Step
from portal.cases.steps import check_step
from portal.errors import PortalError
from portal.infra import db
from portal.web.cases.again import case_again
from portal.web.cases.page import case_on_page
from portal.web.cases.reason import ReasonForm, Words, reason_page
from portal.web.guard import actor, requires
from portal.web.now import now
from portal.web.once import take_once

bp = Blueprint("hand_back", __name__)
URL = "/cases/<number>/hand-back"

WORDS = Words(
    title=_l("Hand the case back"),
    explain=_l(
        "The case goes back to the hotline and leaves your list. A visit that is booked is "
        "cancelled."
    ),
    button=_l("Hand it back"),
    image="arrow-return-left",
)


@bp.get(URL)
@requires(Permission.CASE_HAND_BACK)
def show(number: str) -> ResponseReturnValue:
    case = case_on_page(number)
    check_step(actor(), case, Step.HAND_BACK)
    return reason_page(case, ReasonForm(version=case.version), WORDS)


@bp.post(URL)
@requires(Permission.CASE_HAND_BACK)
def submit(number: str) -> ResponseReturnValue:
    form = ReasonForm()
    if not form.validate():
        return reason_page(case_on_page(number), form, WORDS), 422
    try:
        return take_once(form, lambda: _hand_back(number, form))
    except PortalError as error:
        return reason_page(case_again(number, form, error), form, WORDS), error.status


def _hand_back(number: str, form: ReasonForm) -> str:
    case = case_on_page(number)
    hand_back_case(
        db.session(),
        actor(),
        case.id,
        form.reason.data or "",
        version=form.version.data,
        now=now(),
    )
    flash(_("%(number)s is back with the hotline.", number=case.number), "ok")
    return url_for("dealer_desk.show")
