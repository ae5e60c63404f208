"""The dealer hands a case back."""

from flask import Blueprint, flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from models import Case
from portal.access.permissions import Permission
from portal.cases.hand_back import hand_back_case
from portal.cases.lifecycle import Step
from portal.cases.steps import check_step
from portal.infra import db
from portal.web.cases.page import case_on_page
from portal.web.cases.reason import ReasonForm, Words
from portal.web.cases.send import send
from portal.web.cases.verb import verb_page
from portal.web.guard import actor, requires
from portal.web.now import now

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
    return _page(case, ReasonForm(version=case.version))


@bp.post(URL)
@requires(Permission.CASE_HAND_BACK)
def submit(number: str) -> ResponseReturnValue:
    return send(number, ReasonForm(), _hand_back, _page)


def _hand_back(case: Case, form: ReasonForm) -> str:
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


def _page(case: Case, form: ReasonForm) -> str:
    return verb_page(case, form, WORDS)
