"""Merge a case into another one of the same customer, and undo it (domain K7)."""

from flask import Blueprint, flash
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import InputRequired

from models import Case
from portal.access.permissions import Permission
from portal.cases.lifecycle import Step
from portal.cases.merge import merge_case, targets_for, unmerge_case
from portal.cases.steps import check_step
from portal.i18n import formats
from portal.i18n.words import word
from portal.infra import db
from portal.web.cases.page import case_on_page, to_case
from portal.web.cases.reason import Words
from portal.web.cases.send import send
from portal.web.cases.verb import verb_page
from portal.web.forms import CaseForm, choice
from portal.web.guard import actor, requires
from portal.web.now import now

bp = Blueprint("merge", __name__)
URL = "/cases/<number>/merge"

INTO = Words(
    title=_l("Merge into another case"),
    explain=_l("Only where both are the same matter: this case ends, the other one goes on and"
               " keeps the earlier clock. It can be undone within 30 days."),
    button=_l("Merge"),
    image="sign-merge-right",
)  # fmt: skip
OUT = Words(
    title=_l("Undo the merge"),
    explain=_l("The case goes on where it was: its status, its dealer, its clocks."),
    button=_l("Undo the merge"),
    image="signpost-split",
)


class MergeForm(CaseForm):
    """Into which one."""

    into = RadioField(
        _l("Open cases of this customer"),
        coerce=int,
        choices=[],
        validators=[InputRequired(_l("Choose the case that goes on"))],
    )


@bp.get(URL)
@requires(Permission.CASE_MERGE)
def show(number: str) -> ResponseReturnValue:
    case = case_on_page(number)
    check_step(actor(), case, Step.MERGE)
    return _page(case, _form(case, MergeForm(formdata=None, version=case.version)))


@bp.post(URL)
@requires(Permission.CASE_MERGE)
def submit(number: str) -> ResponseReturnValue:
    form = _form(case_on_page(number), MergeForm())
    return send(number, form, _merge, _page)


@bp.get(f"{URL}/undo")
@requires(Permission.CASE_MERGE)
def undo(number: str) -> ResponseReturnValue:
    case = case_on_page(number)
    check_step(actor(), case, Step.UNMERGE)
    return verb_page(case, CaseForm(formdata=None, version=case.version), OUT)


@bp.post(f"{URL}/undo")
@requires(Permission.CASE_MERGE)
def undo_submit(number: str) -> ResponseReturnValue:
    return send(number, CaseForm(), _unmerge, lambda case, form: verb_page(case, form, OUT))


def _form(case: Case, form: MergeForm) -> MergeForm:
    form.into.choices = [choice(one.id, _label(one)) for one in targets_for(db.session(), case)]
    return form


def _label(case: Case) -> str:
    heard = formats.near(case.first_heard_at, now=now())
    return f"{case.number} · {word(case.status)} · {heard} · {case.summary}"


def _merge(case: Case, form: MergeForm) -> str:
    merge_case(db.session(), actor(), case.id, form.into.data, version=form.version.data, now=now())
    flash(_("%(number)s is merged. The other case goes on.", number=case.number), "ok")
    return to_case(case)


def _unmerge(case: Case, form: CaseForm) -> str:
    unmerge_case(db.session(), actor(), case.id, version=form.version.data, now=now())
    flash(_("%(number)s goes on where it was.", number=case.number), "ok")
    return to_case(case)


def _page(case: Case, form: MergeForm) -> str:
    if form.into.choices:
        return verb_page(case, form, INTO)
    return verb_page(case, None, INTO, refusal=_("This customer has no other open case."))
