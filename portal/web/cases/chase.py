"""The customer asks again: one click on the call page, or this page from the case (domain I3)."""

from flask import Blueprint, flash
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import TextAreaField
from wtforms.validators import Length, Optional

from models import Case
from portal.access.permissions import Permission
from portal.cases.chase import counts_anew, record_chase
from portal.cases.drafts import delete_draft
from portal.infra import db
from portal.settings.known import CHASE_HOURS, CHASES_AT_SUPERVISOR
from portal.settings.read import setting
from portal.web.cases.page import case_on_page, to_case
from portal.web.cases.reason import Words
from portal.web.cases.send import send
from portal.web.cases.verb import verb_page
from portal.web.forms import PortalForm
from portal.web.guard import actor, requires
from portal.web.intake.call_page import PAGE
from portal.web.now import now

bp = Blueprint("chase", __name__)
URL = "/cases/<number>/chase"


class ChaseForm(PortalForm):
    """What they said this time; the field is named as on the call page, which sends it here."""

    what = TextAreaField(_l("What the customer said"), validators=[Optional(), Length(max=8000)])


@bp.get(URL)
@requires(Permission.CASE_CHASE)
def show(number: str) -> ResponseReturnValue:
    return _page(case_on_page(number), ChaseForm(formdata=None))


@bp.post(URL)
@requires(Permission.CASE_CHASE)
def submit(number: str) -> ResponseReturnValue:
    return send(number, ChaseForm(), _chase, _page)


def _page(case: Case, form: ChaseForm) -> str:
    counts = counts_anew(db.session(), case, now=now())
    words = Words(
        title=_("The customer asks again"),
        explain=_so_far(case)
        if counts
        else ngettext(
            "They asked within the last hour: it is written down and counts once.",
            "They asked within the last %(num)s hours: it is written down and counts once.",
            setting(db.session(), CHASE_HOURS),
        ),
        button=_("Record the chase"),
        image="megaphone",
    )
    return verb_page(case, form, words)


def _so_far(case: Case) -> str:
    return str(
        ngettext(
            "%(num)s chase so far. Number %(third)s goes to the supervisor.",
            "%(num)s chases so far. Number %(third)s goes to the supervisor.",
            case.chases,
            third=setting(db.session(), CHASES_AT_SUPERVISOR),
        )
    )


def _chase(case: Case, form: ChaseForm) -> str:
    session = db.session()
    before = case.chases
    record_chase(session, actor(), case.id, said=form.what.data or "", now=now())
    # Sent from a call: the call is over with it, and leaves no draft.
    delete_draft(session, actor(), f"{PAGE}.{form.form_id.data}")
    if case.chases == before:
        flash(_("Written down. It counts once with the one before."), "ok")
    elif case.at_supervisor:
        flash(_("Chase %(times)s: the supervisor sees the case now.", times=case.chases), "soon")
    else:
        flash(_("Chase %(times)s is recorded.", times=case.chases), "ok")
    return to_case(case)
