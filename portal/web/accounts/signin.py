"""Sign in and out."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from wtforms import EmailField, HiddenField, PasswordField
from wtforms.validators import InputRequired, Length
from wtforms.widgets import PasswordInput

from portal.accounts.logins import end_login
from portal.accounts.signin import sign_in
from portal.accounts.throttle import count_attempt
from portal.errors import PortalError
from portal.infra import db
from portal.infra.identity import SIGNIN
from portal.web import signin
from portal.web.forms import PortalForm
from portal.web.guard import actor, public, signed_in
from portal.web.now import now
from portal.web.preferences import safe_path
from portal.web.refusals import put_on_form

bp = Blueprint("signin", __name__)


class SignInForm(PortalForm):
    email = EmailField(
        _l("E-mail address"),
        [InputRequired(_l("Enter your e-mail address.")), Length(max=254)],
        render_kw={"autocomplete": "username", "autofocus": True},
    )
    password = PasswordField(
        _l("Password"),
        [InputRequired(_l("Enter your password.")), Length(max=1000)],
        widget=PasswordInput(hide_value=True),
        render_kw={"autocomplete": "current-password"},
    )
    next = HiddenField()


@bp.get("/sign-in")
@public("nobody is known before this page")
def show() -> ResponseReturnValue:
    wanted = safe_path(request.args.get("next"))
    if signin.current_actor() is not None:
        return redirect(wanted)
    return _page(SignInForm(next=wanted))


@bp.post("/sign-in")
@public("nobody is known before this page")
def submit() -> ResponseReturnValue:
    form = SignInForm()
    if not form.validate():
        return _page(form), 422
    try:
        _sign_in(form)
    except PortalError as error:
        db.session().rollback()
        put_on_form(form, error)
        return _page(form), error.status
    return redirect(safe_path(form.next.data))


@bp.post("/sign-out")
@signed_in
def sign_out_submit() -> ResponseReturnValue:
    session = db.session()
    end_login(session, actor(), signin.current_login_id(), now=now())
    session.commit()
    signin.forget()
    return redirect(url_for("signin.show"))


def _sign_in(form: SignInForm) -> None:
    address, email = signin.network_address(), form.email.data or ""
    with db.aside(signin.sessions(), SIGNIN) as own:
        count_attempt(own, name=email, address=address, now=now())
    session = db.session()
    user, login, token = sign_in(
        session,
        email=email,
        password=form.password.data or "",
        address=address,
        agent=request.headers.get("User-Agent", ""),
        now=now(),
    )
    session.commit()
    signin.remember(user, login, token)


def _page(form: SignInForm) -> str:
    return render_template("accounts/sign_in.html", form=form)
