"""Add photos to a case, several at once, and say who sees them."""

from flask import Blueprint, flash
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import BooleanField, MultipleFileField, RadioField

from models import Case, FileKind
from portal.access.permissions import Permission
from portal.files.photos import Readers, add_photos
from portal.infra import db
from portal.web.cases.page import case_on_page, to_case
from portal.web.cases.reason import Words
from portal.web.cases.send import send
from portal.web.cases.verb import verb_page
from portal.web.forms import CaseForm, choices_of
from portal.web.guard import actor, requires
from portal.web.jobs.sent import uploads_of
from portal.web.now import now
from portal.web.storage import storage

bp = Blueprint("photos", __name__)
URL = "/cases/<number>/photos"
WORDS = Words(title=_l("Add photos"), explain="", button=_l("Add"), image="camera")
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
    return send(number, PhotosForm(), _add, _page)


def _add(case: Case, form: PhotosForm) -> str:
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
    return verb_page(case, form, WORDS, "cases/photos.html", chooses_readers=actor().is_brand)
