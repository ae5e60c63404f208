"""`/admin/installers`: people who install, and for whom each of them works."""

from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import Length, Optional

from models import Installer, InstallerContact
from portal.access.permissions import Permission
from portal.access.scope import get_one
from portal.infra import db
from portal.installers.employ import edit_installer
from portal.installers.read import employers_of, find_installers
from portal.web.dealers.contact_forms import PersonForm
from portal.web.forms import AddressForm
from portal.web.guard import actor, requires
from portal.web.now import now
from portal.web.paging import PAGE_SIZE, decode, from_key, page_of
from portal.web.take import take
from portal.web.whole_address import kept_args

bp = Blueprint("installers", __name__, url_prefix="/admin/installers")
person_bp = Blueprint("installer", __name__, url_prefix="/admin/installers/<int:installer_id>")


class FindForm(AddressForm):
    q = StringField(_l("Name or number"), [Optional(), Length(max=100)])


@bp.get("")
@requires(Permission.DEALERS_READ)
def index() -> ResponseReturnValue:
    form = FindForm(request.args)
    cursor = decode(request.args.get("page"), str, int)
    words = (form.q.data or "") if form.validate() else ""
    rows = find_installers(
        db.session(),
        actor(),
        words=words,
        **from_key(cursor),
        limit=PAGE_SIZE + 1,
    )
    page = page_of(rows, lambda person: (person.name_sort, person.id), cursor=cursor)
    return render_template(
        "installers/index.html",
        people=page.items,
        form=form,
        filters_set=1 if words else 0,
        previous_url=_turned(page.previous),
        next_url=_turned(page.next),
    )


@person_bp.get("")
@requires(Permission.DEALERS_READ)
def show(installer_id: int) -> ResponseReturnValue:
    return _page(installer_id, None)


@person_bp.post("")
@requires(Permission.INSTALLERS_EDIT)
def submit(installer_id: int) -> ResponseReturnValue:
    form = PersonForm()

    def keep() -> str:
        edit_installer(
            db.session(),
            actor(),
            installer_id,
            form.name.data or "",
            form.phone.data or "",
            now=now(),
        )
        flash(_("Saved."), "ok")
        return url_for("installer.show", installer_id=installer_id)

    return take(form, keep, lambda: _page(installer_id, form))


def _page(installer_id: int, form: PersonForm | None) -> str:
    session, who = db.session(), actor()
    person = get_one(session, who, Installer, installer_id)
    contact = session.get(InstallerContact, person.id)
    phone = contact.phone_spelled if contact else ""
    return render_template(
        "installers/show.html",
        person=person,
        phone=phone,
        employers=employers_of(session, person.id),
        form=form or PersonForm(formdata=None, name=person.name, phone=phone),
        may_edit=who.may(Permission.INSTALLERS_EDIT),
        standing_url=url_for("standing.show", installer_id=person.id)
        if who.may(Permission.STANDING_DECIDE)
        else None,
    )


def _turned(cursor: str | None) -> str | None:
    if cursor is None:
        return None
    kept: dict[str, Any] = kept_args(request.args, "q")
    return url_for("installers.index", **kept, page=cursor)
