"""`/account/messages`: by which ways, where and when a person wants to be told."""

from typing import Any

from flask import Blueprint, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, StringField, TimeField
from wtforms.validators import Length, Optional

from models import DeliveryChannel
from portal.errors import PortalError
from portal.infra import db
from portal.notices.wishes import OWN_WAYS, Wish, Wishes, change_wishes, open_ways, read_wishes
from portal.web.forms import PortalForm
from portal.web.guard import actor, signed_in
from portal.web.now import now
from portal.web.once import take_once
from portal.web.refusals import put_on_form

bp = Blueprint("message_wishes", __name__, url_prefix="/account/messages")


class WishesForm(PortalForm):
    email_enabled = BooleanField(_l("By e-mail"))
    email_address = StringField(
        _l("E-mail address"),
        [Optional(), Length(max=200)],
        description=_l("Messages go there; you sign in as before."),
    )
    email_digest = BooleanField(_l("One mail a day, at eight, with everything that is not urgent"))
    sms_enabled = BooleanField(_l("By text message"))
    sms_address = StringField(_l("Mobile number"), [Optional(), Length(max=40)])
    sms_digest = BooleanField(
        _l("One text message a day, at eight, with everything that is not urgent")
    )
    quiet_from = TimeField(_l("Quiet from"), [Optional()])
    quiet_until = TimeField(_l("Quiet until"), [Optional()])


@bp.get("")
@signed_in
def show() -> ResponseReturnValue:
    wishes = read_wishes(db.session(), actor())
    values: dict[str, Any] = {"quiet_from": wishes.quiet_from, "quiet_until": wishes.quiet_until}
    for channel in OWN_WAYS:
        wish = wishes.ways[channel]
        values |= {
            f"{channel.value}_enabled": wish.enabled,
            f"{channel.value}_address": _spelled(channel, wish.address),
            f"{channel.value}_digest": wish.digest,
        }
    return _page(WishesForm(formdata=None, **values))


@bp.post("")
@signed_in
def submit() -> ResponseReturnValue:
    form = WishesForm()
    if not form.validate():
        return _page(form), 422
    try:
        return take_once(form, lambda: _change(form))
    except PortalError as error:
        db.session().rollback()
        put_on_form(form, error)
        return _page(form), error.status


def _change(form: WishesForm) -> str:
    ways = {
        channel: Wish(
            form[f"{channel.value}_address"].data or "",
            enabled=form[f"{channel.value}_enabled"].data,
            digest=form[f"{channel.value}_digest"].data,
        )
        for channel in OWN_WAYS
    }
    wishes = Wishes(ways, form.quiet_from.data, form.quiet_until.data)
    change_wishes(db.session(), actor(), wishes, now=now())
    flash(_("Saved."), "ok")
    return url_for("message_wishes.show")


def _spelled(channel: DeliveryChannel, address: str) -> str:
    return f"+{address}" if channel is DeliveryChannel.SMS and address else address


def _page(form: WishesForm) -> str:
    return render_template("notices/wishes.html", form=form, open_ways=open_ways(db.session()))
