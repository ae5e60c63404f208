"""Record praise beside the complaint."""

from flask import Blueprint, flash
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired, Length

from models import Bearer, Case
from portal.access.permissions import Permission
from portal.cases.praise import record_praise
from portal.infra import db
from portal.web.cases.page import case_on_page, to_case
from portal.web.cases.reason import Words
from portal.web.cases.send import send
from portal.web.cases.verb import verb_page
from portal.web.forms import CaseForm, choices_of
from portal.web.guard import actor, requires
from portal.web.now import now

bp = Blueprint("praise", __name__)
URL = "/cases/<number>/praise"
WHOM = (Bearer.BRAND, Bearer.DEALER, Bearer.INSTALLER)

WORDS = Words(
    title=_l("Record praise"),
    explain=_l("What went well counts as much as what did not. The dealer of the case reads it."),
    button=_l("Record praise"),
    image="hand-thumbs-up",
)


class PraiseForm(CaseForm):
    """Whose work, and what the customer said of it."""

    whom = RadioField(
        _l("Whose work"),
        choices=choices_of(WHOM),
        validators=[InputRequired(_l("Choose one"))],
    )
    words = TextAreaField(
        _l("In the customer’s own words"),
        validators=[InputRequired(_l("Write down what they said")), Length(max=4000)],
    )


@bp.get(URL)
@requires(Permission.PRAISE_RECORD)
def show(number: str) -> ResponseReturnValue:
    return _page(case_on_page(number), PraiseForm(formdata=None))


@bp.post(URL)
@requires(Permission.PRAISE_RECORD)
def submit(number: str) -> ResponseReturnValue:
    return send(number, PraiseForm(), _praise, _page)


def _praise(case: Case, form: PraiseForm) -> str:
    record_praise(
        db.session(), actor(), case.id, form.words.data or "", Bearer(form.whom.data), now=now()
    )
    flash(_("The praise is on record."), "ok")
    return to_case(case)


def _page(case: Case, form: PraiseForm) -> str:
    return verb_page(case, form, WORDS)
