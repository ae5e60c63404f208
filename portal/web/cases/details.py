"""Correct a case: its severity, what it is about, who is complained of."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from models import (
    AccusedOf,
    Case,
    CaseAccused,
    CustomerAddress,
    Installer,
    InstallerDealer,
    Product,
    Purchase,
    Severity,
    Symptom,
)
from portal.access.permissions import Permission
from portal.cases.details import (
    Details,
    change_severity,
    clear_accused,
    correct_details,
    name_accused,
)
from portal.infra import db
from portal.web.cases.page import case_on_page
from portal.web.cases.reason import ReasonForm, Words
from portal.web.cases.send import send
from portal.web.cases.task_fields import number_or_none
from portal.web.cases.verb import verb_page
from portal.web.forms import CaseForm, choice, choices_of
from portal.web.guard import actor, requires
from portal.web.names import name_of
from portal.web.now import now

bp = Blueprint("details", __name__)
URL = "/cases/<number>/details"
MOST = 500

WORDS = Words(
    title=_l("Correct the details"),
    explain=_l("What was there before stays on the timeline."),
    button=_l("Correct"),
    image="pencil",
)


def _one_of(label: Any) -> SelectField:
    return SelectField(label, coerce=number_or_none, choices=[], validators=[Optional()])


class DetailsForm(CaseForm):
    """What the case is about."""

    summary = StringField(
        _l("In one line"), validators=[InputRequired(_l("Say it in one line")), Length(max=200)]
    )
    wish = TextAreaField(_l("What the customer wants"), validators=[Optional(), Length(max=2000)])
    purchase_id = _one_of(_l("Purchase"))
    product_id = _one_of(_l("Product"))
    symptom_id = _one_of(_l("What goes wrong"))
    address_id = _one_of(_l("Address"))


class SeverityForm(ReasonForm):
    """How bad it is, and why that is other than was thought."""

    severity = RadioField(
        _l("Severity"),
        choices=choices_of(Severity),
        validators=[InputRequired(_l("Choose one"))],
    )


class AccusedForm(ReasonForm):
    """Whom the customer complains of."""

    installer_id = SelectField(
        _l("Installer"),
        coerce=number_or_none,
        choices=[],
        validators=[InputRequired(_l("Choose a person"))],
    )
    about = RadioField(
        _l("Complaint of"), choices=choices_of(AccusedOf), default=AccusedOf.WORK.value
    )
    was_there = BooleanField(
        _l("I have made sure that they were there"),
        description=_l(
            "Only needed where neither the purchase nor a visit shows it. Without it the complaint"
            " does not count for their standing."
        ),
    )


@bp.get(URL)
@requires(Permission.CASE_EDIT)
def show(number: str) -> ResponseReturnValue:
    return _page(case_on_page(number))


@bp.post(URL)
@requires(Permission.CASE_EDIT)
def submit(number: str) -> ResponseReturnValue:
    form = _with_choices(case_on_page(number), DetailsForm())
    return send(number, form, _correct, _page)


@bp.post(f"{URL}/severity")
@requires(Permission.CASE_EDIT)
def severity_submit(number: str) -> ResponseReturnValue:
    return send(number, SeverityForm(prefix="sev"), _change_severity, _page)


@bp.post(f"{URL}/accused")
@requires(Permission.CASE_EDIT)
def accused_submit(number: str) -> ResponseReturnValue:
    form = _with_people(case_on_page(number), AccusedForm(prefix="accused"))
    return send(number, form, _name, _page)


@bp.post(f"{URL}/accused/<int:installer_id>/clear")
@requires(Permission.CASE_EDIT)
def clear_submit(number: str, installer_id: int) -> ResponseReturnValue:
    form = ReasonForm(prefix=f"clear{installer_id}")
    return send(number, form, lambda case, form: _clear(case, installer_id, form), _page)


def _correct(case: Case, form: DetailsForm) -> str:
    details = Details(
        summary=form.summary.data or "",
        wish=form.wish.data or "",
        product_id=form.product_id.data,
        symptom_id=form.symptom_id.data,
        purchase_id=form.purchase_id.data,
        address_id=form.address_id.data,
    )
    correct_details(db.session(), actor(), case.id, details, version=form.version.data, now=now())
    flash(_("The details are corrected."), "ok")
    return _here(case)


def _change_severity(case: Case, form: SeverityForm) -> str:
    change_severity(
        db.session(),
        actor(),
        case.id,
        Severity(form.severity.data),
        form.reason.data or "",
        version=form.version.data,
        now=now(),
    )
    flash(_("The severity is changed, and the running clocks with it."), "ok")
    return _here(case)


def _name(case: Case, form: AccusedForm) -> str:
    name_accused(
        db.session(),
        actor(),
        case.id,
        form.installer_id.data,
        form.reason.data or "",
        about=AccusedOf(form.about.data),
        was_there=bool(form.was_there.data),
        version=form.version.data,
        now=now(),
    )
    flash(_("This person is not sent to the customer any more."), "ok")
    return _here(case)


def _clear(case: Case, installer_id: int, form: ReasonForm) -> str:
    clear_accused(
        db.session(),
        actor(),
        case.id,
        installer_id,
        form.reason.data or "",
        version=form.version.data,
        now=now(),
    )
    flash(_("It was not this person; that is on the timeline."), "ok")
    return _here(case)


def _here(case: Case) -> str:
    return url_for("details.show", number=case.number)


def _page(case: Case, sent: CaseForm | None = None) -> str:
    accused = _accused(case)
    details = sent if isinstance(sent, DetailsForm) else DetailsForm(formdata=None, obj=case)
    severity = sent if isinstance(sent, SeverityForm) else _severity_form(case)
    naming = sent if isinstance(sent, AccusedForm) else _accused_form(case)
    return verb_page(
        case,
        _with_choices(case, details) if case.is_open else None,
        WORDS,
        "cases/details.html",
        refusal="" if case.is_open else _("The case has ended. Reopen it first."),
        severity=severity,
        naming=_with_people(case, naming),
        accused=[(person, _clear_form(case, person, sent)) for person in accused],
        failed=sent if sent is not None and sent is not details else None,
    )


def _severity_form(case: Case) -> SeverityForm:
    return SeverityForm(
        formdata=None, prefix="sev", version=case.version, severity=case.severity.value
    )


def _accused_form(case: Case) -> AccusedForm:
    return AccusedForm(formdata=None, prefix="accused", version=case.version)


def _clear_form(case: Case, person: Installer, sent: CaseForm | None) -> ReasonForm:
    prefix = f"clear{person.id}"
    if isinstance(sent, ReasonForm) and sent._prefix == f"{prefix}-":
        return sent
    return ReasonForm(formdata=None, prefix=prefix, version=case.version)


def _accused(case: Case) -> Sequence[Installer]:
    named = select(CaseAccused.installer_id).where(CaseAccused.case_id == case.id)
    return _rows(select(Installer).where(Installer.id.in_(named)).order_by(Installer.id))


def _with_people(case: Case, form: AccusedForm) -> AccusedForm:
    """The installer of the purchase, and the people of the dealers concerned."""
    chosen = select(Installer).order_by(Installer.name_sort, Installer.id)
    if case.dealer_id is not None:
        theirs = select(InstallerDealer.installer_id).where(
            InstallerDealer.dealer_id == case.dealer_id
        )
        chosen = chosen.where(Installer.id.in_(theirs) | (Installer.id == _fitter(case)))
    form.installer_id.choices = [
        choice("", _("Choose a person")),
        *(choice(one.id, one.name) for one in _rows(chosen)),
    ]
    return form


def _fitter(case: Case) -> int:
    purchase = db.session().get(Purchase, case.purchase_id) if case.purchase_id else None
    return (purchase.installer_id if purchase else None) or 0


def _with_choices(case: Case, form: DetailsForm) -> DetailsForm:
    products = {one.id: name_of(one) for one in _rows(select(Product).order_by(Product.id))}
    form.product_id.choices = _listed(products)
    symptoms = {one.id: name_of(one) for one in _rows(select(Symptom).order_by(Symptom.id))}
    form.symptom_id.choices = _listed(symptoms)
    bought = select(Purchase).where(Purchase.customer_id == case.customer_id).order_by(Purchase.id)
    form.purchase_id.choices = _listed(
        {
            one.id: " · ".join(
                part for part in (products.get(one.product_id), one.order_number, one.place) if part
            )
            for one in _rows(bought)
        }
    )
    lives = (
        select(CustomerAddress)
        .where(CustomerAddress.customer_id == case.customer_id)
        .order_by(CustomerAddress.id)
    )
    form.address_id.choices = _listed({one.id: one.text for one in _rows(lives)})
    return form


def _listed(names: dict[int, str]) -> list[Any]:
    return [choice("", _("Not known")), *(choice(key, name) for key, name in names.items())]


def _rows(chosen: Any) -> Sequence[Any]:
    return db.session().scalars(chosen.limit(MOST)).all()
