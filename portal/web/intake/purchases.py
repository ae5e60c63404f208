"""Add and correct a customer's purchase."""

from typing import Any

from flask import Blueprint, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from wtforms import DateField, IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import HiddenInput

from models import (
    Customer,
    CustomerAddress,
    Dealer,
    Installer,
    Product,
    Purchase,
    Salesperson,
    Store,
)
from portal.access.permissions import Permission
from portal.access.scope import get_one, visible
from portal.cases.purchase_counts import recount_accused_of_customer
from portal.errors import ChangedMeanwhileError, PortalError
from portal.infra import db
from portal.products.purchases import PurchaseData, add_purchase, edit_purchase
from portal.web.forms import PortalForm, choice
from portal.web.guard import actor, requires
from portal.web.intake.call_form import id_or_none
from portal.web.names import name_of
from portal.web.now import now
from portal.web.once import take_once
from portal.web.refusals import put_on_form

bp = Blueprint("purchase", __name__)
MOST = 1000
NONE = choice("", _l("Not known"))


class PurchaseForm(PortalForm):
    """What was bought, who sold, serves and installed it; fields are named as the rule's."""

    version = IntegerField(widget=HiddenInput(), validators=[Optional()])
    product_id = SelectField(
        _l("Product"), validators=[InputRequired(_l("Choose the product that was bought."))]
    )
    bought_on = DateField(_l("Bought on"), validators=[Optional()])
    installed_on = DateField(_l("Installed on"), validators=[Optional()])
    accepted_on = DateField(_l("Accepted on"), validators=[Optional()])
    out_of_use_days = IntegerField(
        _l("Days out of use for repair"),
        default=0,
        description=_l("They move the end of the warranty"),
        validators=[Optional(), NumberRange(0, 3650)],
    )
    order_number = StringField(_l("Order number"), validators=[Optional(), Length(max=100)])
    place = StringField(_l("Where it is installed"), validators=[Optional(), Length(max=200)])
    address_id = SelectField(_l("Address"), validators=[Optional()])
    store_id = SelectField(_l("Store"), validators=[Optional()])
    salesperson_id = SelectField(_l("Salesperson"), validators=[Optional()])
    selling_dealer_id = SelectField(_l("Selling dealer"), validators=[Optional()])
    serving_dealer_id = SelectField(_l("Serving dealer"), validators=[Optional()])
    installer_id = SelectField(_l("Installer"), validators=[Optional()])

    def offer_choices(self, customer_id: int) -> None:
        """What can be chosen; products by their name here, everybody else by their own."""
        session, who = db.session(), actor()
        products = session.scalars(
            select(Product).order_by(Product.name_sort, Product.id).limit(MOST)
        )
        self.product_id.choices = [
            choice("", _l("Choose")),
            *(choice(str(product.id), name_of(product)) for product in products),
        ]
        addresses = session.scalars(
            visible(who, CustomerAddress, now=now())
            .where(CustomerAddress.customer_id == customer_id)
            .order_by(CustomerAddress.id)
            .limit(MOST)
        )
        self.address_id.choices = [NONE, *(choice(str(row.id), row.text) for row in addresses)]
        dealers = _named(visible(who, Dealer), Dealer)
        self.selling_dealer_id.choices = self.serving_dealer_id.choices = dealers
        self.installer_id.choices = _named(visible(who, Installer), Installer)
        self.store_id.choices = _named(select(Store), Store)
        self.salesperson_id.choices = _named(select(Salesperson), Salesperson)

    def gathered(self) -> PurchaseData:
        ids = {
            name: id_or_none(self[name].data)
            for name in (
                "address_id",
                "store_id",
                "salesperson_id",
                "selling_dealer_id",
                "serving_dealer_id",
                "installer_id",
            )
        }
        return PurchaseData(
            product_id=int(self.product_id.data),
            bought_on=self.bought_on.data,
            installed_on=self.installed_on.data,
            accepted_on=self.accepted_on.data,
            out_of_use_days=self.out_of_use_days.data or 0,
            order_number=self.order_number.data or "",
            place=self.place.data or "",
            **ids,
        )


@bp.get("/customers/<int:customer_id>/purchases")
@requires(Permission.PURCHASES_EDIT)
def add(customer_id: int) -> ResponseReturnValue:
    form = PurchaseForm(formdata=None)
    return _page(get_one(db.session(), actor(), Customer, customer_id, now=now()), form, None)


@bp.post("/customers/<int:customer_id>/purchases")
@requires(Permission.PURCHASES_EDIT)
def add_submit(customer_id: int) -> ResponseReturnValue:
    customer = get_one(db.session(), actor(), Customer, customer_id, now=now())
    return _submit(customer, PurchaseForm(), None)


@bp.get("/purchases/<int:purchase_id>/edit")
@requires(Permission.PURCHASES_EDIT)
def edit(purchase_id: int) -> ResponseReturnValue:
    purchase, customer = _purchase(purchase_id)
    form = PurchaseForm(formdata=None, obj=purchase)
    return _page(customer, form, purchase)


@bp.post("/purchases/<int:purchase_id>/edit")
@requires(Permission.PURCHASES_EDIT)
def edit_submit(purchase_id: int) -> ResponseReturnValue:
    purchase, customer = _purchase(purchase_id)
    return _submit(customer, PurchaseForm(), purchase)


def _submit(
    customer: Customer, form: PurchaseForm, purchase: Purchase | None
) -> ResponseReturnValue:
    form.offer_choices(customer.id)
    if not form.validate():
        return _page(customer, form, purchase), 422
    customer_id, purchase_id = customer.id, purchase.id if purchase else None

    def once() -> str:
        session = db.session()
        if purchase_id is None:
            add_purchase(session, actor(), customer_id, form.gathered(), now=now())
        else:
            edit_purchase(
                session,
                actor(),
                purchase_id,
                form.gathered(),
                version=form.version.data or 0,
                now=now(),
            )
        recount_accused_of_customer(session, customer_id, now=now())
        flash(_("Recorded."), "ok")
        return url_for("customer.show", customer_id=customer_id)

    try:
        return take_once(form, once)
    except PortalError as error:
        db.session().rollback()
        put_on_form(form, error)
        customer = get_one(db.session(), actor(), Customer, customer_id, now=now())
        if isinstance(error, ChangedMeanwhileError) and purchase_id is not None:
            now_it_is = get_one(db.session(), actor(), Purchase, purchase_id)
            form.version.raw_data, form.version.data = None, now_it_is.version
        return _page(customer, form, purchase), error.status


def _purchase(purchase_id: int) -> tuple[Purchase, Customer]:
    purchase = get_one(db.session(), actor(), Purchase, purchase_id)
    return purchase, get_one(db.session(), actor(), Customer, purchase.customer_id, now=now())


def _page(customer: Customer, form: PurchaseForm, purchase: Purchase | None) -> str:
    form.offer_choices(customer.id)
    return render_template(
        "intake/customer_form.html",
        customer=customer,
        form=form,
        title=_("Correct the purchase") if purchase else _("Add a purchase"),
        back_url=url_for("customer.show", customer_id=customer.id),
    )


def _named(rows: Any, model: Any) -> list[Any]:
    found = db.session().scalars(rows.order_by(model.name_sort, model.id).limit(MOST))
    return [NONE, *(choice(str(row.id), row.name) for row in found)]
