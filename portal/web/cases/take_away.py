"""The hotline takes a case away from its dealer."""

from flask import Blueprint, flash
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.access.permissions import Permission
from portal.cases.lifecycle import Step
from portal.cases.steps import check_step
from portal.cases.take_away import take_case_away
from portal.errors import PortalError
from portal.infra import db
from portal.web.cases.again import case_again
from portal.web.cases.page import case_on_page, to_case
from portal.web.cases.reason import ReasonForm, Words, reason_page
from portal.web.guard import actor, requires
from portal.web.now import now
from portal.web.once import take_once

bp = Blueprint("take_away", __name__)
URL = "/cases/<number>/take-away"

WORDS = Words(
    title=_l("Take the case back"),
    explain=_l(
        "The dealer does not see the case any more. A visit that is booked is cancelled and "
        "its people are free."
    ),
    button=_l("Take it back"),
    image="arrow-return-left",
)


@bp.get(URL)
@requires(Permission.CASE_TAKE_AWAY)
def show(number: str) -> ResponseReturnValue:
    case = case_on_page(number)
    check_step(actor(), case, Step.TAKE_AWAY)
    return reason_page(case, ReasonForm(version=case.version), WORDS)


@bp.post(URL)
@requires(Permission.CASE_TAKE_AWAY)
def submit(number: str) -> ResponseReturnValue:
    form = ReasonForm()
    if not form.validate():
        return reason_page(case_on_page(number), form, WORDS), 422
    try:
        return take_once(form, lambda: _take_away(number, form))
    except PortalError as error:
        return reason_page(case_again(number, form, error), form, WORDS), error.status


def _take_away(number: str, form: ReasonForm) -> str:
    case = case_on_page(number)
    take_case_away(
        db.session(),
        actor(),
        case.id,
        form.reason.data or "",
        version=form.version.data,
        now=now(),
    )
    flash(
        _("%(number)s is back in triage. Offer it to another dealer now.", number=case.number), "ok"
    )
    return to_case(case)
