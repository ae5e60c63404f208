"""`/admin/dealers/<id>`: one dealer, what belongs to it, and its leaving."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from models import ContactKind, Dealer, DealerState, PartyKind, User
from portal.access.permissions import Permission
from portal.access.scope import get_one, visible
from portal.cases.let_dealer_go import let_dealer_go, preview_leaving
from portal.cases.likely_duplicates import made_of, pairs_of
from portal.contacts.add import add_contact_point
from portal.contacts.read import contact_points
from portal.dealers.edit import ENDS, districts_of, edit_dealer
from portal.dealers.stores import (
    add_salesperson,
    add_store,
    salespeople_of,
    stores_of,
    switch_salesperson,
    switch_store,
)
from portal.infra import db
from portal.installers.employ import employ_installer, end_work
from portal.installers.read import people_of
from portal.web.dealers.contact_forms import ContactForm, EmployForm, SendForm
from portal.web.dealers.forms import DealerForm, LeavingForm, SellerForm, StoreForm, heir_choices
from portal.web.forms import PortalForm, choice, choices_of
from portal.web.guard import actor, requires
from portal.web.now import now
from portal.web.once import take_once
from portal.web.take import take

bp = Blueprint("dealer", __name__, url_prefix="/admin/dealers/<int:dealer_id>")
EDIT = Permission.DEALERS_EDIT


@bp.get("")
@requires(Permission.DEALERS_READ)
def show(dealer_id: int) -> ResponseReturnValue:
    dealer = get_one(db.session(), actor(), Dealer, dealer_id)
    if dealer.merged_into_id is not None:
        flash(_("%(name)s was on record twice: here is the one that is kept.", name=dealer.name))
        return redirect(url_for("dealer.show", dealer_id=dealer.merged_into_id))
    return _page(dealer_id)


@bp.post("")
@requires(EDIT)
def submit(dealer_id: int) -> ResponseReturnValue:
    form = DealerForm()

    def keep() -> str:
        edit_dealer(
            db.session(),
            actor(),
            dealer_id,
            form.details(),
            version=form.version.data,
            now=now(),
        )
        flash(_("Saved."), "ok")
        return _back(dealer_id, "details")

    return _take(dealer_id, form, keep, details=form)


@bp.post("/contacts")
@requires(EDIT)
def add_contact_submit(dealer_id: int) -> ResponseReturnValue:
    form = ContactForm(prefix="contact")

    def add() -> str:
        add_contact_point(
            db.session(),
            actor(),
            dealer_id,
            ContactKind(form.kind.data),
            form.label.data or "",
            form.spelled.data or "",
            now=now(),
        )
        flash(_("Added; it is yet to be proved."), "ok")
        return _back(dealer_id, "points")

    return _take(dealer_id, form, add, contact=form)


@bp.post("/installers")
@requires(EDIT)
def employ_submit(dealer_id: int) -> ResponseReturnValue:
    form = EmployForm(prefix="person")

    def employ() -> str:
        employ_installer(
            db.session(),
            actor(),
            dealer_id,
            form.name.data or "",
            form.phone.data or "",
            form.id_number.data or "",
            key=current_app.config["SECRET_KEY"],
            now=now(),
        )
        flash(_("Added."), "ok")
        return _back(dealer_id, "people")

    return _take(dealer_id, form, employ, person=form)


@bp.post("/installers/<int:installer_id>/end")
@requires(EDIT)
def end_work_submit(dealer_id: int, installer_id: int) -> ResponseReturnValue:
    def end() -> str:
        end_work(db.session(), actor(), installer_id, dealer_id, now=now())
        flash(_("They do not work there any more."), "ok")
        return _back(dealer_id, "people")

    return take_once(SendForm(), end)


@bp.post("/stores")
@requires(EDIT)
def add_store_submit(dealer_id: int) -> ResponseReturnValue:
    form = StoreForm(prefix="store")

    def add() -> str:
        add_store(
            db.session(),
            actor(),
            dealer_id,
            form.name.data or "",
            form.city.data or "",
            form.address.data or "",
            now=now(),
        )
        flash(_("Added."), "ok")
        return _back(dealer_id, "stores")

    return _take(dealer_id, form, add, store=form)


@bp.post("/stores/<int:store_id>/<any(open,close):what>")
@requires(EDIT)
def switch_store_submit(dealer_id: int, store_id: int, what: str) -> ResponseReturnValue:
    def switch() -> str:
        switch_store(db.session(), actor(), store_id, active=what == "open", now=now())
        return _back(dealer_id, "stores")

    return take_once(SendForm(), switch)


@bp.post("/sellers")
@requires(EDIT)
def add_seller_submit(dealer_id: int) -> ResponseReturnValue:
    form = SellerForm(prefix="seller")

    def add() -> str:
        add_salesperson(db.session(), actor(), form.store_id.data, form.name.data or "", now=now())
        flash(_("Added."), "ok")
        return _back(dealer_id, "stores")

    return _take(dealer_id, form, add, seller=form)


@bp.post("/sellers/<int:person_id>/<any(open,close):what>")
@requires(EDIT)
def switch_seller_submit(dealer_id: int, person_id: int, what: str) -> ResponseReturnValue:
    def switch() -> str:
        switch_salesperson(db.session(), actor(), person_id, active=what == "open", now=now())
        return _back(dealer_id, "stores")

    return take_once(SendForm(), switch)


@bp.get("/leaving")
@requires(EDIT)
def leaving(dealer_id: int) -> ResponseReturnValue:
    dealer = get_one(db.session(), actor(), Dealer, dealer_id)
    return _leaving_page(dealer_id, LeavingForm(formdata=None, version=dealer.version))


@bp.post("/leaving")
@requires(EDIT)
def leaving_submit(dealer_id: int) -> ResponseReturnValue:
    form = LeavingForm()

    def let_go() -> str:
        done = let_dealer_go(
            db.session(),
            actor(),
            dealer_id,
            heir_id=form.heir_id.data,
            reason=form.reason.data or "",
            version=form.version.data,
            now=now(),
        )
        flash(_("%(name)s has left. All of it is on record.", name=done.dealer.name), "ok")
        return url_for("dealer.show", dealer_id=dealer_id)

    return take(form, let_go, lambda: _leaving_page(dealer_id, form))


def _take(
    dealer_id: int, form: PortalForm, act: Callable[[], str], **shown: Any
) -> ResponseReturnValue:
    """Take one of the page's forms, or show the page again with it."""
    return take(form, act, lambda: _page(dealer_id, failed=form, **shown))


