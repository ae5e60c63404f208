"""`/admin/contacts/<id>`: change, confirm or retire a contact point, for administrators."""

from flask import Blueprint, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from models import ContactPoint
from portal.access.permissions import Permission
from portal.contacts.edit import confirm_contact_point, edit_contact_point
from portal.contacts.keep import get_kept
from portal.contacts.retire import retire_contact_point
from portal.infra import db
from portal.web.dealers.contact_forms import ReplaceForm, SendForm
from portal.web.guard import actor, requires
from portal.web.now import now
from portal.web.once import take_once
from portal.web.take import take

bp = Blueprint("contact_point", __name__, url_prefix="/admin/contacts/<int:point_id>")


@bp.get("")
@requires(Permission.DEALERS_EDIT)
def show(point_id: int) -> ResponseReturnValue:
    point = get_kept(db.session(), actor(), point_id)
    return _page(point, ReplaceForm(formdata=None, label=point.label, spelled=point.spelled))


@bp.post("")
@requires(Permission.DEALERS_EDIT)
def submit(point_id: int) -> ResponseReturnValue:
    form = ReplaceForm()

    def change() -> str:
        point = edit_contact_point(
            db.session(),
            actor(),
            point_id,
            form.label.data or "",
            form.spelled.data or "",
            now=now(),
        )
        flash(_("Saved."), "ok")
        return _back(point)

    return take(form, change, lambda: _page(get_kept(db.session(), actor(), point_id), form))


@bp.post("/confirm")
@requires(Permission.DEALERS_EDIT)
def confirm_submit(point_id: int) -> ResponseReturnValue:
    return take_once(
        SendForm(),
        lambda: _back(confirm_contact_point(db.session(), actor(), point_id, now=now())),
    )


@bp.post("/retire")
@requires(Permission.DEALERS_EDIT)
def retire_submit(point_id: int) -> ResponseReturnValue:
    return take_once(
        SendForm(),
        lambda: _back(retire_contact_point(db.session(), actor(), point_id, now=now())),
    )


def _page(point: ContactPoint, form: ReplaceForm) -> str:
    return render_template(
        "dealers/replace_contact.html", point=point, form=form, back_url=_back(point)
    )


def _back(point: ContactPoint) -> str:
    """Where it is listed; the brand's own have no dealer's page."""
    if point.dealer_id is None:
        return url_for("brand_contacts.show")
    return f"{url_for('dealer.show', dealer_id=point.dealer_id)}#points"
