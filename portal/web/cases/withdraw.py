"""The customer withdraws: recorded on our call, objected to, ended after 7 days (domain K6)."""

from flask import Blueprint, flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from models import Case
from models.cases import ENDED
from portal.access.permissions import Permission
from portal.cases.withdraw import (
    end_withdrawn,
    object_to_withdrawal,
    record_withdrawal,
    waiting_withdrawal,
)
from portal.errors import RefusedError
from portal.i18n import formats
from portal.infra import db
from portal.web.cases.page import case_on_page, to_case
from portal.web.cases.reason import ReasonForm, Words
from portal.web.cases.send import send
from portal.web.cases.verb import verb_page
from portal.web.forms import CaseForm
from portal.web.guard import actor, requires
from portal.web.now import now

bp = Blueprint("withdraw", __name__)
URL = "/cases/<number>/withdraw"

WORDS = Words(
    title=_l("The customer withdraws"),
    explain=_l("Only what the customer told us on our own call, or on their own link. What a"
               " dealer relays is no withdrawal. For 7 days the customer can say: this was not"
               " me."),
    button=_l("Record the withdrawal"),
    image="flag",
)  # fmt: skip


@bp.get(URL)
@requires(Permission.WITHDRAWAL_RECORD)
def show(number: str) -> ResponseReturnValue:
    case = case_on_page(number)
    if case.status in ENDED:
        raise RefusedError("already_ended", number=case.number, status=case.status)
    return _page(case, ReasonForm(formdata=None, version=case.version))


@bp.post(URL)
@requires(Permission.WITHDRAWAL_RECORD)
def submit(number: str) -> ResponseReturnValue:
    return send(number, ReasonForm(), _record, _page)


@bp.post(f"{URL}/object")
@requires(Permission.WITHDRAWAL_RECORD)
def object_submit(number: str) -> ResponseReturnValue:
    """The customer rings: this was not me."""
    return send(number, CaseForm(), _object, _page)


@bp.post(f"{URL}/end")
@requires(Permission.WITHDRAWAL_RECORD)
def end_submit(number: str) -> ResponseReturnValue:
    """By hand, where the time has come and the worker has not."""
    return send(number, CaseForm(), _end, _page)


def _record(case: Case, form: ReasonForm) -> str:
    made = record_withdrawal(
        db.session(), actor(), case.id, form.reason.data or "", version=form.version.data, now=now()
    )
    when = formats.near(made.ends_at, now=now())
    flash(
        _("The withdrawal is on record. The case ends %(when)s unless they object.", when=when),
        "ok",
    )
    return to_case(case)


def _object(case: Case, _form: CaseForm) -> str:
    object_to_withdrawal(db.session(), actor(), case.id, now=now())
    flash(_("The withdrawal has fallen; the case goes on."), "ok")
    return to_case(case)


def _end(case: Case, _form: CaseForm) -> str:
    waiting = waiting_withdrawal(db.session(), case.id)
    if waiting is None or end_withdrawn(db.session(), actor(), waiting.id, now=now()) is None:
        raise RefusedError("nothing_to_object_to", number=case.number)
    flash(_("%(number)s has ended as withdrawn.", number=case.number), "ok")
    return to_case(case)


def _page(case: Case, form: CaseForm) -> str:
    waiting = waiting_withdrawal(db.session(), case.id)
    return verb_page(
        case,
        form if isinstance(form, ReasonForm) and waiting is None else None,
        WORDS,
        "cases/withdraw.html",
        waiting=waiting,
        is_over=waiting is not None and now() >= waiting.ends_at,
        click=form if not isinstance(form, ReasonForm) else CaseForm(formdata=None),
        object_url=url_for("withdraw.object_submit", number=case.number),
        end_url=url_for("withdraw.end_submit", number=case.number),
    )
