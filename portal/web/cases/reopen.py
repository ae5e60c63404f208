"""Reopen a case on the customer's word (domain K3)."""

from flask import Blueprint, flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, TextAreaField
from wtforms.validators import InputRequired, Length

from models import Case
from portal.access.permissions import Permission
from portal.cases.lifecycle import Step
from portal.cases.reopen import may_reopen, reopen_case
from portal.cases.steps import check_step
from portal.infra import db
from portal.settings.known import REOPEN_DAYS
from portal.settings.read import setting
from portal.web.cases.page import case_on_page, to_case
from portal.web.cases.reason import Words
from portal.web.cases.send import send
from portal.web.cases.verb import verb_page
from portal.web.forms import CaseForm
from portal.web.guard import actor, requires
from portal.web.now import now

bp = Blueprint("reopen", __name__)
URL = "/cases/<number>/reopen"


def words(days: int) -> Words:
    return Words(
        title=_("Reopen"),
        explain=_("On the customer’s word, within %(days)s days of the ending. It goes on as a"
                  " further attempt with half the time; the second reopening goes to a"
                  " supervisor.", days=days),
        button=_("Reopen the case"),
        image="arrow-counterclockwise",
    )  # fmt: skip


class ReopenForm(CaseForm):
    """What the customer says."""

    customers_word = TextAreaField(
        _l("What the customer says"),
        validators=[InputRequired(_l("Write it in the customer’s words")), Length(max=4000)],
    )
    same_dealer = BooleanField(_l("Offer it to the same dealer at once"))


@bp.get(URL)
@requires(Permission.CASE_REOPEN)
def show(number: str) -> ResponseReturnValue:
    case = case_on_page(number)
    check_step(actor(), case, Step.REOPEN)
    return _page(case, ReopenForm(formdata=None, version=case.version))


@bp.post(URL)
@requires(Permission.CASE_REOPEN)
def submit(number: str) -> ResponseReturnValue:
    return send(number, ReopenForm(), _reopen, _page)


def _reopen(case: Case, form: ReopenForm) -> str:
    reopen_case(
        db.session(),
        actor(),
        case.id,
        form.customers_word.data or "",
        version=form.version.data,
        now=now(),
        same_dealer=form.same_dealer.data,
    )
    flash(_("%(number)s is open again, with half the time.", number=case.number), "ok")
    return to_case(case)


def _page(case: Case, form: ReopenForm) -> str:
    """Later it is a new matter: the page leads to the new call (K3)."""
    days = setting(db.session(), REOPEN_DAYS)
    if may_reopen(db.session(), actor(), case, now=now()):
        return verb_page(case, form, words(days), "cases/reopen.html", new_call_url=None)
    refusal = _(
        "It ended more than %(days)s days ago. Take a new call: its case is linked to %(number)s.",
        days=days,
        number=case.number,
    )
    return verb_page(
        case,
        None,
        words(days),
        "cases/reopen.html",
        refusal=refusal,
        new_call_url=url_for("new_call.show", follows=case.number),
    )
