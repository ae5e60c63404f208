"""Begin to score an ended case, or go on with what was begun."""

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from portal.access.permissions import Permission
from portal.audits.start import start_audit
from portal.errors import PortalError
from portal.infra import db
from portal.web.cases.again import case_again
from portal.web.cases.page import case_on_page
from portal.web.cases.reason import Words, reason_page
from portal.web.forms import CaseForm
from portal.web.guard import actor, requires
from portal.web.now import now
from portal.web.once import take_once

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
    return reason_page(case, CaseForm(version=case.version), WORDS)


@bp.post(URL)
@requires(Permission.AUDIT_MAKE)
def submit(number: str) -> ResponseReturnValue:
    form = CaseForm()

    def act() -> str:
        case = case_on_page(number)
        audit = start_audit(db.session(), actor(), case.id, now=now())
        return url_for("audit.show", audit_id=audit.id)

    if not form.validate():
        return reason_page(case_on_page(number), form, WORDS), 422
    try:
        return take_once(form, act)
    except PortalError as error:
        return reason_page(case_again(number, form, error), form, WORDS), error.status
