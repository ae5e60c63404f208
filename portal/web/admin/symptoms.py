"""`/admin/symptoms`: what customers see going wrong, in three languages."""

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from wtforms import BooleanField, StringField
from wtforms.validators import InputRequired, Length

from models import Symptom
from portal.access.permissions import Permission
from portal.errors import NotFoundError, PortalError
from portal.infra import db
from portal.products.keep_symptom import SymptomWords, add_symptom, change_symptom
from portal.web.forms import PortalForm
from portal.web.guard import actor, requires
from portal.web.now import now
from portal.web.once import take_once
from portal.web.paging import PAGE_SIZE, decode, page_of
from portal.web.refusals import put_on_form

bp = Blueprint("admin_symptoms", __name__, url_prefix="/admin/symptoms")


class SymptomForm(PortalForm):
    code = StringField(_l("Code"), [InputRequired(_l("Enter a code.")), Length(max=40)])
    name_en = StringField(
        _l("Name in English"), [InputRequired(_l("Enter the name.")), Length(max=200)]
    )
    name_zh_hans = StringField(
        _l("Name in Simplified Chinese"), [InputRequired(_l("Enter the name.")), Length(max=200)]
    )
    name_zh_hant = StringField(
        _l("Name in Traditional Chinese"), [InputRequired(_l("Enter the name.")), Length(max=200)]
    )
    installation = BooleanField(_l("Usually the installer’s work"))
    active = BooleanField(_l("Offered when a case is opened"), default=True)

    def words(self) -> SymptomWords:
        return SymptomWords(
            code=self.code.data or "",
            name_en=self.name_en.data or "",
            name_zh_hans=self.name_zh_hans.data or "",
            name_zh_hant=self.name_zh_hant.data or "",
            installation=bool(self.installation.data),
            active=bool(self.active.data),
        )


@bp.get("")
@requires(Permission.PRODUCTS_EDIT)
def index() -> ResponseReturnValue:
    cursor = decode(request.args.get("page"), str)
    chosen = select(Symptom)
    if cursor and cursor.backwards:
        chosen = chosen.where(Symptom.code < cursor.key[0]).order_by(Symptom.code.desc())
    else:
        if cursor:
            chosen = chosen.where(Symptom.code > cursor.key[0])
        chosen = chosen.order_by(Symptom.code)  # unique, so it is its own last word
    rows = db.session().scalars(chosen.limit(PAGE_SIZE + 1)).all()
    page = page_of(rows, lambda symptom: (symptom.code,), cursor=cursor)
    return render_template(
        "admin/symptoms.html",
        symptoms=page.items,
        previous_url=page.previous and url_for("admin_symptoms.index", page=page.previous),
        next_url=page.next and url_for("admin_symptoms.index", page=page.next),
    )


@bp.get("/new")
@requires(Permission.PRODUCTS_EDIT)
def add() -> ResponseReturnValue:
    return _page(SymptomForm(), None)


@bp.post("/new")
@requires(Permission.PRODUCTS_EDIT)
def add_submit() -> ResponseReturnValue:
    return _take(SymptomForm(), None)


@bp.get("/<int:symptom_id>")
@requires(Permission.PRODUCTS_EDIT)
def show(symptom_id: int) -> ResponseReturnValue:
    symptom = db.session().get(Symptom, symptom_id)
    if symptom is None:
        raise NotFoundError
    return _page(SymptomForm(formdata=None, obj=symptom), symptom_id)


@bp.post("/<int:symptom_id>")
@requires(Permission.PRODUCTS_EDIT)
def submit(symptom_id: int) -> ResponseReturnValue:
    return _take(SymptomForm(), symptom_id)


def _take(form: SymptomForm, symptom_id: int | None) -> ResponseReturnValue:
    if not form.validate():
        return _page(form, symptom_id, 422)
    try:
        return take_once(form, lambda: _keep(form, symptom_id))
    except PortalError as error:
        db.session().rollback()
        if isinstance(error, NotFoundError):
            raise
        put_on_form(form, error)
        return _page(form, symptom_id, error.status)


def _keep(form: SymptomForm, symptom_id: int | None) -> str:
    if symptom_id is None:
        add_symptom(db.session(), actor(), form.words(), now=now())
    else:
        change_symptom(db.session(), actor(), symptom_id, form.words(), now=now())
    flash(_("Saved."), "ok")
    return url_for("admin_symptoms.index")


def _page(form: SymptomForm, symptom_id: int | None, status: int = 200) -> ResponseReturnValue:
    return render_template("admin/symptom.html", form=form, symptom_id=symptom_id), status
