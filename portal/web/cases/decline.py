"""The dealer declines an offer, with a reason."""

from flask import Blueprint, flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import InputRequired

from models import Case, DeclineReason
from portal.access.permissions import Permission
from portal.cases.decline import decline_offer
from portal.cases.lifecycle import Step
from portal.cases.steps import check_step
from portal.infra import db
from portal.web.cases.page import case_on_page
from portal.web.cases.reason import Words, reason_field
from portal.web.cases.send import send
from portal.web.cases.verb import verb_page
from portal.web.forms import CaseForm, choices_of
from portal.web.guard import actor, requires
from portal.web.now import now

bp = Blueprint("decline", __name__)
URL = "/cases/<number>/decline"

WORDS = Words(
    title=_l("Decline the offer"),
    explain=_l(
        "The case goes back to the hotline and leaves your list. “Not ours” is looked at by a "
        "supervisor; upheld, it costs no score."
    ),
    button=_l("Decline"),
    image="x-lg",
)


class DeclineForm(CaseForm):
    """Which sort of reason, and in words."""

    reason_code = RadioField(
        _l("What stands against it"),
        choices=choices_of(DeclineReason),
        validators=[InputRequired(_l("Choose what stands against it"))],
    )
    reason = reason_field()


@bp.get(URL)
@requires(Permission.OFFER_ANSWER)
def show(number: str) -> ResponseReturnValue:
    case = case_on_page(number)
    check_step(actor(), case, Step.DECLINE)
    return _page(case, DeclineForm(version=case.version))


@bp.post(URL)
@requires(Permission.OFFER_ANSWER)
def submit(number: str) -> ResponseReturnValue:
    return send(number, DeclineForm(), _decline, _page)


def _decline(case: Case, form: DeclineForm) -> str:
    decline_offer(
        db.session(),
        actor(),
        case.id,
        DeclineReason(form.reason_code.data),
        form.reason.data or "",
        version=form.version.data,
        now=now(),
    )
    flash(_("%(number)s is back with the hotline.", number=case.number), "ok")
    return url_for("dealer_desk.show")


def _page(case: Case, form: DeclineForm) -> str:
    return verb_page(case, form, WORDS)
