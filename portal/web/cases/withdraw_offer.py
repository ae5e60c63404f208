"""The hotline withdraws an offer."""

from flask import Blueprint, flash
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.access.permissions import Permission
from portal.cases.lifecycle import Step
from portal.cases.steps import check_step
from portal.cases.withdraw_offer import withdraw_offer
from portal.errors import PortalError
from portal.infra import db
from portal.web.cases.again import case_again
from portal.web.cases.page import case_on_page, to_case
from portal.web.cases.reason import ReasonForm, Words, reason_page
from portal.web.guard import actor, requires
from portal.web.now import now
from portal.web.once import take_once

bp = Blueprint("withdraw_offer", __name__)
URL = "/cases/<number>/withdraw-offer"

WORDS = Words(
    title=_l("Withdraw the offer"),
    explain=_l(
        "The dealer need not answer any more and does not see the case. It counts as no decline."
    ),
    button=_l("Withdraw the offer"),
    image="arrow-return-left",
)


@bp.get(URL)
@requires(Permission.CASE_OFFER)
def show(number: str) -> ResponseReturnValue:
    case = case_on_page(number)
    check_step(actor(), case, Step.WITHDRAW_OFFER)
    return reason_page(case, ReasonForm(version=case.version), WORDS)


@bp.post(URL)
@requires(Permission.CASE_OFFER)
def submit(number: str) -> ResponseReturnValue:
    form = ReasonForm()
    if not form.validate():
        return reason_page(case_on_page(number), form, WORDS), 422
    try:
        return take_once(form, lambda: _withdraw(number, form))
    except PortalError as error:
        return reason_page(case_again(number, form, error), form, WORDS), error.status


def _withdraw(number: str, form: ReasonForm) -> str:
    case = case_on_page(number)
    withdraw_offer(
        db.session(),
        actor(),
        case.id,
        form.reason.data or "",
        version=form.version.data,
        now=now(),
    )
    flash(_("The offer is withdrawn. %(number)s waits in triage.", number=case.number), "ok")
    return to_case(case)
