"""`/dealer/own/contacts/<id>/prove`: a code goes to a contact point and is entered here (P1)."""

from flask import Blueprint, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import InputRequired, Regexp

from portal.access.permissions import Permission
from portal.contacts.codes import can_take_code, enter_code, send_code
from portal.contacts.keep import get_kept
from portal.errors import InvalidError
from portal.infra import db
from portal.web.dealers.contact_forms import SendForm
from portal.web.forms import PortalForm
from portal.web.guard import actor, requires
from portal.web.now import now
from portal.web.once import take_once
from portal.web.refusals import put_on_form
from portal.web.take import take

bp = Blueprint("prove_contact", __name__, url_prefix="/dealer/own/contacts/<int:point_id>/prove")
P = Permission


class CodeForm(PortalForm):
    """What arrived at the number."""

    code = StringField(
        _l("The six digits"),
        validators=[
            InputRequired(_l("Enter the six digits")),
            Regexp(r"^\s*\d{6}\s*$", message=_l("Six digits, please")),
        ],
        render_kw={"inputmode": "numeric", "autocomplete": "one-time-code"},
    )


@bp.get("")
@requires(P.OWN_CONTACTS_EDIT)
def show(point_id: int) -> ResponseReturnValue:
    return _page(point_id, CodeForm(formdata=None))


@bp.post("/send")
@requires(P.OWN_CONTACTS_EDIT)
def send_submit(point_id: int) -> ResponseReturnValue:
    def send() -> str:
        send_code(db.session(), actor(), point_id, now=now())
        flash(_("The code is on its way. It is good for a day."), "ok")
        return url_for(".show", point_id=point_id)

    return take_once(SendForm(), send)


@bp.post("")
@requires(P.OWN_CONTACTS_EDIT)
def submit(point_id: int) -> ResponseReturnValue:
    form = CodeForm()
    wrong = False

    def enter() -> str:
        nonlocal wrong
        proved = enter_code(db.session(), actor(), point_id, form.code.data or "", now=now())
        wrong = proved is None
        if proved is None:
            return url_for(".show", point_id=point_id)
        flash(_("%(number)s is confirmed and live.", number=proved.spelled), "ok")
        return f"{url_for('own_dealer.show')}#points"

    answer = take(form, enter, lambda: _page(point_id, form))
    if not wrong:
        return answer
    # The try is kept; what was typed is shown again with what was wrong about it.
    put_on_form(form, InvalidError("code_is_wrong", field="code"))
    return _page(point_id, form), 422


def _page(point_id: int, form: CodeForm) -> str:
    point = get_kept(db.session(), actor(), point_id)
    return render_template(
        "dealers/prove_contact.html",
        point=point,
        takes_code=can_take_code(point),
        form=form,
        send=SendForm(formdata=None),
        back_url=f"{url_for('own_dealer.show')}#points",
    )
