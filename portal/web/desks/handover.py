"""`/hotline/handover`: what one has in hand passes to a colleague in one step (I6)."""

from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import SelectField
from wtforms.validators import InputRequired

from models import User
from portal.access.permissions import Permission
from portal.cases.hand_over import Picked, hand_over
from portal.cases.mine import in_hand, whose
from portal.cases.owners import owners_for
from portal.errors import PortalError
from portal.infra import db
from portal.web.forms import PortalForm, choice
from portal.web.guard import actor, requires
from portal.web.now import now
from portal.web.once import take_once
from portal.web.refusals import put_on_form

bp = Blueprint("handover", __name__)
URL = "/hotline/handover"


class HandoverForm(PortalForm):
    """To whom; what passes is ticked beside it."""

    to_id = SelectField(
        _l("To whom"), coerce=int, validators=[InputRequired(_l("Choose somebody"))]
    )


@bp.get(URL)
@requires(Permission.CASE_OPEN)
def show() -> ResponseReturnValue:
    giver = _giver()
    return _page(giver, _form(giver, formdata=None), None)


@bp.post(URL)
@requires(Permission.CASE_OPEN)
def submit() -> ResponseReturnValue:
    giver = _giver()
    form = _form(giver)
    picked = Picked(*(frozenset(_ids(name)) for name in ("promise", "case", "draft", "task")))
    if not form.validate():
        return _page(giver, form, picked), 422

    def pass_on() -> str:
        count = hand_over(
            db.session(), actor(), form.to_id.data, picked, from_id=giver.id, now=now()
        )
        flash(ngettext("%(num)s thing handed over.", "%(num)s things handed over.", count), "ok")
        return url_for("hotline_desk.show")

    giver_id = giver.id
    try:
        return take_once(form, pass_on)
    except PortalError as error:
        db.session().rollback()
        put_on_form(form, error)
        return _page(whose(db.session(), actor(), giver_id), form, picked), error.status


def _giver() -> User:
    return whose(db.session(), actor(), request.args.get("from", type=int))


def _ids(name: str) -> list[int]:
    return [int(part) for part in request.form.getlist(name) if part.isdecimal() and len(part) < 19]


def _form(giver: User, **given: None) -> HandoverForm:
    form = HandoverForm(**given)
    form.to_id.choices = [
        choice(one.id, one.name) for one in owners_for(db.session(), actor()) if one.id != giver.id
    ]
    return form


def _page(giver: User, form: HandoverForm, picked: Picked | None) -> str:
    session, who = db.session(), actor()
    own = giver.id == who.user_id
    found = in_hand(session, who, giver)
    return render_template(
        "desks/handover.html",
        form=form,
        found=found,
        anything=found.anything,
        picked=picked,
        giver=giver,
        own=own,
        url=url_for("handover.submit", **_for(None if own else giver.id)),
        others=[one for one in owners_for(session, who) if one.id != giver.id]
        if who.may(Permission.SUPERVISE)
        else [],
    )


def _for(giver_id: int | None) -> dict[str, Any]:
    """`from` is a word of Python's: it cannot be named in a call."""
    return {} if giver_id is None else {"from": giver_id}
