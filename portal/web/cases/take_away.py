"""The hotline takes a case away from its dealer."""

from flask import Blueprint, flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from models import Case
from portal.access.permissions import Permission
from portal.cases.lifecycle import Step
from portal.cases.steps import check_step
from portal.cases.take_away import take_case_away
from portal.infra import db
from portal.web.cases.page import case_on_page
from portal.web.cases.reason import ReasonForm, Words
from portal.web.cases.send import send
from portal.web.cases.verb import verb_page
from portal.web.guard import actor, requires
from portal.web.now import now

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
    return _page(case, ReasonForm(version=case.version))


@bp.post(URL)
@requires(Permission.CASE_TAKE_AWAY)
def submit(number: str) -> ResponseReturnValue:
    return send(number, ReasonForm(), _take_away, _page)


def _take_away(case: Case, form: ReasonForm) -> str:
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
    return url_for("offer.show", number=case.number)


def _page(case: Case, form: ReasonForm) -> str:
    return verb_page(case, form, WORDS)
