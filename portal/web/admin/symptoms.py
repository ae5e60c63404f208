"""`/admin/symptoms`: what customers see going wrong, in three languages."""

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from wtforms import BooleanField

from models import Symptom
from portal.access.permissions import Permission
from portal.errors import NotFoundError
from portal.infra import db
from portal.products.keep_symptom import SymptomWords, add_symptom, change_symptom
from portal.web.admin.named_form import NamedForm
from portal.web.guard import actor, requires
from portal.web.now import now
from portal.web.paging import PAGE_SIZE, decode, page_of
from portal.web.take import take

bp = Blueprint("admin_symptoms", __name__, url_prefix="/admin/symptoms")


class SymptomForm(NamedForm):
    installation = BooleanField(_l("Usually the installer’s work"))
    active = BooleanField(_l("Offered when a case is opened"), default=True)

    def words(self) -> SymptomWords:
        return SymptomWords(
            **self.named(),
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
    return _page(SymptomForm(formdata=None, obj=_found(symptom_id)), symptom_id)


@bp.post("/<int:symptom_id>")
@requires(Permission.PRODUCTS_EDIT)
def submit(symptom_id: int) -> ResponseReturnValue:
    _found(symptom_id)
    return _take(SymptomForm(), symptom_id)


def _take(form: SymptomForm, symptom_id: int | None) -> ResponseReturnValue:
    return take(form, lambda: _keep(form, symptom_id), lambda: _page(form, symptom_id))


def _keep(form: SymptomForm, symptom_id: int | None) -> str:
    if symptom_id is None:
        add_symptom(db.session(), actor(), form.words(), now=now())
    else:
        change_symptom(db.session(), actor(), symptom_id, form.words(), now=now())
    flash(_("Saved."), "ok")
    return url_for("admin_symptoms.index")


def _page(form: SymptomForm, symptom_id: int | None) -> str:
    return render_template("admin/symptom.html", form=form, symptom_id=symptom_id)


def _found(symptom_id: int) -> Symptom:
    symptom = db.session().get(Symptom, symptom_id)
    if symptom is None:
        raise NotFoundError
    return symptom
