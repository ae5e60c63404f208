"""The hotline withdraws an offer."""

from flask import Blueprint, flash
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from models import Case
from portal.access.permissions import Permission
from portal.cases.lifecycle import Step
from portal.cases.steps import check_step
from portal.cases.withdraw_offer import withdraw_offer
from portal.infra import db
from portal.web.cases.page import case_on_page, to_case
from portal.web.cases.reason import ReasonForm, Words
from portal.web.cases.send import send
from portal.web.cases.verb import verb_page
from portal.web.guard import actor, requires
from portal.web.now import now

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
    return _page(case, ReasonForm(version=case.version))


@bp.post(URL)
@requires(Permission.CASE_OFFER)
def submit(number: str) -> ResponseReturnValue:
    return send(number, ReasonForm(), _withdraw, _page)


def _withdraw(case: Case, form: ReasonForm) -> str:
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


def _page(case: Case, form: ReasonForm) -> str:
    return verb_page(case, form, WORDS)
