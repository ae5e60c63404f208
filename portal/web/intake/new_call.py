"""New call: from the number to the offer, on one page (domain I1–I3, I5–I8)."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import RadioField, StringField
from wtforms.validators import InputRequired, Optional

from models import Channel, CustomerKind, Severity
from models.intake import EnquiryTopic, Sign
from portal.access.permissions import Permission
from portal.cases.drafts import delete_draft, load_draft
from portal.cases.enquire import record_enquiry
from portal.cases.offer import offer_case
from portal.cases.open import Call, Caller, PromiseMade, open_case
from portal.customers.find import find_by_phone
from portal.errors import InvalidError, PortalError
from portal.infra import db
from portal.products.purchases import PurchaseData
from portal.web.cases.page import to_case
from portal.web.forms import PortalForm, choices_of
from portal.web.guard import actor, requires
from portal.web.intake.call_form import INSTALLER, NEW, CallForm, id_or_none
from portal.web.intake.call_page import (
    PAGE,
    call_page,
    deadline_of,
    draft_key,
    log_words,
)
from portal.web.intake.caller import followed_case, hold_answers
from portal.web.intake.draft_photos import keep_photos, kept_ids
from portal.web.intake.drafts import draft_url, keep
from portal.web.intake.similar import similar_part
from portal.web.names import name_of
from portal.web.now import now
from portal.web.once import take_once
from portal.web.refusals import put_on_form, sentence_of

bp = Blueprint("new_call", __name__)
URL = "/hotline/cases/new"

# What a rule calls a field, where the page calls it otherwise.
FIELDS = {
    "purchase_id": "purchase",
    "product_id": "product",
    "symptom_id": "symptom",
    "first_heard_at": "heard_at",
}


class EnquiryForm(PortalForm):
    """The topic that was pressed; the rest is what the call's own form holds by then."""

    topic = RadioField(choices=choices_of(EnquiryTopic), validators=[InputRequired()])
    phone = StringField(validators=[Optional()])
    customer = StringField(validators=[Optional()])
    what = StringField(validators=[Optional()])


@bp.get(URL)
@requires(Permission.CASE_OPEN)
def show() -> ResponseReturnValue:
    """Empty, filled by `?phone=` for a telephone system, or as a draft left it.

    `?follows=` names the case that ended too long ago to be reopened (domain K3).
    """
    form = _from_draft(request.args.get("draft", ""))
    if form is None:
        form = CallForm(
            formdata=None,
            phone=request.args.get("phone", "").strip()[:40],
            follows=request.args.get("follows", "").strip()[:40],
        )
    return _page(form)


@bp.post(URL)
@requires(Permission.CASE_OPEN)
def submit() -> ResponseReturnValue:
    form = CallForm()
    if request.form.get("do") == "look":
        return _look_up(form)
    known = hold_answers(form)
    if not (_is_complete(form, known=known) & keep_photos(form)):
        return _page(form), 422
    try:
        return take_once(form, lambda: _open(form))
    except PortalError as error:
        db.session().rollback()
        error.field = FIELDS.get(error.field or "", error.field)
        put_on_form(form, error)
        return _page(form), error.status


@bp.post(f"{URL}/look")
@requires(Permission.CASE_OPEN)
def look() -> ResponseReturnValue:
    """The parts of the page that depend on what has been typed so far; changes nothing."""
    form = CallForm()
    return render_template("intake/_parts.html", form=form, page=call_page(form), **_words())


@bp.post("/hotline/enquiries")
@requires(Permission.ENQUIRY_RECORD)
def enquire_submit() -> ResponseReturnValue:
    form = EnquiryForm()
    if not form.validate():
        raise InvalidError("unknown_choice")
    return take_once(form, lambda: _enquire(form))


def _page(form: CallForm) -> str:
    page = call_page(form)
    return render_template(
        "intake/call.html",
        form=form,
        page=page,
        photos=len(kept_ids(form)),
        draft_url=draft_url(page.draft),
        **similar_part(form),
        **_words(),
    )


def _words() -> dict[str, Any]:
    return {"log_words": log_words, "deadline_of": deadline_of, "name_of": name_of, "NEW": NEW}


def _from_draft(key: str) -> CallForm | None:
    kept = load_draft(db.session(), actor(), key) if key.startswith(f"{PAGE}.") else None
    if kept is None:
        return None
    form = CallForm(formdata=MultiDict(kept))
    form.form_id.data = key.partition(".")[2]
    form.form_id.raw_data = [form.form_id.data]
    return form


