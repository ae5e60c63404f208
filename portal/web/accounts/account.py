"""One's own account: language, password, and where one is signed in."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import PasswordField, SelectField
from wtforms.validators import InputRequired, Length
from wtforms.widgets import PasswordInput

from models import Locale
from portal.accounts.change_password import change_password, email_of
from portal.accounts.choose_locale import choose_locale
from portal.accounts.logins import end_login, end_logins, list_logins
from portal.accounts.throttle import count_attempt, forgive_attempts
from portal.errors import InvalidError
from portal.infra import db
from portal.infra.identity import SIGNIN
from portal.web import language, nav, signin
from portal.web.forms import PortalForm, choices_of
from portal.web.guard import actor, signed_in
from portal.web.now import now
from portal.web.preferences import remember
from portal.web.take import take

bp = Blueprint("account", __name__, url_prefix="/account")

OWN_AUDITS: Final = "own_audits.show"


class LanguageForm(PortalForm):
    locale = SelectField(
        _l("Language"),
        choices=choices_of(Locale),
        validators=[InputRequired()],
    )


class PasswordForm(PortalForm):
    current = PasswordField(
        _l("Present password"),
        [InputRequired(_l("Enter your present password.")), Length(max=1000)],
        widget=PasswordInput(hide_value=True),
        render_kw={"autocomplete": "current-password"},
    )
    password = PasswordField(
        _l("New password"),
        [InputRequired(_l("Enter a new password.")), Length(max=1000)],
        widget=PasswordInput(hide_value=True),
        render_kw={"autocomplete": "new-password"},
        description=_l("At least 10 characters; several words are good."),
    )
    again = PasswordField(
        _l("New password once more"),
        [InputRequired(_l("Type the new password twice.")), Length(max=1000)],
        widget=PasswordInput(hide_value=True),
        render_kw={"autocomplete": "new-password"},
    )


@bp.get("")
@signed_in
def show() -> ResponseReturnValue:
    return _page()


@bp.post("/language")
@signed_in
def language_submit() -> ResponseReturnValue:
    form = LanguageForm()
    if not form.validate():
        return _page(language_form=form), 422
    session = db.session()
    choose_locale(session, actor(), Locale(form.locale.data), now=now())
    session.commit()
    with force_locale(form.locale.data):
        flash(_("The portal speaks your language from now on."), "ok")
    answer = redirect(url_for("account.show"))
    # This browser may have been told otherwise before anybody had signed in.
    return remember(answer, language.COOKIE, form.locale.data)


@bp.post("/password")
@signed_in
def password_submit() -> ResponseReturnValue:
    form = PasswordForm()
    return take(form, lambda: _change_password(form), lambda: _page(password_form=form))


@bp.post("/logins/<int:login_id>/end")
@signed_in
def end_login_submit(login_id: int) -> ResponseReturnValue:
    session = db.session()
    end_login(session, actor(), login_id, now=now())
    session.commit()
    return redirect(url_for("account.show"))


@bp.post("/logins/end-others")
@signed_in
def end_others_submit() -> ResponseReturnValue:
    session, me = db.session(), actor()
    end_logins(session, me, _my_id(), except_id=signin.current_login_id(), now=now())
    session.commit()
    flash(_("Every other browser was signed out."), "ok")
    return redirect(url_for("account.show"))


def _change_password(form: PasswordForm) -> str:
    if form.password.data != form.again.data:
        raise InvalidError("passwords_differ", field="again")
    me = f"user:{_my_id()}"
    with db.aside(signin.sessions(), SIGNIN) as own:
        count_attempt(own, name=me, address=signin.network_address(), now=now())
    session = db.session()
    with _in_signin_realm(session):
        change_password(
            session,
            _my_id(),
            signin.current_login_id(),
            current=form.current.data or "",
            new=form.password.data or "",
            now=now(),
        )
        forgive_attempts(session, me)
    flash(_("The new password holds. Every other browser was signed out."), "ok")
    return url_for("account.show")


@contextmanager
def _in_signin_realm(session: Session) -> Iterator[None]:
    """Passwords and mails are read there alone."""
    db.act_as(session, SIGNIN)
    yield
    session.flush()
    db.act_as(session, actor().identity)


def _my_id() -> int:
    user_id = actor().user_id
    assert user_id is not None  # noqa: S101 - whoever is signed in is a user
    return user_id


def _page(
    *, language_form: LanguageForm | None = None, password_form: PasswordForm | None = None
) -> str:
    session, me = db.session(), actor()
    logins = list_logins(session, me, _my_id(), now=now())
    with _in_signin_realm(session):
        email = email_of(session, _my_id())
    return render_template(
        "accounts/account.html",
        me=me,
        email=email,
        logins=logins,
        this_login=signin.current_login_id(),
        audits_url=nav.link_to(OWN_AUDITS, me),
        language_form=language_form or LanguageForm(formdata=None, locale=language.chosen_locale()),
        password_form=password_form or PasswordForm(formdata=None),
        send=PortalForm(formdata=None),
    )
