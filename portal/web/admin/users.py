"""`/admin/users`: the list of people, and inviting one."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import BooleanField, EmailField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from models import Dealer, Installer, Locale, Role
from portal.access.permissions import Permission
from portal.access.scope import visible
from portal.accounts.invite import invite_user
from portal.accounts.list_users import Wanted, list_users
from portal.infra import db
from portal.web.forms import AddressForm, PortalForm, choice, choices_of
from portal.web.guard import actor, requires
from portal.web.now import now
from portal.web.paging import PAGE_SIZE, decode, page_of
from portal.web.take import take
from portal.web.whole_address import kept_args, whole_address

bp = Blueprint("admin_users", __name__, url_prefix="/admin/users")

FRESH_LINK = "fresh_link"
MOST_CHOICES = 1000


class FilterForm(AddressForm):
    q = StringField(_l("Name, mail or dealer"), [Optional(), Length(max=100)])
    role = SelectField(_l("Role"), validators=[Optional()])
    ended = BooleanField(_l("Also those who have left"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.role.choices = [choice("", _("Every role")), *choices_of(Role)]


class InviteForm(PortalForm):
    name = StringField(_l("Name"), [InputRequired(_l("Enter a name.")), Length(max=100)])
    email = EmailField(
        _l("E-mail address"), [InputRequired(_l("Enter an e-mail address.")), Length(max=254)]
    )
    role = SelectField(_l("Role"), validators=[InputRequired(_l("Choose a role."))])
    dealer_id = SelectField(
        _l("Dealer"), validators=[Optional()], description=_l("For a dealer’s manager or desk.")
    )
    installer_id = SelectField(
        _l("Installer"), validators=[Optional()], description=_l("For who also goes to customers.")
    )
    locale = SelectField(
        _l("Language"),
        choices=choices_of(Locale),
        default=Locale.ZH_HANS.value,
    )

    def __init__(self, *args: Any, opened: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.role.choices = [choice("", _("Choose")), *choices_of(Role)]
        self.dealer_id.choices = dealer_choices(opened)
        self.installer_id.choices = [choice("", _("None")), *_named(opened, Installer)]


def dealer_choices(opened: Session) -> list[Any]:
    return [choice("", _("None")), *_named(opened, Dealer)]


def _named(opened: Session, model: Any) -> list[Any]:
    rows = opened.scalars(
        visible(actor(), model).order_by(model.name_sort, model.id).limit(MOST_CHOICES)
    )
    return [choice(row.id, row.name) for row in rows]


@bp.get("")
@requires(Permission.USERS_EDIT)
def index() -> ResponseReturnValue:
    form = FilterForm(request.args)
    form.validate()
    wanted = Wanted(
        words=form.q.data or "",
        role=Role(form.role.data) if form.role.data and not form.role.errors else None,
        with_ended=bool(form.ended.data),
    )
    cursor = decode(request.args.get("page"), int)
    at = int(str(cursor.key[0])) if cursor else None
    rows = list_users(
        db.session(),
        actor(),
        wanted,
        before_id=at if cursor and not cursor.backwards else None,
        after_id=at if cursor and cursor.backwards else None,
        limit=PAGE_SIZE + 1,
    )
    page = page_of(rows, lambda row: (row[0].id,), cursor=cursor)
    return render_template(
        "admin/users.html",
        people=page.items,
        form=form,
        filters_set=sum(map(bool, (wanted.words, wanted.role, wanted.with_ended))),
        previous_url=_turned(page.previous),
        next_url=_turned(page.next),
    )


@bp.get("/invite")
@requires(Permission.USERS_EDIT)
def invite() -> ResponseReturnValue:
    return render_template("admin/invite.html", form=InviteForm(opened=db.session()))


@bp.post("/invite")
@requires(Permission.USERS_EDIT)
def invite_submit() -> ResponseReturnValue:
    form = InviteForm(opened=db.session())
    return take(
        form, lambda: _invite(form), lambda: render_template("admin/invite.html", form=form)
    )


def _invite(form: InviteForm) -> str:
    """The token goes to the inviter's browser alone, for the next page."""
    invited = invite_user(
        db.session(),
        actor(),
        name=form.name.data or "",
        email=form.email.data or "",
        role=Role(form.role.data),
        dealer_id=int(form.dealer_id.data) if form.dealer_id.data else None,
        installer_id=int(form.installer_id.data) if form.installer_id.data else None,
        locale=Locale(form.locale.data),
        now=now(),
    )
    session[FRESH_LINK] = invited
    return url_for("admin_users.invited")


@bp.get("/invited")
@requires(Permission.USERS_EDIT)
def invited() -> ResponseReturnValue:
    """The new link, once: it is stored nowhere."""
    token = session.pop(FRESH_LINK, None)
    if token is None:
        return redirect(url_for("admin_users.index"))
    url = whole_address("invitation.show", token=token)
    return render_template("admin/invited.html", url=url)


def _turned(word: str | None) -> str | None:
    if word is None:
        return None
    kept: dict[str, Any] = kept_args(request.args, "q", "role", "ended")
    return url_for("admin_users.index", **kept, page=word)
