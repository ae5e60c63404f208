"""A robot's secret and a trial of it: for administrators, and for the dealer whose robot it is."""

from collections.abc import Callable

from flask import Blueprint, current_app, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import PasswordField
from wtforms.validators import InputRequired, Length
from wtforms.widgets import PasswordInput

from models import ContactPoint
from portal.access.permissions import Permission
from portal.contacts.robot import (
    forget_robot_secret,
    read_robot,
    set_robot_secret,
    try_robot,
)
from portal.infra import db
from portal.web.forms import PortalForm
from portal.web.guard import actor, requires
from portal.web.now import now
from portal.web.take import take

bp = Blueprint("robot", __name__, url_prefix="/admin/contacts/<int:point_id>/robot")
own = Blueprint("own_robot", __name__, url_prefix="/dealer/own/contacts/<int:point_id>/robot")
EDIT = Permission.DEALERS_EDIT
OWN = Permission.OWN_CONTACTS_EDIT


class SecretForm(PortalForm):
    """What the group's owner sees once in the robot's settings."""

    secret = PasswordField(
        _l("Secret"),
        [InputRequired(_l("Enter the secret that the robot’s settings show.")), Length(max=300)],
        widget=PasswordInput(hide_value=True),
        render_kw={"autocomplete": "off"},
        description=_l("It is kept encrypted, and never shown again."),
    )


@bp.get("")
@requires(EDIT)
def show(point_id: int) -> ResponseReturnValue:
    return _page(point_id)


@bp.post("/secret")
@requires(EDIT)
def secret_submit(point_id: int) -> ResponseReturnValue:
    return _set(point_id)


@bp.post("/forget")
@requires(EDIT)
def forget_submit(point_id: int) -> ResponseReturnValue:
    return _forget(point_id)


@bp.post("/trial")
@requires(EDIT)
def trial_submit(point_id: int) -> ResponseReturnValue:
    return _try(point_id)


@own.get("")
@requires(OWN)
def show_own(point_id: int) -> ResponseReturnValue:
    return _page(point_id)


@own.post("/secret")
@requires(OWN)
def secret_own_submit(point_id: int) -> ResponseReturnValue:
    return _set(point_id)


@own.post("/forget")
@requires(OWN)
def forget_own_submit(point_id: int) -> ResponseReturnValue:
    return _forget(point_id)


@own.post("/trial")
@requires(OWN)
def trial_own_submit(point_id: int) -> ResponseReturnValue:
    return _try(point_id)


def _set(point_id: int) -> ResponseReturnValue:
    form = SecretForm()

    def keep() -> str:
        set_robot_secret(
            db.session(),
            actor(),
            point_id,
            form.secret.data or "",
            secret_key=current_app.config["SECRET_KEY"],
            now=now(),
        )
        flash(_("The secret is kept. It holds from the next message on."), "ok")
        return _url(point_id)

    return take(form, keep, lambda: _page(point_id, form))


def _forget(point_id: int) -> ResponseReturnValue:
    return _press(
        point_id,
        lambda: forget_robot_secret(db.session(), actor(), point_id, now=now()),
        _("The secret is forgotten."),
    )


def _try(point_id: int) -> ResponseReturnValue:
    return _press(
        point_id,
        lambda: try_robot(db.session(), actor(), point_id, now=now()),
        _("A trial message is on its way. What became of it will stand here."),
    )


def _press(point_id: int, act: Callable[[], ContactPoint], said: str) -> ResponseReturnValue:
    form = PortalForm()

    def once() -> str:
        act()
        flash(said, "ok")
        return _url(point_id)

    return take(form, once, lambda: _page(point_id, form))


def _page(point_id: int, sent: PortalForm | None = None) -> str:
    robot = read_robot(db.session(), actor(), point_id)
    return render_template(
        "dealers/robot.html",
        robot=robot,
        form=sent if isinstance(sent, SecretForm) else SecretForm(formdata=None),
        failed=sent,
        send=PortalForm(formdata=None),
        secret_url=_url(point_id, "secret"),
        forget_url=_url(point_id, "forget"),
        trial_url=_url(point_id, "trial"),
        here=_url(point_id),
        back_url=_back(robot.point),
    )


def _url(point_id: int, what: str = "") -> str:
    """The administrator's page or the dealer's own: the same one in two places."""
    if actor().is_brand:
        return url_for(f"robot.{what}_submit" if what else "robot.show", point_id=point_id)
    return url_for(
        f"own_robot.{what}_own_submit" if what else "own_robot.show_own", point_id=point_id
    )


def _back(point: ContactPoint) -> str:
    if not actor().is_brand:
        return f"{url_for('own_dealer.show')}#points"
    if point.dealer_id is None:
        return url_for("brand_contacts.show")
    return f"{url_for('dealer.show', dealer_id=point.dealer_id)}#points"
