"""The customer asks again: one click on the call page, or this page from the case (domain I3)."""

from flask import Blueprint, flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import Length, Optional

from models import Case
from portal.access.permissions import Permission
from portal.cases.chase import COUNT_ONCE_WITHIN, record_chase
from portal.cases.drafts import delete_draft
from portal.errors import PortalError
from portal.infra import db
from portal.web.cases.page import case_on_page, to_case
from portal.web.forms import PortalForm
from portal.web.guard import actor, requires
from portal.web.intake.call_page import PAGE
from portal.web.now import now
from portal.web.once import take_once
from portal.web.refusals import put_on_form

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
    form = ChaseForm()
    if not form.validate():
        return _page(case_on_page(number), form), 422
    try:
        return take_once(form, lambda: _chase(number, form))
    except PortalError as error:
        db.session().rollback()
        put_on_form(form, error)
        return _page(case_on_page(number), form), error.status


def _page(case: Case, form: ChaseForm) -> str:
    counts = case.last_chased_at is None or now() - case.last_chased_at >= COUNT_ONCE_WITHIN
    return render_template(
        "intake/chase.html", case=case, form=form, counts=counts, back_url=to_case(case)
    )


def _chase(number: str, form: ChaseForm) -> str:
    session = db.session()
    case = case_on_page(number)
    before = case.chases
    record_chase(session, actor(), case.id, said=form.what.data or "", now=now())
    # Sent from a call: the call is over with it, and leaves no draft.
    delete_draft(session, actor(), f"{PAGE}.{form.form_id.data}")
    if case.chases == before:
        flash(_("Written down. Within two hours it counts once."), "ok")
    elif case.at_supervisor:
        flash(_("Chase %(times)s: the supervisor sees the case now.", times=case.chases), "soon")
    else:
        flash(_("Chase %(times)s is recorded.", times=case.chases), "ok")
    return to_case(case)
