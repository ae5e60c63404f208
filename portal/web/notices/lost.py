"""`/messages/failed`: messages that did not arrive, until somebody has seen to each."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import InputRequired

from models import DeliveryChannel
from portal.access.permissions import Permission
from portal.i18n.phones import masked
from portal.i18n.words import word
from portal.infra import db
from portal.notices.send_again import key_of, send_again, ways_for
from portal.notices.sent import about, attend_delivery, lost_messages
from portal.notices.way import Way
from portal.notices.wishes import open_ways
from portal.web.forms import PortalForm, choice
from portal.web.guard import actor, requires
from portal.web.now import now
from portal.web.once import take_once
from portal.web.shown_address import shown_address
from portal.web.take import take

bp = Blueprint("lost_messages", __name__, url_prefix="/messages/failed")


class AgainForm(PortalForm):
    """By which way it goes this time."""

    way = RadioField(
        _l("By which way"),
        choices=[],
        validators=[InputRequired(_l("Choose a way."))],
        validate_choice=False,  # the rule knows the ways, also when the button is pressed twice
    )


@bp.get("")
@requires(Permission.CASE_OPEN)
def show() -> ResponseReturnValue:
    lost = lost_messages(db.session(), actor())
    return render_template(
        "notices/lost.html",
        lost=lost,
        send=PortalForm(formdata=None),
        nothing_leaves=not lost and not open_ways(db.session()),
    )


@bp.post("/<int:delivery_id>/attended")
@requires(Permission.CASE_OPEN)
def attend_submit(delivery_id: int) -> ResponseReturnValue:
    return take_once(PortalForm(), lambda: _attend(delivery_id))


@bp.get("/<int:delivery_id>/again")
@requires(Permission.CASE_OPEN)
def again(delivery_id: int) -> ResponseReturnValue:
    return _again_page(delivery_id)


@bp.post("/<int:delivery_id>/again")
@requires(Permission.CASE_OPEN)
def again_submit(delivery_id: int) -> ResponseReturnValue:
    form = AgainForm()

    def send() -> str:
        send_again(db.session(), actor(), delivery_id, form.way.data or "", now=now())
        flash(_("It is on its way once more."), "ok")
        return url_for("lost_messages.show")

    return take(form, send, lambda: _again_page(delivery_id, form))


def _again_page(delivery_id: int, form: AgainForm | None = None) -> str:
    delivery, ways = ways_for(db.session(), actor(), delivery_id)
    form = form or AgainForm(formdata=None, way=key_of(ways[0]) if ways else None)
    form.way.choices = _choices(ways)
    return render_template(
        "notices/again.html",
        form=form,
        lost=about(db.session(), delivery),
        ways=ways,
        back_url=url_for("lost_messages.show"),
    )


def _choices(ways: Sequence[Way]) -> list[Any]:
    return [choice(key_of(way), f"{word(way.channel)} · {_shown(way)}") for way in ways]


def _shown(way: Way) -> str:
    """A number as lists show it; of a robot which one it is."""
    if way.channel is DeliveryChannel.SMS:
        return masked(f"+{way.address}")
    return shown_address(way.address)


def _attend(delivery_id: int) -> str:
    attend_delivery(db.session(), actor(), delivery_id, now=now())
    flash(_("Noted that you have seen to it."), "ok")
    return url_for("lost_messages.show")
