"""`/admin/settings`: what holds for the whole portal."""

from typing import Any

from flask import Blueprint, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectField
from wtforms.validators import InputRequired

from portal.access.permissions import Permission
from portal.errors import PortalError
from portal.i18n.locale import LANGUAGE_NAMES
from portal.infra import db
from portal.settings.advice import ADVICE, RECOMMENDED_HELD_AT, RECOMMENDED_WATCHED_AT
from portal.settings.change import change_settings
from portal.settings.known import CURRENCIES, CUSTOMER_LOCALE, TIME_ZONE
from portal.settings.read import all_settings
from portal.web import in_force
from portal.web.admin.numbers import GROUPS
from portal.web.forms import PortalForm, choice
from portal.web.guard import actor, requires
from portal.web.now import now
from portal.web.once import take_once
from portal.web.refusals import put_on_form

bp = Blueprint("admin_settings", __name__, url_prefix="/admin/settings")


class SettingsForm(PortalForm):
    """What is chosen stands here; the numbers are added below, a field for each."""

    currency = SelectField(
        _l("Currency"),
        choices=[choice(code, code) for code in CURRENCIES],
        validators=[InputRequired()],
    )
    time_zone = SelectField(
        _l("Time zone"),
        choices=[choice(name, name) for name in TIME_ZONE.choices],
        validators=[InputRequired()],
        description=_l("In which every page shows its times. Calendars keep their own."),
    )
    customer_locale = SelectField(
        _l("Language of messages to customers"),
        choices=[choice(code, LANGUAGE_NAMES[code]) for code in CUSTOMER_LOCALE.choices],
        validators=[InputRequired()],
        description=_l("The hotline's group robots speak it too. Staff read their own language."),
    )


for _group in GROUPS:
    for _number in _group.numbers:
        setattr(
            SettingsForm,
            _number.known.key,
            IntegerField(
                _number.label, [InputRequired(_l("Enter a number."))], description=_number.note
            ),
        )


@bp.get("")
@requires(Permission.SETTINGS_EDIT)
def show() -> ResponseReturnValue:
    values: dict[str, Any] = all_settings(db.session())
    return _page(SettingsForm(formdata=None, **values)), 200


@bp.post("")
@requires(Permission.SETTINGS_EDIT)
def submit() -> ResponseReturnValue:
    form = SettingsForm()
    if not form.validate():
        return _page(form), 422
    try:
        answer = take_once(form, lambda: _change(form))
    except PortalError as error:
        db.session().rollback()
        put_on_form(form, error)
        return _page(form), error.status
    in_force.look_again()
    return answer


def _page(form: SettingsForm) -> str:
    groups = [
        (group.key, group.title, [(form[one.known.key], one) for one in group.numbers])
        for group in GROUPS
    ]
    return render_template(
        "admin/settings.html",
        form=form,
        groups=groups,
        advice=ADVICE,
        watched_at=RECOMMENDED_WATCHED_AT,
        held_at=RECOMMENDED_HELD_AT,
    )


def _change(form: SettingsForm) -> str:
    keys = all_settings(db.session())
    values = {key: form[key].data for key in keys}
    changed = change_settings(db.session(), actor(), values, now=now())
    flash(_("Saved.") if changed else _("Nothing was different."), "ok")
    return url_for("admin_settings.show")