def _page(
    dealer_id: int,
    *,
    failed: PortalForm | None = None,
    details: DealerForm | None = None,
    contact: PortalForm | None = None,
    person: PortalForm | None = None,
    store: PortalForm | None = None,
    seller: SellerForm | None = None,
) -> str:
    session, who = db.session(), actor()
    dealer = get_one(session, who, Dealer, dealer_id)
    districts = districts_of(session, dealer.id)
    stores = stores_of(session, dealer.id)
    seller = seller or SellerForm(formdata=None, prefix="seller")
    seller.store_id.choices = [choice(one.id, one.name) for one in stores]
    return render_template(
        "dealers/show.html",
        dealer=dealer,
        made=made_of(session, who, PartyKind.DEALER, dealer.id),
        alike=pairs_of(session, who, PartyKind.DEALER, dealer.id),
        failed=failed,
        may_edit=who.may(EDIT) and dealer.state is not DealerState.GONE,
        districts=districts,
        details_form=_with_state(details or _details(dealer, districts), dealer),
        points=contact_points(session, who, dealer.id, retired=True),
        people=people_of(session, who, dealer.id, now=now()),
        staff=session.scalars(
            visible(who, User)
            .where(User.dealer_id == dealer.id)
            .order_by(User.ended_at.is_not(None), User.name, User.id)
            .limit(200)
        ).all(),
        stores=stores,
        sellers=salespeople_of(session, [one.id for one in stores]),
        contact_form=contact or ContactForm(formdata=None, prefix="contact"),
        person_form=person or EmployForm(formdata=None, prefix="person"),
        store_form=store or StoreForm(formdata=None, prefix="store"),
        seller_form=seller,
        send=SendForm(formdata=None),
    )


def _details(dealer: Dealer, districts: list[str]) -> DealerForm:
    return DealerForm(
        formdata=None,
        version=dealer.version,
        name=dealer.name,
        kind=dealer.kind.value,
        state=dealer.state.value,
        city=dealer.city,
        address=dealer.address,
        districts="\n".join(districts),
    )


def _with_state(form: DealerForm, dealer: Dealer) -> DealerForm:
    """A dealer that is leaving shows that it is; nobody gets there by this form."""
    offered = [DealerState.ACTIVE, DealerState.LIMITED]
    form.state.choices = choices_of([*offered, *(one for one in ENDS if one is dealer.state)])
    return form


def _leaving_page(dealer_id: int, form: LeavingForm) -> str:
    session, who = db.session(), actor()
    preview = preview_leaving(session, who, dealer_id)
    form.heir_id.choices = heir_choices(session, who, preview.dealer)
    return render_template(
        "dealers/leaving.html",
        preview=preview,
        form=form,
        gone=preview.dealer.state is DealerState.GONE,
        back_url=url_for("dealer.show", dealer_id=dealer_id),
    )


def _back(dealer_id: int, part: str) -> str:
    return f"{url_for('dealer.show', dealer_id=dealer_id)}#{part}"
