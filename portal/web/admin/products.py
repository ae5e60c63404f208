"""`/admin/products`: the list of products, their names and warranty terms."""

from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import or_, select, tuple_
from wtforms import BooleanField, IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from models import Product, WarrantyStart
from portal.access.permissions import Permission
from portal.errors import NotFoundError
from portal.infra import db
from portal.products.keep_product import MOST_MONTHS, ProductTerms, add_product, change_product
from portal.web.admin.named_form import NamedForm
from portal.web.forms import AddressForm, choices_of
from portal.web.guard import actor, requires
from portal.web.now import now
from portal.web.paging import PAGE_SIZE, decode, page_of
from portal.web.take import take
from portal.web.whole_address import kept_args

bp = Blueprint("admin_products", __name__, url_prefix="/admin/products")

MONTHS = [InputRequired(_l("Enter a number of months.")), NumberRange(0, MOST_MONTHS)]


class SearchForm(AddressForm):
    q = StringField(_l("Name or code"), [Optional(), Length(max=100)])


class ProductForm(NamedForm):
    warranty_months = IntegerField(_l("Warranty, months"), MONTHS, default=24)
    workmanship_months = IntegerField(
        _l("Warranty of the installation, months"), MONTHS, default=24
    )
    warranty_start = SelectField(
        _l("The warranty starts at"),
        choices=choices_of(WarrantyStart),
        default=WarrantyStart.INSTALLATION.value,
    )
    lifetime = BooleanField(_l("Lifetime service"))
    durable = BooleanField(_l("Durable: the burden of proof is ours for six months"), default=True)
    active = BooleanField(_l("Still sold, or still complained about"), default=True)

    def terms(self) -> ProductTerms:
        return ProductTerms(
            **self.named(),
            warranty_months=self.warranty_months.data or 0,
            workmanship_months=self.workmanship_months.data or 0,
            warranty_start=WarrantyStart(self.warranty_start.data),
            lifetime=bool(self.lifetime.data),
            durable=bool(self.durable.data),
            active=bool(self.active.data),
        )


@bp.get("")
@requires(Permission.PRODUCTS_EDIT)
def index() -> ResponseReturnValue:
    form = SearchForm(request.args)
    cursor = decode(request.args.get("page"), str, int)
    key = tuple_(Product.name_sort, Product.id)
    chosen = select(Product)
    for word in (form.q.data or "").split() if form.validate() else ():
        columns = (Product.code, Product.name_en, Product.name_zh_hans, Product.name_zh_hant)
        chosen = chosen.where(or_(*(c.icontains(word, autoescape=True) for c in columns)))
    if cursor and cursor.backwards:
        chosen = chosen.where(key < cursor.key)
        chosen = chosen.order_by(Product.name_sort.desc(), Product.id.desc())
    else:
        if cursor:
            chosen = chosen.where(key > cursor.key)
        chosen = chosen.order_by(Product.name_sort, Product.id)
    rows = db.session().scalars(chosen.limit(PAGE_SIZE + 1)).all()
    page = page_of(rows, lambda product: (product.name_sort, product.id), cursor=cursor)
    return render_template(
        "admin/products.html",
        products=page.items,
        form=form,
        filters_set=1 if form.q.data else 0,
        previous_url=_turned(page.previous),
        next_url=_turned(page.next),
    )


@bp.get("/new")
@requires(Permission.PRODUCTS_EDIT)
def add() -> ResponseReturnValue:
    return _page(ProductForm(), None)


@bp.post("/new")
@requires(Permission.PRODUCTS_EDIT)
def add_submit() -> ResponseReturnValue:
    return _take(ProductForm(), None)


@bp.get("/<int:product_id>")
@requires(Permission.PRODUCTS_EDIT)
def show(product_id: int) -> ResponseReturnValue:
    return _page(ProductForm(formdata=None, obj=_found(product_id)), product_id)


@bp.post("/<int:product_id>")
@requires(Permission.PRODUCTS_EDIT)
def submit(product_id: int) -> ResponseReturnValue:
    _found(product_id)
    return _take(ProductForm(), product_id)


def _take(form: ProductForm, product_id: int | None) -> ResponseReturnValue:
    return take(form, lambda: _keep(form, product_id), lambda: _page(form, product_id))


def _keep(form: ProductForm, product_id: int | None) -> str:
    if product_id is None:
        add_product(db.session(), actor(), form.terms(), now=now())
    else:
        change_product(db.session(), actor(), product_id, form.terms(), now=now())
    flash(_("Saved."), "ok")
    return url_for("admin_products.index")


def _page(form: ProductForm, product_id: int | None) -> str:
    return render_template("admin/product.html", form=form, product_id=product_id)


def _found(product_id: int) -> Product:
    product = db.session().get(Product, product_id)
    if product is None:
        raise NotFoundError
    return product


def _turned(word: str | None) -> str | None:
    if word is None:
        return None
    kept: dict[str, Any] = kept_args(request.args, "q")
    return url_for("admin_products.index", **kept, page=word)
