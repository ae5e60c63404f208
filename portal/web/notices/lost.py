"""`/messages/failed`: messages that did not arrive, until somebody has seen to each."""

from flask import Blueprint, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.access.permissions import Permission
from portal.infra import db
from portal.notices.sent import attend_delivery, lost_messages
from portal.web.forms import PortalForm
from portal.web.guard import actor, requires
from portal.web.now import now
from portal.web.once import take_once

bp = Blueprint("lost_messages", __name__, url_prefix="/messages/failed")


@bp.get("")
@requires(Permission.CASE_OPEN)
def show() -> ResponseReturnValue:
    lost = lost_messages(db.session(), actor())
    return render_template("notices/lost.html", lost=lost, send=PortalForm(formdata=None))


@bp.post("/<int:delivery_id>/attended")
@requires(Permission.CASE_OPEN)
def attend_submit(delivery_id: int) -> ResponseReturnValue:
    return take_once(PortalForm(), lambda: _attend(delivery_id))


def _attend(delivery_id: int) -> str:
    attend_delivery(db.session(), actor(), delivery_id, now=now())
    flash(_("Noted that you have seen to it."), "ok")
    return url_for("lost_messages.show")
