"""The customer tells that a person complained of has contacted them (domain C4)."""

from flask import Blueprint, flash
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from wtforms import RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length

from models import Case, CaseAccused, ContactHow, Installer
from portal.access.permissions import Permission
from portal.cases.report_accused_contact import report_accused_contact
from portal.infra import db
from portal.web.cases.page import case_on_page, to_case
from portal.web.cases.reason import Words
from portal.web.cases.send import send
from portal.web.cases.verb import verb_page
from portal.web.forms import CaseForm, choice, choices_of
from portal.web.guard import actor, requires
from portal.web.local_time import LocalTimeField, time_in
from portal.web.now import now

bp = Blueprint("accused_contact", __name__)
URL = "/cases/<number>/accused-contact"

WORDS = Words(
    title=_l("Contact by a person complained of"),
    explain="",
    button=_l("Put it on record"),
    image="person-exclamation",
)


class AccusedContactForm(CaseForm):
    """Who, how, when, and in the customer's words."""

    installer_id = SelectField(
        _l("Who contacted the customer?"),
        coerce=int,
        validate_choice=False,
        validators=[InputRequired(_l("Choose who contacted the customer"))],
    )
    how = RadioField(
        _l("How?"),
        choices=choices_of(way for way in ContactHow if way is not ContactHow.THREE_WAY),
        validators=[InputRequired(_l("Choose how the customer was contacted"))],
    )
    contacted_at = LocalTimeField(
        _l("When?"), validators=[InputRequired(_l("Enter when the contact was"))]
    )
    said = TextAreaField(_l("In the customer’s words"), validators=[Length(max=4000)])


@bp.get(URL)
@requires(Permission.CASE_CHASE)
def show(number: str) -> ResponseReturnValue:
    case = case_on_page(number)
    return _page(case, AccusedContactForm(formdata=None, version=case.version, contacted_at=now()))


@bp.post(URL)
@requires(Permission.CASE_CHASE)
def submit(number: str) -> ResponseReturnValue:
    return send(number, AccusedContactForm(), _report, _page)


def _report(case: Case, form: AccusedContactForm) -> str:
    report_accused_contact(
        db.session(),
        actor(),
        case.id,
        form.installer_id.data,
        how=ContactHow(form.how.data),
        contacted_at=time_in(form.contacted_at),
        said=form.said.data or "",
        now=now(),
    )
    flash(_("It is on record; the dealer reads it."), "ok")
    return to_case(case)


def _page(case: Case, form: AccusedContactForm) -> str:
    accused = db.session().execute(
        select(Installer.id, Installer.name)
        .join(CaseAccused, CaseAccused.installer_id == Installer.id)
        .where(CaseAccused.case_id == case.id)
        .order_by(Installer.name_sort, Installer.id)
        .limit(50)
    )
    form.installer_id.choices = [choice(one.id, one.name) for one in accused]
    named = form if form.installer_id.choices else None
    return verb_page(case, named, WORDS, "cases/accused_contact.html")
