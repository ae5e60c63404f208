"""Begin to score an ended case, or go on with what was begun."""

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from models import Case
from portal.access.permissions import Permission
from portal.audits.start import start_audit
from portal.infra import db
from portal.web.cases.page import case_on_page
from portal.web.cases.reason import Words
from portal.web.cases.send import send
from portal.web.cases.verb import verb_page
from portal.web.forms import CaseForm
from portal.web.guard import actor, requires
from portal.web.now import now

bp = Blueprint("start_audit", __name__)
URL = "/cases/<number>/start-audit"

WORDS = Words(
    title=_l("Score this case"),
    explain=_l(
        "You read the case with the scorecard beside it. Nobody is told before the audit is done."
    ),
    button=_l("Begin"),
    image="card-checklist",
)


@bp.get(URL)
@requires(Permission.AUDIT_MAKE)
def show(number: str) -> ResponseReturnValue:
    case = case_on_page(number)
    return _page(case, CaseForm(version=case.version))


@bp.post(URL)
@requires(Permission.AUDIT_MAKE)
def submit(number: str) -> ResponseReturnValue:
    return send(number, CaseForm(), _start, _page)


def _start(case: Case, _form: CaseForm) -> str:
    audit = start_audit(db.session(), actor(), case.id, now=now())
    return url_for("audit.show", audit_id=audit.id)


def _page(case: Case, form: CaseForm) -> str:
    return verb_page(case, form, WORDS)
