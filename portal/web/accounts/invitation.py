"""The one-time link with which an invited person sets their password."""

from flask import Blueprint, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import PasswordField
from wtforms.validators import InputRequired, Length
from wtforms.widgets import PasswordInput

from models import User
from portal.accounts.accept_invitation import accept_invitation, find_invited
from portal.errors import InvalidError
from portal.infra import db
from portal.web import signin
from portal.web.forms import PortalForm
from portal.web.guard import public
from portal.web.now import now
from portal.web.refusals import put_on_form

bp = Blueprint("invitation", __name__)


class NewPasswordForm(PortalForm):
    password = PasswordField(
        _l("Password"),
        [InputRequired(_l("Enter a password.")), Length(max=1000)],
        widget=PasswordInput(hide_value=True),
        render_kw={"autocomplete": "new-password"},
        description=_l("At least 10 characters; several words are good."),
    )
    again = PasswordField(
        _l("Password once more"),
        [InputRequired(_l("Type the password twice.")), Length(max=1000)],
        widget=PasswordInput(hide_value=True),
        render_kw={"autocomplete": "new-password"},
    )


@bp.get("/invitations/<token>")
@public("the link itself says who may open it")
def show(token: str) -> ResponseReturnValue:
    person = find_invited(db.session(), token, now=now())
    return _page(token, person, NewPasswordForm())


@bp.post("/invitations/<token>")
@public("the link itself says who may use it")
def submit(token: str) -> ResponseReturnValue:
    session = db.session()
    form = NewPasswordForm()
    person = find_invited(session, token, now=now())
    if not form.validate():
        return _page(token, person, form, 422)
    try:
        if form.password.data != form.again.data:
            raise InvalidError("passwords_differ", field="again")
        accept_invitation(session, token, password=form.password.data or "", now=now())
        session.commit()
    except InvalidError as error:
        session.rollback()
        put_on_form(form, error)
        return _page(token, find_invited(session, token, now=now()), form, error.status)
    signin.forget()
    flash(_("Your password is set. Sign in with it."), "ok")
    return redirect(url_for("signin.show"))


def _page(
    token: str, person: User, form: NewPasswordForm, status: int = 200
) -> ResponseReturnValue:
    page = render_template("accounts/invitation.html", token=token, name=person.name, form=form)
    answer = make_response(page, status)
    # The address is the secret: it goes nowhere, not even to our own pages' logs.
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer
