"""Ring the customer after the resolution; the same form closes the case (domain K1)."""

from flask import Blueprint, flash
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from models import Case, Outcome
from portal.access.permissions import Permission
from portal.cases.call_back import call_back
from portal.cases.callbacks import SETTLING
from portal.cases.close import close_case
from portal.cases.lifecycle import Step
from portal.cases.steps import check_step
from portal.infra import db
from portal.settings.known import CALLBACK_FROM, CALLBACK_UNTIL
from portal.settings.read import setting
from portal.web.cases.call_form import CallbackForm
from portal.web.cases.page import case_on_page, to_case
from portal.web.cases.reason import Words
from portal.web.cases.ring_page import ring_page
from portal.web.cases.send import send
from portal.web.forms import CaseForm
from portal.web.guard import actor, requires
from portal.web.now import now

bp = Blueprint("call_back", __name__)
URL = "/cases/<number>/call-back"


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
    return ring_page(case, form, _words())


def _words() -> Words:
    session = db.session()
    return Words(
        title=_("Ring the customer"),
        explain=_(
            "Between %(opens)s and %(closes)s, by somebody who did not resolve the case. Only what"
            " the customer says on this call closes it.",
            opens=f"{setting(session, CALLBACK_FROM):02d}:00",
            closes=f"{setting(session, CALLBACK_UNTIL):02d}:00",
        ),
        button=_("Record the call"),
        image="telephone-outbound",
    )
