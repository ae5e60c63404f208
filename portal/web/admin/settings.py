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
from portal.web.forms import PortalForm, choice
from portal.web.guard import actor, requires
from portal.web.now import now
from portal.web.once import take_once
from portal.web.refusals import put_on_form

bp = Blueprint("admin_settings", __name__, url_prefix="/admin/settings")


class SettingsForm(PortalForm):
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
    callback_from = IntegerField(
        _l("Callbacks from, hour"),
        [InputRequired(_l("Enter an hour."))],
        description=_l("Customers are not rung earlier than this."),
    )
    callback_until = IntegerField(
        _l("Callbacks until, hour"),
        [InputRequired(_l("Enter an hour."))],
        description=_l("Nor later than this."),
    )
    customer_locale = SelectField(
        _l("Language of messages to customers"),
        choices=[choice(code, LANGUAGE_NAMES[code]) for code in CUSTOMER_LOCALE.choices],
        validators=[InputRequired()],
        description=_l("The hotline's group robots speak it too. Staff read their own language."),
    )
    customer_quiet_from = IntegerField(
        _l("No messages to customers from, hour"),
        [InputRequired(_l("Enter an hour."))],
        description=_l("What is urgent goes all the same. The same hour twice: at any time."),
    )
    customer_quiet_until = IntegerField(
        _l("No messages to customers until, hour"),
        [InputRequired(_l("Enter an hour."))],
        description=_l("What was held back leaves then."),
    )
    reopen_days = IntegerField(
        _l("Days in which an ended case can be reopened"),
        [InputRequired(_l("Enter a number of days."))],
        description=_l("Later the customer’s word makes a new case, linked to the one before."),
    )
    standing_days = IntegerField(
        _l("Days for which a complaint counts against an installer"),
        [InputRequired(_l("Enter a number of days."))],
    )
    standing_watched_at = IntegerField(
        _l("Customers until an installer is watched"),
        [InputRequired(_l("Enter a number."))],
    )
    standing_held_at = IntegerField(
        _l("Customers until an installer is held"),
        [InputRequired(_l("Enter a number."))],
    )
    dispute_hours = IntegerField(
        _l("Hours in which a dealer may answer a customer’s denial"),
        [InputRequired(_l("Enter a number of hours."))],
        description=_l("After that the denial stands."),
    )
    verify_disputes = IntegerField(
        _l("“Verify first” after so many upheld disputes"),
        [InputRequired(_l("Enter a number."))],
        description=_l("From then on the dealer’s claims count once the customer confirms them."),
    )
    verify_percent = IntegerField(
        _l("and at least so many in a hundred of the dealer’s claims"),
        [InputRequired(_l("Enter a number."))],
    )
    verify_days = IntegerField(
        _l("within so many days"), [InputRequired(_l("Enter a number of days."))]
    )
    verify_run = IntegerField(
        _l("“Verify first” ends after so many verified claims in a row"),
        [InputRequired(_l("Enter a number."))],
    )
    contact_days = IntegerField(
        _l("Days that a contact point is live after its last proof"),
        [InputRequired(_l("Enter a number of days."))],
        description=_l("Then it is stale, and its owner is asked to confirm or replace it."),
    )
    correction_days = IntegerField(
        _l("Working days in which a contact point is corrected"),
        [InputRequired(_l("Enter a number of days."))],
    )


@bp.get("")
@requires(Permission.SETTINGS_EDIT)
def show() -> ResponseReturnValue:
    values: dict[str, Any] = all_settings(db.session())
    return _page(SettingsForm(formdata=None, **values))


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
    return render_template(
        "admin/settings.html",
        form=form,
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
