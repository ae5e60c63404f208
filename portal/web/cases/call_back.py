"""Ring the customer after the resolution; the same form closes the case (domain K1)."""

from flask import Blueprint, flash
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from models import Case, Outcome
from portal.access.permissions import Permission
from portal.cases.call_back import call_back
from portal.cases.callbacks import SETTLING, check_maker, standing_resolution
from portal.cases.close import close_case
from portal.cases.customer_says import last_said_of_result
from portal.cases.lifecycle import Step
from portal.cases.steps import check_step
from portal.errors import RefusedError
from portal.infra import db
from portal.web.cases.call_form import CallbackForm
from portal.web.cases.page import case_on_page, to_case
from portal.web.cases.reason import Words
from portal.web.cases.send import send
from portal.web.cases.verb import verb_page
from portal.web.forms import CaseForm
from portal.web.guard import actor, requires
from portal.web.now import now
from portal.web.refusals import sentence_of

bp = Blueprint("call_back", __name__)
URL = "/cases/<number>/call-back"

WORDS = Words(
    title=_l("Ring the customer"),
    explain=_l("Between 09:00 and 20:00, by somebody who did not resolve the case. Only what the"
               " customer says on this call closes it."),
    button=_l("Record the call"),
    image="telephone-outbound",
)  # fmt: skip


@bp.get(URL)
@requires(Permission.CALLBACK_MAKE)
def show(number: str) -> ResponseReturnValue:
    case = case_on_page(number)
    check_step(actor(), case, Step.CALL_BACK)
    return _page(case, CallbackForm(formdata=None, version=case.version))


@bp.post(URL)
@requires(Permission.CALLBACK_MAKE)
def submit(number: str) -> ResponseReturnValue:
    return send(number, CallbackForm(), _call_back, _page)


def _call_back(case: Case, form: CallbackForm) -> str:
    session, who, at, call = db.session(), actor(), now(), form.call()
    call_back(
        session,
        who,
        case.id,
        call,
        version=form.version.data,
        now=at,
        same_dealer=form.same_dealer.data and call.outcome is Outcome.NOT_SETTLED,
    )
    if call.outcome in SETTLING and form.close.data:
        close_case(session, who, case.id, version=None, now=at)
        flash(_("The call is on record, and %(number)s is closed.", number=case.number), "ok")
    elif call.outcome is Outcome.NOT_SETTLED:
        flash(_("%(number)s is open again, with half the time.", number=case.number), "ok")
    else:
        flash(_("The call is on record."), "ok")
    return to_case(case)


def _page(case: Case, form: CaseForm) -> str:
    """Whoever resolved the case sees at once that somebody else has to ring."""
    try:
        resolution = standing_resolution(db.session(), case)
        check_maker(actor(), resolution)
    except RefusedError as error:
        return verb_page(case, None, WORDS, refusal=sentence_of(error))
    said = last_said_of_result(db.session(), actor(), case, since=resolution.made_at)
    return verb_page(case, form, WORDS, "cases/call_back.html", resolution=resolution, said=said)
