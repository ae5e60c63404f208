"""`/numbers`: which numbers want a call, and what was heard of each (P1, P2, O1)."""

from typing import Any

from flask import Blueprint, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired, Length

from models import CheckResult, ContactPoint, Dealer
from portal.access.permissions import Permission
from portal.access.scope import get_one
from portal.contacts.check import check_contact_point
from portal.contacts.editions import editions_with
from portal.contacts.watch import (
    close_report,
    heard_of,
    states_counted,
    unknown_reports,
    unreachable_dealers,
    watched_points,
)
from portal.i18n.words import word
from portal.infra import db
from portal.web.deadline import Deadline
from portal.web.dealers.contact_forms import SendForm
from portal.web.forms import PortalForm, choices_of
from portal.web.guard import actor, requires
from portal.web.now import now
from portal.web.once import take_once
from portal.web.shown_address import shown_address
from portal.web.take import take

bp = Blueprint("numbers", __name__, url_prefix="/numbers")
P = Permission

# What follows from what was heard, said beside each choice.
FOLLOWS = {
    CheckResult.ANSWERED: _l("It is live for the next months."),
    CheckResult.NO_ANSWER: _l("Ring again at another hour; the third time it is in doubt."),
    CheckResult.SWITCHED_OFF: _l("Somebody has it. Ring again at another hour, as with no answer."),
    CheckResult.OUT_OF_SERVICE: _l("In doubt at once: the line is stopped, often for a bill. Its"
                                   " owner is asked to correct it."),
    CheckResult.VACANT: _l("Dead. Its owner is asked to correct it, and papers are recalled."),
    CheckResult.SOMEBODY_ELSE: _l("Dead for us: write down who answered."),
}  # fmt: skip


class CheckForm(PortalForm):
    """What was heard on the telephone."""

    result = RadioField(
        _l("What did you hear?"),
        choices=choices_of(CheckResult),
        validators=[InputRequired(_l("Choose what you heard"))],
    )
    note = TextAreaField(_l("Note"), validators=[Length(max=500)])


@bp.get("")
@requires(P.POINT_CHECK)
def show() -> ResponseReturnValue:
    session, who = db.session(), actor()
    return render_template(
        "contacts/numbers.html",
        unreachable=unreachable_dealers(session, who),
        watched=[
            (one, Deadline(one.correction.due_at) if one.correction else None)
            for one in watched_points(session, who)
        ],
        unknown=unknown_reports(session, who),
        counted=states_counted(session, who),
        send=SendForm(formdata=None),
    )


@bp.get("/<int:point_id>")
@requires(P.POINT_CHECK)
def point(point_id: int) -> ResponseReturnValue:
    return _page(point_id, CheckForm(formdata=None))


@bp.post("/<int:point_id>")
@requires(P.POINT_CHECK)
def check_submit(point_id: int) -> ResponseReturnValue:
    form = CheckForm()

    def check() -> str:
        heard = check_contact_point(
            db.session(), actor(), point_id, CheckResult(form.result.data),
            form.note.data or "", now=now(),
        )  # fmt: skip
        number, state = shown_address(heard.spelled), word(heard.state)
        said: str = _("On record. %(number)s is now: %(state)s", number=number, state=state)
        flash(said, "ok")
        return url_for(".point", point_id=point_id)

    return take(form, check, lambda: _page(point_id, form))


@bp.post("/reports/<int:report_id>/close")
@requires(P.POINT_CHECK)
def close_submit(report_id: int) -> ResponseReturnValue:
    def close() -> str:
        close_report(db.session(), actor(), report_id, now=now())
        flash(_("Seen to."), "ok")
        return url_for(".show")

    return take_once(SendForm(), close)


def _page(point_id: int, form: CheckForm) -> str:
    session, who = db.session(), actor()
    found = get_one(session, who, ContactPoint, point_id)
    dealer = get_one(session, who, Dealer, found.dealer_id) if found.dealer_id else None
    heard = heard_of(session, who, point_id)
    follows: list[tuple[str, Any]] = [(word(one), text) for one, text in FOLLOWS.items()]
    return render_template(
        "contacts/number.html",
        point=found,
        dealer=dealer,
        heard=heard,
        form=form,
        follows=follows,
        editions=editions_with(session, found),
        back_url=url_for(".show"),
    )
