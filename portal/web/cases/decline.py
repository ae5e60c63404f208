"""The dealer declines an offer, with a reason."""

from flask import Blueprint, flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import InputRequired

from models import DeclineReason
from portal.access.permissions import Permission
from portal.cases.decline import decline_offer
from portal.cases.lifecycle import Step
from portal.cases.steps import check_step
from portal.errors import PortalError
from portal.infra import db
from portal.web.cases.again import case_again
from portal.web.cases.page import case_on_page
from portal.web.cases.reason import ReasonForm, Words, reason_page
from portal.web.forms import choices_of
from portal.web.guard import actor, requires
from portal.web.now import now
from portal.web.once import take_once

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


class DeclineForm(ReasonForm):
    """Which sort of reason, and in words."""

    reason_code = RadioField(
        _l("What stands against it"),
        choices=choices_of(DeclineReason),
        validators=[InputRequired(_l("Choose what stands against it"))],
    )


@bp.get(URL)
@requires(Permission.OFFER_ANSWER)
def show(number: str) -> ResponseReturnValue:
    case = case_on_page(number)
    check_step(actor(), case, Step.DECLINE)
    return reason_page(case, DeclineForm(version=case.version), WORDS)


@bp.post(URL)
@requires(Permission.OFFER_ANSWER)
def submit(number: str) -> ResponseReturnValue:
    form = DeclineForm()
    if not form.validate():
        return reason_page(case_on_page(number), form, WORDS), 422
    try:
        return take_once(form, lambda: _decline(number, form))
    except PortalError as error:
        return reason_page(case_again(number, form, error), form, WORDS), error.status


def _decline(number: str, form: DeclineForm) -> str:
    case = case_on_page(number)
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
