"""Nobody was there: we did not come, or the customer was not in (domain D2)."""

from typing import Any

from flask import Blueprint, flash
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import MultipleFileField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length

from models import Case, FileKind
from portal.access.permissions import Permission
from portal.cases.lifecycle import Step
from portal.cases.no_show import report_no_show_customer, report_no_show_ours
from portal.cases.steps import steps_open_to
from portal.errors import RefusedError
from portal.files.photos import add_photos
from portal.infra import db
from portal.web.cases.page import case_on_page, to_case
from portal.web.cases.reason import Words
from portal.web.cases.send import send
from portal.web.cases.verb import verb_page
from portal.web.forms import CaseForm, choice
from portal.web.guard import actor, requires
from portal.web.jobs.sent import uploads_of
from portal.web.now import now
from portal.web.once import taken_before
from portal.web.storage import storage

bp = Blueprint("no_show", __name__)
URL = "/cases/<number>/no-show"
OURS, CUSTOMER = "ours", "customer"

WORDS = Words(
    title=_l("Nobody was there"),
    explain=_l(
        "If we did not come, the customer has waited in vain: it counts as a chase. If the customer"
        " was not in, a photo of the door shows that it is nobody’s fault."
    ),
    button=_l("Put it on record"),
    image="door-closed",
)


class NoShowForm(CaseForm):
    """Which of the two, and what is known of it."""

    who = RadioField(
        _l("Who was not there?"),
        validators=[InputRequired(_l("Choose who was not there"))],
    )
    said = TextAreaField(_l("What is known of it"), validators=[Length(max=2000)])
    photos = MultipleFileField(_l("Photo of the door"))


@bp.get(URL)
@requires(Permission.DISPATCH_BOOK, Permission.VISIT_WORK)
def show(number: str) -> ResponseReturnValue:
    case = case_on_page(number)
    return _page(case, NoShowForm(formdata=None, version=case.version))


@bp.post(URL)
@requires(Permission.DISPATCH_BOOK, Permission.VISIT_WORK)
def submit(number: str) -> ResponseReturnValue:
    form = NoShowForm()
    if first := taken_before(form):
        return first
    form.who.choices = _choices(case_on_page(number))
    return send(number, form, _report, _page)


def _report(case: Case, form: NoShowForm) -> str:
    said, version = form.said.data or "", form.version.data
    if form.who.data == OURS:
        report_no_show_ours(db.session(), actor(), case.id, said, version=version, now=now())
        flash(_("It is on record that we did not come. Book the visit anew."), "soon")
        return to_case(case)
    uploads = uploads_of(form.photos)
    if not uploads:
        raise RefusedError("door_photo_missing", field="photos")
    stored = add_photos(
        db.session(),
        actor(),
        storage(),
        uploads,
        case_id=case.id,
        kind=FileKind.DOOR,
        now=now(),
    )
    ids = [row.id for row in stored]
    report_no_show_customer(db.session(), actor(), case.id, ids, said, version=version, now=now())
    flash(_("It is on record that the customer was not there."), "ok")
    return to_case(case)


def _choices(case: Case) -> list[Any]:
    steps = steps_open_to(actor(), case)
    found: list[Any] = []
    if Step.NO_SHOW_OURS in steps:
        found.append(choice(OURS, _("We: nobody came to the customer")))
    if Step.NO_SHOW_CUSTOMER in steps:
        found.append(choice(CUSTOMER, _("The customer: nobody opened")))
    if not found:
        raise RefusedError("no_visit_planned")
    return found


def _page(case: Case, form: NoShowForm) -> str:
    form.who.choices = _choices(case)
    return verb_page(case, form, WORDS, "cases/no_show.html")