def _look_up(form: CallForm) -> ResponseReturnValue:
    """Without scripts: keep what is typed, and show the page with its right side filled."""
    kept = keep(draft_key(form))
    db.session().commit()
    return redirect(url_for(".show", draft=draft_key(form)) if kept else url_for(".show"))


def _is_complete(form: CallForm, *, known: bool) -> bool:
    """The shape of the form, and what it takes together: who, which product, by when."""
    complete = bool(form.validate())
    if known and not form.customer.data:
        form.customer.errors = [_("Several people have this number. Choose who is calling.")]
        complete = False
    if form.customer.data == NEW and not form.name.data:
        form.name.errors = [_("Write down how the customer wants to be called.")]
        complete = False
    if form.purchase.data == NEW and not form.product.data:
        form.product.errors = [_("Choose the product that was bought.")]
        complete = False
    if form.promise.data and not form.promise_by.data and not form.promise_by.errors:
        form.promise_by.errors = [_("A promise has a time: say by when.")]
        complete = False
    return complete


def _open(form: CallForm) -> str:
    session = db.session()
    case = open_case(session, actor(), _call(form), now=now())
    delete_draft(session, actor(), draft_key(form))
    flash(_("Case %(number)s is open.", number=case.number), "ok")
    dealer_id = id_or_none(request.form.get("offer"))
    if dealer_id is not None:
        _offer(case, dealer_id)
    return to_case(case)


def _offer(case: Any, dealer_id: int) -> None:
    """The complaint stays on record even where the dealer cannot have it."""
    session = db.session()
    try:
        with session.begin_nested():
            offer_case(session, actor(), case.id, dealer_id, version=case.version, now=now())
    except PortalError as error:
        session.refresh(case)
        flash(_("Not offered yet: %(why)s", why=sentence_of(error)), "soon")


def _call(form: CallForm) -> Call:
    """The answers as the rule wants them."""
    known = id_or_none(form.customer.data)
    accused = form.accused.data
    return Call(
        what=form.what.data or "",
        customer_id=known,
        caller=None if known else _caller(form),
        purchase_id=id_or_none(form.purchase.data),
        purchase=_purchase(form),
        product_id=id_or_none(form.product.data),
        symptom_id=id_or_none(form.symptom.data),
        severity=Severity(form.severity.data),
        signs=frozenset(Sign(sign) for sign in form.signs.data or ()),
        wish=form.wish.data or "",
        channel=Channel(form.channel.data),
        first_heard_at=form.heard_at.data,
        accused_id=id_or_none(accused),
        names_the_installer=accused == INSTALLER,
        promise=_promise(form),
        file_ids=kept_ids(form),
        follows_id=_followed(form),
        estimate_hours=form.estimate_hours.data,
        estimate_cost=form.estimate_cost.data,
    )


def _caller(form: CallForm) -> Caller:
    return Caller(
        name=form.name.data or "",
        phone=form.phone.data or "",
        kind=CustomerKind(form.kind.data),
        address=form.address.data or "",
        district=form.district.data or "",
        told_purpose=form.told_purpose.data,
    )


def _followed(form: CallForm) -> int | None:
    case = followed_case(form)
    return case.id if case is not None else None


def _purchase(form: CallForm) -> PurchaseData | None:
    product_id = id_or_none(form.product.data)
    if form.purchase.data != NEW or product_id is None:
        return None
    return PurchaseData(
        product_id,
        bought_on=form.bought_on.data,
        installed_on=form.installed_on.data,
        order_number=form.order_number.data or "",
    )


def _promise(form: CallForm) -> PromiseMade | None:
    if not form.promise.data:
        return None
    return PromiseMade(
        form.promise.data, form.promise_by.instant, said_by=form.promise_by_whom.data or ""
    )


def _enquire(form: EnquiryForm) -> str:
    session = db.session()
    known = id_or_none(form.customer.data)
    found = [] if known else find_by_phone(session, actor(), form.phone.data or "", now=now())
    record_enquiry(
        session,
        actor(),
        EnquiryTopic(form.topic.data),
        customer_id=known or (found[0].id if len(found) == 1 else None),
        note=form.what.data or "",
        now=now(),
    )
    delete_draft(session, actor(), f"{PAGE}.{form.form_id.data}")
    flash(_("The enquiry is counted."), "ok")
    return url_for("new_call.show")
