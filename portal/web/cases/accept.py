"""The dealer accepts an offer."""

from flask import Blueprint, flash
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from models import Case
from portal.access.permissions import Permission
from portal.cases.accept import accept_offer
from portal.cases.lifecycle import Step
from portal.cases.steps import check_step
from portal.infra import db
from portal.web.cases.page import case_on_page, to_case
from portal.web.cases.reason import Words
from portal.web.cases.send import send
from portal.web.cases.verb import verb_page
from portal.web.forms import CaseForm
from portal.web.guard import actor, requires
from portal.web.now import now

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
    return _page(case, CaseForm(version=case.version))


@bp.post(URL)
@requires(Permission.OFFER_ANSWER)
def submit(number: str) -> ResponseReturnValue:
    return send(number, CaseForm(), _accept, _page)


def _accept(case: Case, form: CaseForm) -> str:
    accept_offer(
        db.session(),
        actor(),
        case.id,
        version=form.version.data,
        now=now(),
    )
    flash(_("You have accepted %(number)s. Ring the customer next.", number=case.number), "ok")
    return to_case(case)


def _page(case: Case, form: CaseForm) -> str:
    return verb_page(case, form, WORDS)
