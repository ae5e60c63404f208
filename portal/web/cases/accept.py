"""The dealer accepts an offer."""

from flask import Blueprint, flash
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.access.permissions import Permission
from portal.cases.accept import accept_offer
from portal.cases.lifecycle import Step
from portal.cases.steps import check_step
from portal.errors import PortalError
from portal.infra import db
from portal.web.cases.again import case_again
from portal.web.cases.page import case_on_page, to_case
from portal.web.cases.reason import Words, reason_page
from portal.web.forms import CaseForm
from portal.web.guard import actor, requires
from portal.web.now import now
from portal.web.once import take_once

bp = Blueprint("accept", __name__)
URL = "/cases/<number>/accept"

WORDS = Words(
    title=_l("Accept the case"),
    explain=_l(
        "From now on your store holds the case: you see the customer’s number, and the time "
        "for the first contact runs."
    ),
    button=_l("Accept"),
    image="check-lg",
)


@bp.get(URL)
@requires(Permission.OFFER_ANSWER)
def show(number: str) -> ResponseReturnValue:
    case = case_on_page(number)
    check_step(actor(), case, Step.ACCEPT)
    return reason_page(case, CaseForm(version=case.version), WORDS)


@bp.post(URL)
@requires(Permission.OFFER_ANSWER)
def submit(number: str) -> ResponseReturnValue:
    form = CaseForm()
    if not form.validate():
        return reason_page(case_on_page(number), form, WORDS), 422
    try:
        return take_once(form, lambda: _accept(number, form))
    except PortalError as error:
        return reason_page(case_again(number, form, error), form, WORDS), error.status


def _accept(number: str, form: CaseForm) -> str:
    case = case_on_page(number)
    accept_offer(
        db.session(),
        actor(),
        case.id,
        version=form.version.data,
        now=now(),
    )
    flash(_("You have accepted %(number)s. Ring the customer next.", number=case.number), "ok")
    return to_case(case)
