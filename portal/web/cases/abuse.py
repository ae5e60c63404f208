"""Abuse and threats: two warnings with words to say, then the call ends (domain I8)."""

from flask import Blueprint, flash
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired, Length

from models import Case
from portal.access.permissions import Permission
from portal.cases.abuse import WARNINGS, record_threat, warn_caller, warnings_on_call
from portal.infra import db
from portal.web.cases.page import case_on_page, to_case
from portal.web.cases.reason import Words
from portal.web.cases.send import send
from portal.web.cases.verb import verb_page
from portal.web.forms import PortalForm, choice
from portal.web.guard import actor, requires
from portal.web.now import now

bp = Blueprint("abuse", __name__)
URL = "/cases/<number>/abuse"


class AbuseForm(PortalForm):
    """Which of the two, and the caller's words."""

    kind = RadioField(
        _l("What happened"),
        choices=[choice("abuse", _l("Abuse")), choice("threat", _l("A threat"))],
        default="abuse",
    )
    words = TextAreaField(
        _l("In the caller’s words"),
        validators=[InputRequired(_l("Write down what was said.")), Length(max=2000)],
    )


@bp.get(URL)
@requires(Permission.ABUSE_RECORD)
def show(number: str) -> ResponseReturnValue:
    return _page(case_on_page(number), AbuseForm(formdata=None))


@bp.post(URL)
@requires(Permission.ABUSE_RECORD)
def submit(number: str) -> ResponseReturnValue:
    return send(number, AbuseForm(), _record, _page)


def _record(case: Case, form: AbuseForm) -> str:
    if form.kind.data == "threat":
        record_threat(db.session(), actor(), case.id, words=form.words.data or "", now=now())
        flash(_("The threat is on record, for the brand alone."), "ok")
        return to_case(case)
    which = warn_caller(
        db.session(),
        actor(),
        case.id,
        said=form.words.data or "",
        ring_back=_("A supervisor rings the customer back after abuse"),
        now=now(),
    )
    if which > WARNINGS:
        flash(_("End the call now. A supervisor rings the customer back."), "soon")
    else:
        flash(_("Warning %(which)s is on record.", which=which), "ok")
    return to_case(case)


def _page(case: Case, form: AbuseForm) -> str:
    warned = warnings_on_call(db.session(), actor(), case, now=now())
    say = {
        0: _(
            "“I want to help you, and I will. Please do not insult me; then we go on with your"
            " matter.”"
        ),
        1: _(
            "“I ask you for the second time. If it goes on I end this call, and my supervisor rings"
            " you. Your matter goes on in any case.”"
        ),
    }.get(
        warned,
        _("“I end this call now. My supervisor rings you today. Your matter goes on.”"),
    )
    words = Words(
        title=_("Abuse or a threat"),
        explain=ngettext(
            "%(num)s warning on this call so far. After the second one the call may be ended. The"
            " case is not affected.",
            "%(num)s warnings on this call so far. After the second one the call may be ended. The"
            " case is not affected.",
            warned,
        ),
        button=_("Record it"),
        image="shield-exclamation",
    )
    return verb_page(case, form, words, "intake/abuse.html", say=say)
