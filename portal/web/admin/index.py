"""`/admin`: everything an administrator keeps, by subject."""

from dataclasses import dataclass
from typing import Any, Final

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from portal.access.permissions import Permission
from portal.web.guard import actor, requires
from portal.web.nav import may_open

bp = Blueprint("admin", __name__, url_prefix="/admin")


@dataclass(frozen=True, slots=True)
class Subject:
    """A page of the administrators, with what it is for."""

    endpoint: str
    label: Any
    note: Any


SUBJECTS: Final = (
    Subject(
        "admin_users.index", _l("People"), _l("Invite, change roles, end access, send new links.")
    ),
    Subject(
        "dealers.index", _l("Dealers"), _l("Districts, contact points, people, stores, leaving.")
    ),
    Subject(
        "brand_contacts.show",
        _l("Our own contact points"),
        _l("Hotline, manager, addresses: how we are reached."),
    ),
    Subject("installers.index", _l("Installers"), _l("Who works for whom, and standing.")),
    Subject("admin_products.index", _l("Products"), _l("Names and warranty terms.")),
    Subject("admin_symptoms.index", _l("Symptoms"), _l("What customers see, in three languages.")),
    Subject("imports.index", _l("Imports"), _l("What came in from outside.")),
    Subject("duplicates.index", _l("Likely duplicates"), _l("Dealers and installers twice?")),
    Subject("roster.show", _l("Duty roster"), _l("Who answers, by day and at night.")),
    Subject(
        "admin_calendars.index",
        _l("Calendars"),
        _l("Hours, holidays and make-up days by which deadlines count."),
    ),
    Subject(
        "admin_sla.show",
        _l("Stage times"),
        _l("How long each stage may take, by severity; its versions."),
    ),
    Subject("admin_settings.show", _l("Settings"), _l("Currency, time zone, callback hours.")),
    Subject("admin_channels.index", _l("Channels"), _l("Mail, text messages, robots, webhooks.")),
    Subject(
        "admin_wording.index",
        _l("Wording of messages"),
        _l("What each message says, in three languages."),
    ),
    Subject(
        "admin_changes.index", _l("Change log"), _l("Every change of settings and master data.")
    ),
)


@bp.get("")
@requires(
    Permission.USERS_EDIT,
    Permission.SETTINGS_EDIT,
    Permission.PRODUCTS_EDIT,
    Permission.CHANGES_READ,
)
def show() -> ResponseReturnValue:
    subjects = [
        {"url": url_for(subject.endpoint), "label": subject.label, "note": subject.note}
        for subject in SUBJECTS
        if may_open(subject.endpoint, actor())
    ]
    return render_template("admin/index.html", subjects=subjects)
