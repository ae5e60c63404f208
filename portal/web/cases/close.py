"""Close a case on the callback that is on record (domain K1, K2)."""

from flask import Blueprint, flash
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from models import Case
from portal.access.permissions import Permission
from portal.cases.close import close_case
from portal.cases.lifecycle import Step
from portal.cases.rows_of_case import read_dossier
from portal.cases.standing_before_close import unmet_conditions
from portal.cases.steps import check_step
from portal.infra import db
from portal.web.cases.conditions import in_words
from portal.web.cases.page import case_on_page, to_case
from portal.web.cases.reason import Words
from portal.web.cases.send import send
from portal.web.cases.verb import verb_page
from portal.web.forms import CaseForm
from portal.web.guard import actor, requires
from portal.web.now import now

bp = Blueprint("close", __name__)
URL = "/cases/<number>/close"

WORDS = Words(
    title=_l("Close the case"),
    explain=_l("A case is closed on our own call, in which the customer said that it is settled."
               " Nothing else closes it."),
    button=_l("Close the case"),
    image="check2-circle",
)  # fmt: skip


@bp.get(URL)
@requires(Permission.CASE_CLOSE)
def show(number: str) -> ResponseReturnValue:
    case = case_on_page(number)
    check_step(actor(), case, Step.CLOSE)
    return _page(case, CaseForm(formdata=None, version=case.version))


@bp.post(URL)
@requires(Permission.CASE_CLOSE)
def submit(number: str) -> ResponseReturnValue:
    return send(number, CaseForm(), _close, _page)


def _close(case: Case, form: CaseForm) -> str:
    close_case(db.session(), actor(), case.id, version=form.version.data, now=now())
    flash(_("%(number)s is closed.", number=case.number), "ok")
    return to_case(case)


def _page(case: Case, form: CaseForm) -> str:
    at = now()
    rows = read_dossier(db.session(), actor(), case, now=at)
    conditions = unmet_conditions(actor(), case, rows, at)
    blocked = any(one.blocks and not one.met for one in conditions)
    refusal = _("First our own call: it has to say that it is settled.") if blocked else ""
    return verb_page(
        case,
        None if blocked and not form.form_errors else form,
        WORDS,
        "cases/close.html",
        refusal=refusal,
        conditions=in_words(conditions, now=at),
    )
