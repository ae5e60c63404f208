"""A customer's page: names, numbers, addresses, purchases, cases, and when we spoke."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from models import Customer, CustomerAddress, CustomerKind, CustomerPhone, PartyKind
from portal.access.permissions import Permission
from portal.access.scope import get_one
from portal.cases.dossier import dossier
from portal.cases.likely_duplicates import made_of, pairs_of
from portal.customers.add import add_address, add_phone
from portal.customers.edit import edit_address, edit_customer, remove_phone
from portal.customers.mail import mail_of, set_mail
from portal.errors import NotFoundError
from portal.infra import db
from portal.web.forms import PortalForm, choices_of
from portal.web.guard import actor, requires
from portal.web.intake.call_page import deadline_of, log_words
from portal.web.intake.covered import covered
from portal.web.names import name_of
from portal.web.now import now
from portal.web.once import take_once
from portal.web.take import take

bp = Blueprint("customer", __name__)
URL = "/customers/<int:customer_id>"


class CustomerForm(PortalForm):
    """What they are called and what marks them."""

    name = StringField(
        _l("Name"),
        validators=[
            InputRequired(_l("Write down how the customer wants to be called.")),
            Length(max=200),
        ],
    )
    kind = SelectField(_l("Kind"), choices=choices_of(CustomerKind))
    key_account = BooleanField(_l("Key account"))
    told_purpose = BooleanField(_l("The customer was told what we keep, and why"))


class NumberForm(PortalForm):
    """Another number, and whose it is."""

    phone = StringField(_l("Phone"), validators=[InputRequired(_l("Enter a phone number"))])
    whose = StringField(
        _l("Whose it is"),
        description=_l("Name and role, for a company’s people; at home, at work"),
        validators=[Optional(), Length(max=200)],
    )


class MailForm(PortalForm):
    """Where their messages go by mail; empty, they are told by text message alone."""

    mail = StringField(
        _l("E-mail address"),
        description=_l("Empty: messages go to the mobile number alone."),
        validators=[Optional(), Length(max=200)],
    )
    instead = BooleanField(_l("Instead of the text message, not beside it"))


class AddressForm(PortalForm):
    """Another address, or one put right."""

    address = StringField(_l("Address"), validators=[InputRequired(_l("Write down the address."))])
    district = StringField(_l("District"), validators=[Optional(), Length(max=200)])


@bp.get(URL)
@requires(Permission.CASE_OPEN)
def show(customer_id: int) -> ResponseReturnValue:
    customer = _customer(customer_id)
    if customer.merged_into_id is not None:
        flash(_("%(name)s was on record twice: here is the one that is kept.", name=customer.name))
        return redirect(url_for("customer.show", customer_id=customer.merged_into_id))
    return render_template(
        "intake/customer.html",
        made=made_of(db.session(), actor(), PartyKind.CUSTOMER, customer.id),
        alike=pairs_of(db.session(), actor(), PartyKind.CUSTOMER, customer.id),
        found=dossier(db.session(), actor(), customer, now=now()),
        mail=mail_of(db.session(), actor(), customer),
        removal=PortalForm(formdata=None),
        covered=covered,
        name_of=name_of,
        log_words=log_words,
        deadline_of=deadline_of,
    )


@bp.get(f"{URL}/edit")
@requires(Permission.CASE_EDIT)
def edit(customer_id: int) -> ResponseReturnValue:
    customer = _customer(customer_id)
    form = CustomerForm(
        formdata=None,
        name=customer.name,
        kind=customer.kind.value,
        key_account=customer.key_account,
        told_purpose=customer.told_purpose_at is not None,
    )
    return _form_page(customer, form, _("Correct the customer’s details"))


@bp.post(f"{URL}/edit")
@requires(Permission.CASE_EDIT)
def edit_submit(customer_id: int) -> ResponseReturnValue:
    form = CustomerForm()

    def act() -> None:
        edit_customer(
            db.session(),
            actor(),
            customer_id,
            name=form.name.data or "",
            kind=CustomerKind(form.kind.data),
            key_account=form.key_account.data,
            told_purpose=form.told_purpose.data,
            now=now(),
        )

    return _submit(customer_id, form, _("Correct the customer’s details"), act)


@bp.get(f"{URL}/phones")
@requires(Permission.CASE_EDIT)
def phone(customer_id: int) -> ResponseReturnValue:
    return _form_page(_customer(customer_id), NumberForm(formdata=None), _("Add a number"))


@bp.post(f"{URL}/phones")
@requires(Permission.CASE_EDIT)
def phone_submit(customer_id: int) -> ResponseReturnValue:
    form = NumberForm()

    def act() -> None:
        add_phone(
            db.session(),
            actor(),
            customer_id,
            phone=form.phone.data or "",
            whose=form.whose.data or "",
            now=now(),
        )

    return _submit(customer_id, form, _("Add a number"), act)


@bp.post(f"{URL}/phones/<int:phone_id>/remove")
@requires(Permission.CASE_EDIT)
def phone_remove_submit(customer_id: int, phone_id: int) -> ResponseReturnValue:
    form = PortalForm()
    row = get_one(db.session(), actor(), CustomerPhone, phone_id, now=now())
    if row.customer_id != customer_id:
        raise NotFoundError("customer")

    def act() -> str:
        remove_phone(db.session(), actor(), phone_id, now=now())
        return url_for(".show", customer_id=customer_id)

    return take_once(form, act)


@bp.get(f"{URL}/mail")
@requires(Permission.CASE_EDIT)
def mail(customer_id: int) -> ResponseReturnValue:
    customer = _customer(customer_id)
    kept = mail_of(db.session(), actor(), customer)
    form = MailForm(
        formdata=None,
        mail="" if kept is None else kept.address,
        instead=kept is not None and kept.instead,
    )
    return _form_page(customer, form, _("Messages by mail"))


@bp.post(f"{URL}/mail")
@requires(Permission.CASE_EDIT)
def mail_submit(customer_id: int) -> ResponseReturnValue:
    form = MailForm()

    def act() -> None:
        set_mail(
            db.session(),
            actor(),
            customer_id,
            form.mail.data or "",
            instead=form.instead.data,
            now=now(),
        )

    return _submit(customer_id, form, _("Messages by mail"), act)


@bp.get(f"{URL}/addresses")
@requires(Permission.CASE_EDIT)
def address(customer_id: int) -> ResponseReturnValue:
    return _form_page(_customer(customer_id), AddressForm(formdata=None), _("Add an address"))


@bp.post(f"{URL}/addresses")
@requires(Permission.CASE_EDIT)
def address_submit(customer_id: int) -> ResponseReturnValue:
    form = AddressForm()

    def act() -> None:
        add_address(
            db.session(),
            actor(),
            customer_id,
            text=form.address.data or "",
            district=form.district.data or "",
            now=now(),
        )

    return _submit(customer_id, form, _("Add an address"), act)


@bp.get(f"{URL}/addresses/<int:address_id>")
@requires(Permission.CASE_EDIT)
def address_edit(customer_id: int, address_id: int) -> ResponseReturnValue:
    row = _address(customer_id, address_id)
    form = AddressForm(formdata=None, address=row.text, district=row.district)
    return _form_page(_customer(customer_id), form, _("Correct the address"))


@bp.post(f"{URL}/addresses/<int:address_id>")
@requires(Permission.CASE_EDIT)
def address_edit_submit(customer_id: int, address_id: int) -> ResponseReturnValue:
    """Cases and purchases that point at it follow."""
    form = AddressForm()
    _address(customer_id, address_id)

    def act() -> None:
        edit_address(
            db.session(),
            actor(),
            address_id,
            text=form.address.data or "",
            district=form.district.data or "",
            now=now(),
        )

    return _submit(customer_id, form, _("Correct the address"), act)


def _address(customer_id: int, address_id: int) -> CustomerAddress:
    row = get_one(db.session(), actor(), CustomerAddress, address_id, now=now())
    if row.customer_id != customer_id:
        raise NotFoundError("customer")
    return row


def _submit(
    customer_id: int, form: PortalForm, title: str, act: Callable[[], None]
) -> ResponseReturnValue:
    def once() -> str:
        act()
        flash(_("Recorded."), "ok")
        return url_for("customer.show", customer_id=customer_id)

    return take(form, once, lambda: _form_page(_customer(customer_id), form, title))


def _customer(customer_id: int) -> Customer:
    return get_one(db.session(), actor(), Customer, customer_id, now=now())


def _form_page(customer: Customer, form: Any, title: str) -> str:
    return render_template(
        "intake/customer_form.html",
        customer=customer,
        form=form,
        title=title,
        back_url=url_for("customer.show", customer_id=customer.id),
    )
