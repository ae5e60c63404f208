"""Ask a supervisor to end a case whose customer cannot be reached (domain K4)."""

from collections.abc import Mapping
from typing import Any, Final

from flask import Blueprint, flash
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from models import Case, CaseStatus
from portal.access.permissions import Permission
from portal.cases.put_request import word_within
from portal.cases.unreachable import (
    Evidence,
    ask_unreachable,
    count_evidence,
    wanted_evidence,
)
from portal.errors import RefusedError
from portal.i18n import formats
from portal.infra import db
from portal.web.cases.conditions import Shown
from portal.web.cases.page import case_on_page, to_case
from portal.web.cases.reason import ReasonForm, Words
from portal.web.cases.send import send
from portal.web.cases.verb import verb_page
from portal.web.guard import actor, requires
from portal.web.now import now

bp = Blueprint("unreachable", __name__)
URL = "/cases/<number>/unreachable"

WORDS = Words(
    title=_l("The customer cannot be reached"),
    explain=_l("When everything below was tried, a supervisor decides, never whoever asked. The"
               " case then ends as unreachable, which is not closed."),
    button=_l("Ask a supervisor"),
    image="person-raised-hand",
)  # fmt: skip
TEXTS: Final[Mapping[str, Any]] = {
    "calls": _l("Calls that nobody answered"),
    "days": _l("On different days"),
    "parts": _l("In different parts of the day: until 12, until 18, after"),
    "link": _l("The link was sent"),
    "silence": _l("Days of silence since"),
}


@bp.get(URL)
@requires(Permission.UNREACHABLE_ASK)
def show(number: str) -> ResponseReturnValue:
    case = case_on_page(number)
    if case.status is not CaseStatus.RESOLVED:
        raise RefusedError("wrong_status", step="unreachable", status=case.status)
    return _page(case, ReasonForm(formdata=None, version=case.version))


@bp.post(URL)
@requires(Permission.UNREACHABLE_ASK)
def submit(number: str) -> ResponseReturnValue:
    return send(number, ReasonForm(), _ask, _page)


def _ask(case: Case, form: ReasonForm) -> str:
    within = formats.duration(word_within(db.session()))
    ask_unreachable(
        db.session(), actor(), case.id, form.reason.data or "", version=form.version.data, now=now()
    )
    flash(_("A supervisor is asked and answers within %(time)s.", time=within), "ok")
    return to_case(case)


def _page(case: Case, form: ReasonForm) -> str:
    evidence = count_evidence(db.session(), case, now=now())
    return verb_page(
        case,
        form if not evidence.missing or form.form_errors else None,
        WORDS,
        "cases/unreachable.html",
        tried=evidence_in_words(evidence),
    )


def evidence_in_words(evidence: Evidence) -> list[Shown]:
    """What was tried, as the macro `stands` takes it."""
    until, wanted = evidence.silent_until, wanted_evidence(db.session())
    hints = {
        "calls": _("%(made)s of %(wanted)s", made=evidence.calls, wanted=wanted.calls),
        "days": _("%(made)s of %(wanted)s", made=evidence.days, wanted=wanted.days),
        "parts": _("%(made)s of %(wanted)s", made=evidence.parts, wanted=wanted.parts),
        "link": formats.near(evidence.told_at, now=now()) if evidence.told_at else "",
        "silence": _("until %(when)s", when=formats.near(until, now=now())) if until else "",
    }
    return [
        Shown(str(text), code not in evidence.missing, hints[code]) for code, text in TEXTS.items()
    ]
