"""Ask the customer whether what the dealer says is so: the agent's call (domain C2, C3)."""

from typing import Any

from flask import Blueprint, flash, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from models import Case, ContactClaim
from portal.access.permissions import Permission
from portal.cases.claims_of import Claimed, claims_now
from portal.cases.hear_customer import Answer, verify_by_call
from portal.i18n.words import word
from portal.infra import db
from portal.web.cases.page import case_on_page, to_case
from portal.web.cases.reason import Words
from portal.web.cases.send import send
from portal.web.cases.verb import verb_page
from portal.web.filters import moment
from portal.web.forms import CaseForm
from portal.web.guard import actor, requires
from portal.web.local_time import LocalTimeField, time_in
from portal.web.now import now

bp = Blueprint("verify_claim", __name__)
URL = "/cases/<number>/verify-claim"

WORDS = Words(
    title=_l("Ask the customer"),
    explain=_l(
        "Has the dealer really been in touch, and been there? What the customer denies never "
        "stopped the clock; the dealer is told and may answer."
    ),
    button=_l("Keep the customer’s answers"),
    image="telephone-outbound",
)


class VerifyForm(CaseForm):
    """When we spoke, and what was said; the answers stand beside each claim."""

    spoke_at = LocalTimeField(
        _l("When did you speak?"), validators=[InputRequired(_l("Enter when you spoke"))]
    )
    words = TextAreaField(
        _l("In the customer’s words"),
        validators=[InputRequired(_l("Write down what they said")), Length(max=4000)],
    )


@bp.get(URL)
@requires(Permission.CLAIM_VERIFY)
def show(number: str) -> ResponseReturnValue:
    case = case_on_page(number)
    return _page(case, VerifyForm(formdata=None, version=case.version, spoke_at=now()))


@bp.post(URL)
@requires(Permission.CLAIM_VERIFY)
def submit(number: str) -> ResponseReturnValue:
    return send(number, VerifyForm(), _verify, _page)


def _verify(case: Case, form: VerifyForm) -> str:
    answers = [
        Answer(request.form[name] == "yes", **_row(name))
        for name in _names(case)
        if request.form.get(name) in ("yes", "no")
    ]
    verify_by_call(
        db.session(),
        actor(),
        case.id,
        answers,
        time_in(form.spoke_at),
        form.words.data or "",
        version=form.version.data,
        now=now(),
    )
    if all(answer.confirmed for answer in answers):
        flash(_("The customer’s word is on record: verified."), "ok")
    else:
        flash(_("The customer’s word is on record. The dealer is told and may answer."), "soon")
    return to_case(case)


def _names(case: Case) -> list[str]:
    return [_name(one) for one in claims_now(db.session(), case)]


def _name(one: Claimed) -> str:
    return f"{'claim' if isinstance(one, ContactClaim) else 'visit'}-{one.id}"


def _row(name: str) -> dict[str, int]:
    kind, _dash, row_id = name.partition("-")
    return {f"{kind}_id": int(row_id)}


def _page(case: Case, form: VerifyForm) -> str:
    claims = claims_now(db.session(), case)
    return verb_page(
        case,
        form if claims else None,
        WORDS,
        template="cases/verify_claim.html",
        refusal="" if claims else _("The dealer has claimed no contact and no visit yet."),
        asked=[_asked(one) for one in reversed(claims)],
    )


def _asked(one: Claimed) -> dict[str, Any]:
    name = _name(one)
    if isinstance(one, ContactClaim):
        title = _("Were you contacted?")
        who = one.caller_name or word(one.caller_role)
        told = f"{who} · {word(one.how)} · {moment(one.contacted_at)}"
    else:
        title, told = _("Was somebody there?"), moment(one.checked_in_at)
    return {
        "name": name,
        "title": title,
        "told": told,
        "state": one.state,
        "chosen": request.form.get(name, ""),
        "choices": [("yes", _("Yes")), ("no", _("No")), ("", _("Not asked"))],
    }
