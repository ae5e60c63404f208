"""Add photos to a case, several at once, and say who sees them."""

from flask import Blueprint, flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import BooleanField, MultipleFileField, RadioField

from models import Case, FileKind
from portal.access.permissions import Permission
from portal.errors import PortalError
from portal.files.photos import Readers, add_photos
from portal.infra import db
from portal.web.cases.again import case_again
from portal.web.cases.page import case_on_page, to_case
from portal.web.forms import CaseForm, choices_of
from portal.web.guard import actor, requires
from portal.web.jobs.sent import uploads_of
from portal.web.now import now
from portal.web.once import take_once
from portal.web.storage import storage

bp = Blueprint("photos", __name__)
URL = "/cases/<number>/photos"
KINDS = (FileKind.EVIDENCE, FileKind.BEFORE, FileKind.AFTER)


class PhotosForm(CaseForm):
    """What they show, and who sees them besides the brand."""

    photos = MultipleFileField(_l("Photos"))
    kind = RadioField(
        _l("What do they show?"), choices=choices_of(KINDS), default=FileKind.EVIDENCE.value
    )
    for_dealer = BooleanField(_l("The dealer and its installers see them"), default=True)
    for_customer = BooleanField(_l("The customer sees them"))


@bp.get(URL)
@requires(Permission.PHOTO_ADD)
def show(number: str) -> ResponseReturnValue:
    case = case_on_page(number)
    return _page(case, PhotosForm(formdata=None, version=case.version))


@bp.post(URL)
@requires(Permission.PHOTO_ADD)
def submit(number: str) -> ResponseReturnValue:
    form = PhotosForm()
    if not form.validate():
        return _page(case_on_page(number), form), 422
    try:
        return take_once(form, lambda: _add(number, form))
    except PortalError as error:
        return _page(case_again(number, form, error), form), error.status


def _add(number: str, form: PhotosForm) -> str:
    case = case_on_page(number)
    # Only the brand keeps a photo from a party: what a party adds it also sees.
    parties = bool(form.for_dealer.data) or not actor().is_brand
    stored = add_photos(
        db.session(),
        actor(),
        storage(),
        uploads_of(form.photos),
        case_id=case.id,
        kind=FileKind(form.kind.data),
        now=now(),
        readers=Readers(dealer=parties, installer=parties, customer=bool(form.for_customer.data)),
    )
    text = ngettext("%(num)d photo is added.", "%(num)d photos are added.", len(stored))
    flash(text, "ok")
    return to_case(case)


def _page(case: Case, form: PhotosForm) -> str:
    return render_template(
        "cases/photos.html",
        case=case,
        form=form,
        chooses_readers=actor().is_brand,
        back_url=to_case(case),
    )
