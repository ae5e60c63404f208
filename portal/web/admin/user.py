"""`/admin/users/<id>`: one person: name, role, logins, a new link, the end of their access."""

from typing import Any

from flask import Blueprint, flash, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from wtforms import EmailField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from models import Credential, Role, User
from portal.access.permissions import Permission
from portal.access.scope import get_one
from portal.accounts.add_user import side_of
from portal.accounts.change_user import change_role, change_user
from portal.accounts.end_user import end_user, restore_user
from portal.accounts.invite import renew_invitation
from portal.accounts.logins import end_logins, list_logins
from portal.errors import PortalError
from portal.infra import db
from portal.web.admin.users import FRESH_LINK, dealer_choices
from portal.web.forms import PortalForm, choices_of
from portal.web.guard import actor, requires
from portal.web.now import now
from portal.web.once import take_once
from portal.web.refusals import put_on_form, sentence_of

bp = Blueprint("admin_user", __name__, url_prefix="/admin/users/<int:user_id>")


class PersonForm(PortalForm):
    name = StringField(_l("Name"), [InputRequired(_l("Enter a name.")), Length(max=100)])
    email = EmailField(
        _l("E-mail address"), [InputRequired(_l("Enter an e-mail address.")), Length(max=254)]
    )


class RoleForm(PortalForm):
    role = SelectField(_l("Role"), validators=[InputRequired()])
    dealer_id = SelectField(_l("Dealer"), validators=[Optional()])

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.role.choices = choices_of([role for role in Role if side_of(role) is person.side])
        self.dealer_id.choices = dealer_choices(db.session())


@bp.get("")
@requires(Permission.USERS_EDIT)
def show(user_id: int) -> ResponseReturnValue:
    return _page(_person(user_id))


@bp.post("/person")
@requires(Permission.USERS_EDIT)
def person_submit(user_id: int) -> ResponseReturnValue:
    person, form = _person(user_id), PersonForm()
    if not form.validate():
        return _page(person, person_form=form), 422

    def act() -> str:
        name, email = form.name.data or "", form.email.data or ""
        change_user(db.session(), actor(), user_id, name=name, email=email, now=now())
        return _here(user_id)

    try:
        return take_once(form, act)
    except PortalError as error:
        db.session().rollback()
        put_on_form(form, error)
        return _page(_person(user_id), person_form=form), error.status


@bp.post("/role")
@requires(Permission.USERS_EDIT)
def role_submit(user_id: int) -> ResponseReturnValue:
    person = _person(user_id)
    form = RoleForm(person=person)
    if not form.validate():
        return _page(person, role_form=form), 422

    def act() -> str:
        dealer_id = int(form.dealer_id.data) if form.dealer_id.data else None
        role = Role(form.role.data)
        change_role(db.session(), actor(), user_id, role, dealer_id=dealer_id, now=now())
        return _here(user_id)

    try:
        return take_once(form, act)
    except PortalError as error:
        db.session().rollback()
        put_on_form(form, error)
        return _page(_person(user_id), role_form=form), error.status


@bp.post("/end")
@requires(Permission.USERS_EDIT)
def end_submit(user_id: int) -> ResponseReturnValue:
    return _do(user_id, lambda: end_user(db.session(), actor(), user_id, now=now()))


@bp.post("/restore")
@requires(Permission.USERS_EDIT)
def restore_submit(user_id: int) -> ResponseReturnValue:
    return _do(user_id, lambda: restore_user(db.session(), actor(), user_id, now=now()))


@bp.post("/logins/end")
@requires(Permission.USERS_EDIT)
def end_logins_submit(user_id: int) -> ResponseReturnValue:
    _person(user_id)
    return _do(user_id, lambda: end_logins(db.session(), actor(), user_id, now=now()))


@bp.post("/link")
@requires(Permission.USERS_EDIT)
def link_submit(user_id: int) -> ResponseReturnValue:
    def act() -> str:
        session[FRESH_LINK] = renew_invitation(db.session(), actor(), user_id, now=now())
        return url_for("admin_users.invited")

    try:
        return take_once(PortalForm(), act)
    except PortalError as error:
        return _refused(user_id, error)


def _do(user_id: int, act: Any) -> ResponseReturnValue:
    """One step in one click, back to the person."""

    def acted() -> str:
        act()
        return _here(user_id)

    try:
        return take_once(PortalForm(), acted)
    except PortalError as error:
        return _refused(user_id, error)


def _refused(user_id: int, error: PortalError) -> ResponseReturnValue:
    db.session().rollback()
    person = _person(user_id)  # 404 for who is not there
    flash(sentence_of(error), "breach")
    return _page(person), error.status


def _here(user_id: int) -> str:
    flash(_("Saved."), "ok")
    return url_for("admin_user.show", user_id=user_id)


def _person(user_id: int) -> User:
    return get_one(db.session(), actor(), User, user_id)


def _page(
    person: User, *, person_form: PersonForm | None = None, role_form: RoleForm | None = None
) -> str:
    opened = db.session()
    email = opened.scalar(select(Credential.email).where(Credential.user_id == person.id)) or ""
    given = {"role": person.role.value, "dealer_id": str(person.dealer_id or "")}
    return render_template(
        "admin/user.html",
        person=person,
        email=email,
        logins=list_logins(opened, actor(), person.id, now=now()),
        person_form=person_form or PersonForm(formdata=None, name=person.name, email=email),
        role_form=role_form or RoleForm(formdata=None, person=person, **given),
        send=PortalForm(formdata=None),
    )
