"""Report that the customer was contacted; the page says what counts and why something did not."""

from typing import Any

from flask import Blueprint, flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from models import (
    CallerRole,
    Case,
    ContactClaim,
    ContactHow,
    Installer,
    InstallerDealer,
    Role,
    User,
)
from portal.access.permissions import Permission
from portal.access.scope import visible
from portal.cases.claim_contact import Claim, claim_contact
from portal.cases.met_by import accused_of, why_not_now
from portal.errors import PortalError
from portal.i18n.words import word
from portal.infra import db
from portal.web.cases.again import case_again
from portal.web.cases.page import case_on_page, to_case
from portal.web.forms import CaseForm, choice, choices_of
from portal.web.guard import actor, requires
from portal.web.local_time import LocalTimeField, time_in
from portal.web.now import now
from portal.web.odd_input import number_asked
from portal.web.once import take_once

bp = Blueprint("claim_contact", __name__)
URL = "/cases/<number>/claim-contact"
_MOST = 50


class ClaimForm(CaseForm):
    """Who spoke with whom, how, when, and what was said."""

    caller = SelectField(
        _l("Who contacted the customer?"),
        validate_choice=False,
        validators=[InputRequired(_l("Choose who contacted the customer"))],
    )
    caller_name = StringField(_l("Name, where it was none of these"), validators=[Length(max=80)])
    how = RadioField(
        _l("How?"), validators=[InputRequired(_l("Choose how the customer was contacted"))]
    )
    reached = RadioField(
        _l("Who was reached?"),
        choices=[
            choice("customer", _l("The customer")),
            choice("other", _l("Somebody else")),
            choice("nobody", _l("Nobody")),
        ],
        validators=[InputRequired(_l("Choose who was reached"))],
    )
    contacted_at = LocalTimeField(
        _l("When?"), validators=[InputRequired(_l("Enter when the contact was"))]
    )
    note = TextAreaField(
        _l("What was said?"),
        validators=[InputRequired(_l("Write down what was said")), Length(max=4000)],
    )


@bp.get(URL)
@requires(Permission.CONTACT_CLAIM)
def show(number: str) -> ResponseReturnValue:
    case = case_on_page(number)
    form = ClaimForm(formdata=None, version=case.version, contacted_at=now())
    form.caller.data = f"user:{actor().user_id}"
    return _page(case, form)


@bp.post(URL)
@requires(Permission.CONTACT_CLAIM)
def submit(number: str) -> ResponseReturnValue:
    form = ClaimForm()
    form.how.choices = _ways()
    if not form.validate():
        return _page(case_on_page(number), form), 422
    try:
        return take_once(form, lambda: _claim(number, form))
    except PortalError as error:
        return _page(case_again(number, form, error), form), error.status


def _claim(number: str, form: ClaimForm) -> str:
    case = case_on_page(number)
    row = claim_contact(
        db.session(), actor(), case.id, _said(form), version=form.version.data, now=now()
    )
    if row.counts:
        flash(_("The contact counts. Now a visit can be booked."), "ok")
    else:
        assert row.not_counted is not None  # noqa: S101 - a CHECK: it counts or says why not
        flash(
            _(
                "It is on record and does not count: %(why)s The clock goes on. What counts: the "
                "service desk or the manager speaks with the customer.",
                why=word(row.not_counted),
            ),
            "soon",
        )
    return to_case(case)


def _said(form: ClaimForm) -> Claim:
    kind, _colon, row_id = (form.caller.data or "").partition(":")
    of = number_asked(row_id)
    roles = {"salesperson": CallerRole.SALESPERSON, "owner": CallerRole.OWNER}
    return Claim(
        how=ContactHow(form.how.data),
        reached=form.reached.data != "nobody",
        spoke_to_customer=form.reached.data == "customer",
        contacted_at=time_in(form.contacted_at),
        note=form.note.data or "",
        caller_user_id=of if kind == "user" else None,
        caller_installer_id=of if kind in ("installer", "owner") else None,
        caller_role=roles.get(kind),
        caller_name=form.caller_name.data or "",
    )


def _ways() -> list[Any]:
    """A three-way call is the hotline's to record: it was on the line."""
    three_way = set() if actor().is_brand else {ContactHow.THREE_WAY}
    return choices_of(way for way in ContactHow if way not in three_way)


def _page(case: Case, form: ClaimForm) -> str:
    session, who = db.session(), actor()
    form.how.choices = _ways()
    staff = session.scalars(
        visible(who, User)
        .where(
            User.dealer_id == case.dealer_id,
            User.role.in_([Role.DEALER_MANAGER, Role.DEALER_DESK]),
            User.ended_at.is_(None),
        )
        .order_by(User.id)
        .limit(_MOST)
    ).all()
    people = session.scalars(
        visible(who, Installer)
        .join(InstallerDealer, InstallerDealer.installer_id == Installer.id)
        .where(InstallerDealer.dealer_id == case.dealer_id, InstallerDealer.until.is_(None))
        .order_by(Installer.name_sort, Installer.id)
        .limit(_MOST)
    ).all()
    form.caller.choices = [
        *(choice(f"user:{one.id}", f"{one.name} · {word(one.role)}") for one in staff),
        *(choice(f"installer:{one.id}", f"{one.name} · {_('Installer')}") for one in people),
        choice("salesperson", _("A salesperson")),
        choice("owner", _("The owner, without an account")),
    ]
    claims = session.scalars(
        visible(who, ContactClaim)
        .where(ContactClaim.case_id == case.id, ContactClaim.attempt == case.attempt)
        .order_by(ContactClaim.id.desc())
        .limit(_MOST)
    ).all()
    accused = accused_of(session, case.id)
    return render_template(
        "cases/claim_contact.html",
        case=case,
        form=form,
        claims=[(claim, why_not_now(accused, claim)) for claim in claims],
        accused=[one.name for one in people if one.id in accused.names],
        back_url=to_case(case),
    )
