"""`/admin/channels`: the ways by which messages leave, and how each is doing."""

import json
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from flask import Blueprint, current_app, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    Field,
    IntegerField,
    PasswordField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import PasswordInput

from models import DeliveryChannel
from portal.access.permissions import Permission
from portal.errors import InvalidError, NotFoundError, PortalError
from portal.infra import db
from portal.notices.channel_settings import Set, read_channels, set_channel
from portal.notices.channels.ways import WAYS, Setting
from portal.web.forms import CaseForm, choice
from portal.web.guard import actor, requires
from portal.web.now import now
from portal.web.once import take_once
from portal.web.refusals import put_on_form

bp = Blueprint("admin_channels", __name__, url_prefix="/admin/channels")
ONE: Final = f"/<any({', '.join(DeliveryChannel)}):kind>"

LABELS: Final[Mapping[str, Any]] = {
    "host": _l("Server"),
    "port": _l("Port"),
    "security": _l("Encryption"),
    "username": _l("User name"),
    "password": _l("Password"),
    "sender": _l("Sender’s address"),
    "sender_name": _l("Sender’s name"),
    "reply_to": _l("Answers go to"),
    "bounces_to": _l("What comes back goes to"),
    "unsubscribe_url": _l("Address for unsubscribing"),
    "trusted_ca": _l("File with a certificate authority of one’s own"),
    "url": _l("Address of the gateway"),
    "method": _l("Method"),
    "form": _l("Form of the call"),
    "fields": _l("Fields, as JSON, with {to} and {text}"),
    "headers": _l("Headers, as JSON"),
    "code_path": _l("Where the gateway’s own code stands"),
    "good_codes": _l("Codes that mean yes, one on each line"),
    "later_codes": _l("Codes that mean later, one on each line"),
    "text_path": _l("Where the gateway’s words stand"),
    "ref_path": _l("Where the gateway’s number stands"),
    "longest": _l("Longest text, in characters"),
    "base_url": _l("Address of the provider"),
    "secret": _l("Secret that signs"),
    "plain_http": _l("Also without encryption (http)"),
    "private_network": _l("Also into our own network"),
}


UNSEEN: Final = _l("It is kept encrypted, and never shown again.")
KEPT: Final = _l("One is kept. Leave this empty to keep it; what you write takes its place.")


@bp.get("")
@requires(Permission.SETTINGS_EDIT)
def index() -> ResponseReturnValue:
    return render_template("admin/channels.html", channels=read_channels(db.session(), actor()))


@bp.get(ONE)
@requires(Permission.SETTINGS_EDIT)
def show(kind: str) -> ResponseReturnValue:
    found = _found(kind)
    return _page(found, _form_of(found.kind)(formdata=None, **_shown(found)))


@bp.post(ONE)
@requires(Permission.SETTINGS_EDIT)
def submit(kind: str) -> ResponseReturnValue:
    found = _found(kind)
    form = _form_of(found.kind)()
    if not form.validate():
        return _page(found, form), 422
    try:
        return take_once(form, lambda: _change(found, form))
    except PortalError as error:
        db.session().rollback()
        put_on_form(form, error)
        return _page(_found(kind), form), error.status


def _found(kind: str) -> Set:
    for one in read_channels(db.session(), actor()):
        if one.kind == kind:
            return one
    raise NotFoundError("channel")


def _change(found: Set, form: CaseForm) -> str:
    plain: dict[str, Any] = {}
    secrets: dict[str, Any] = {}
    for setting in WAYS[found.kind].settings:
        value = _typed(setting, form[setting.name].data)
        if setting.secret:
            secrets |= {setting.name: value} if value not in (None, "") else {}
        elif value not in (None, "", []):
            plain[setting.name] = value
    set_channel(
        db.session(),
        actor(),
        found.kind,
        plain,
        secrets,
        enabled=form["enabled"].data,
        secret_key=current_app.config["SECRET_KEY"],
        version=form.version.data,
        now=now(),
    )
    flash(_("Saved. It holds from the next message on."), "ok")
    return url_for("admin_channels.index")


def _page(found: Set, form: CaseForm) -> str:
    names = [setting.name for setting in WAYS[found.kind].settings]
    for name in found.kept:
        form[name].description = KEPT
    return render_template(
        "admin/channel.html", found=found, form=form, controls=[form[name] for name in names]
    )


def _form_of(kind: DeliveryChannel) -> type[CaseForm]:
    """A field for each setting that the way has."""
    fields: dict[str, Any] = {"enabled": BooleanField(_l("Messages leave by this way"))}
    fields |= {one.name: _field(one) for one in WAYS[kind].settings}
    return type("ChannelForm", (CaseForm,), fields)


def _field(setting: Setting) -> Field:
    label = LABELS[setting.name]
    needed = InputRequired(_l("Enter this.")) if setting.required and not setting.secret else None
    rules = [needed or Optional()]
    if setting.secret and setting.kind is str:
        return PasswordField(
            label,
            [Optional(), Length(max=1000)],
            widget=PasswordInput(hide_value=True),
            render_kw={"autocomplete": "off"},
            description=UNSEEN,
        )
    if setting.kind is bool:
        return BooleanField(label)
    if setting.kind is int:
        return IntegerField(label, rules)
    if issubclass(setting.kind, StrEnum):
        return SelectField(label, choices=[choice(one.value, one.value) for one in setting.kind])
    if setting.kind is str:
        return StringField(label, [*rules, Length(max=500)])
    note = UNSEEN if setting.secret else ""
    return TextAreaField(label, [Optional(), Length(max=4000)], description=note)


def _shown(found: Set) -> dict[str, Any]:
    """What the page fills in: what is set, else what holds without; nothing of a secret."""
    config = {} if found.channel is None else found.channel.config
    values: dict[str, Any] = {"enabled": found.enabled, "version": found.version}
    for setting in WAYS[found.kind].settings:
        if setting.secret:
            continue
        value = config.get(setting.name, setting.default)
        values[setting.name] = "\n".join(value) if isinstance(value, list | tuple) else value
    return values


def _typed(setting: Setting, value: Any) -> Any:
    """From what the page holds to what a JSON column does."""
    if setting.kind in (bool, int, str) or issubclass(setting.kind, StrEnum):
        return value
    text = (value or "").strip()
    if issubclass(setting.kind, Mapping):
        return _json(setting.name, text)
    return [line.strip() for line in text.splitlines() if line.strip()]


def _json(name: str, text: str) -> dict[str, Any] | None:
    """Nothing written is none; `{}` is written."""
    if not text:
        return None
    try:
        found = json.loads(text)
    except ValueError as error:
        raise InvalidError("channel_setting_wrong", field=name, name=name) from error
    if not isinstance(found, dict):
        raise InvalidError("channel_setting_wrong", field=name, name=name)
    return found
